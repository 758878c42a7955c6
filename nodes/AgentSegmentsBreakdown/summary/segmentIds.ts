import { NumberList } from './numberList';

const PAGE_BYTES = 1 << 20;

/**
 * Segment ids, numbered as they come, in pages of bytes: a text of its own for each would take half as
 * much again, and V8's heap would grow by more than they take.
 */
export class SegmentIds {
	private readonly pages: Buffer[] = [];
	private room = 0;
	/** Quicker to read than UTF-8, for as long as all ids are plain ASCII */
	private encoding: 'latin1' | 'utf8' = 'latin1';
	/** Where each id begins, over all pages, and its length */
	private readonly starts = new NumberList();
	private readonly lengths = new NumberList();

	get count(): number {
		return this.starts.length;
	}

	/** @param isPlain whether the bytes are plain ASCII; UTF-8 else */
	push(bytes: Buffer, start: number, end: number, isPlain: boolean): void {
		const length = end - start;
		if (length > this.room) this.addPage(length);
		const page = this.pages.at(-1);
		if (!page) return;
		const at = page.length - this.room;
		bytes.copy(page, at, start, end);
		if (!isPlain) this.encoding = 'utf8';
		this.room -= length;
		this.starts.push((this.pages.length - 1) * PAGE_BYTES + at);
		this.lengths.push(length);
	}

	at(number: number): string {
		const start = this.starts.at(number);
		const at = start % PAGE_BYTES;
		const page = this.pages[(start - at) / PAGE_BYTES];
		return page?.toString(this.encoding, at, at + this.lengths.at(number)) ?? '';
	}

	/** A page is at least as large as the id that it is for. */
	private addPage(length: number): void {
		const size = Math.max(PAGE_BYTES, length);
		this.pages.push(Buffer.from(new ArrayBuffer(size)));
		this.room = size;
	}
}
