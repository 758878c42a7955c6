import { Token } from './token';

const FIRST_CAPACITY = 8192;
// A few reasons make up all units; each is looked for among these before a text is made of it
const KNOWN_BY_BYTES = 16;
// Printable ASCII but the quote and the backslash: written in JSON as it is
const PLAIN = /^[ !#-[\]-~]+$/;

/**
 * The texts of start and end reasons, each kept once and numbered from 0 as they come. LivePerson
 * documents two of them and leaves the list open.
 */
export class Reasons {
	readonly texts: string[] = [];
	/** Plain texts with their quotes, and their numbers */
	private readonly known: Array<{ token: Token; index: number }> = [];
	private readonly indexes = new Map<string, number>();

	/** The number of the plain reason that stands with its quotes at `at`, or -1 where it is not known. */
	quotedAt(content: DataView, at: number): number {
		for (let nth = 0; nth < this.known.length; nth++) {
			const reason = this.known[nth];
			if (reason?.token.isAt(content, at)) return reason.index;
		}
		return -1;
	}

	indexOf(text: string): number {
		const known = this.indexes.get(text);
		if (known !== undefined) return known;
		const index = this.texts.push(text) - 1;
		this.indexes.set(text, index);
		if (this.known.length < KNOWN_BY_BYTES && PLAIN.test(text)) {
			this.known.push({ token: new Token(new TextEncoder().encode(`"${text}"`)), index });
		}
		return index;
	}
}

/**
 * The units of one file, a column a field, so that a million units can be added up without a million
 * objects. Filled again for each file.
 */
export class UnitColumns {
	count = 0;
	/** The file's unpacked content, where the ids stand */
	content: Buffer = Buffer.alloc(0);
	/** Where a unit's segment id begins and ends in `content`, unless it is among `oddIds` */
	idStart = new Uint32Array(FIRST_CAPACITY);
	idEnd = new Uint32Array(FIRST_CAPACITY);
	/** Ids that are not written in plain ASCII in the file, by the unit's number */
	readonly oddIds = new Map<number, string>();
	sequence = new Float64Array(FIRST_CAPACITY);
	/** Numbers in `reasons` */
	startReason = new Uint32Array(FIRST_CAPACITY);
	endReason = new Uint32Array(FIRST_CAPACITY);
	startTimestamp = new Float64Array(FIRST_CAPACITY);
	endTimestamp = new Float64Array(FIRST_CAPACITY);
	handleTimeMillis = new Float64Array(FIRST_CAPACITY);
	/** NaN where the unit has none */
	insertTimestamp = new Float64Array(FIRST_CAPACITY);
	/** Kept from file to file */
	readonly reasons = new Reasons();

	begin(content: Uint8Array): void {
		this.content = Buffer.from(content.buffer, content.byteOffset, content.byteLength);
		this.count = 0;
		this.oddIds.clear();
	}

	makeRoom(): void {
		if (this.count < this.idStart.length) return;
		this.idStart = doubled(this.idStart, Uint32Array);
		this.idEnd = doubled(this.idEnd, Uint32Array);
		this.sequence = doubled(this.sequence, Float64Array);
		this.startReason = doubled(this.startReason, Uint32Array);
		this.endReason = doubled(this.endReason, Uint32Array);
		this.startTimestamp = doubled(this.startTimestamp, Float64Array);
		this.endTimestamp = doubled(this.endTimestamp, Float64Array);
		this.handleTimeMillis = doubled(this.handleTimeMillis, Float64Array);
		this.insertTimestamp = doubled(this.insertTimestamp, Float64Array);
	}

	segmentId(index: number): string {
		const odd = this.oddIds.get(index);
		if (odd !== undefined) return odd;
		return this.content.toString('latin1', this.idStart[index], this.idEnd[index]);
	}

	/** Whether the unit's id is surely that of the unit before it. */
	hasIdOfRowBefore(row: number): boolean {
		if (this.oddIds.has(row) || this.oddIds.has(row - 1)) return false;
		const start = this.idStart[row] ?? 0;
		const end = this.idEnd[row] ?? 0;
		const before = this.idStart[row - 1] ?? 0;
		if ((this.idEnd[row - 1] ?? 0) - before !== end - start) return false;
		// From the end: what tells ids apart stands there
		for (let at = end - start - 1; at >= 0; at--) {
			if (this.content[before + at] !== this.content[start + at]) return false;
		}
		return true;
	}
}

function doubled<T extends Float64Array | Uint32Array>(
	column: T,
	Column: new (length: number) => T,
): T {
	const larger = new Column(column.length * 2);
	larger.set(column);
	return larger;
}
