import type { HandlingTimeUnit } from './handlingTimeUnit';

const FIRST_CAPACITY = 8192;
// A few reasons make up all units; each is looked for among these before a text is made of it
const KNOWN_BY_BYTES = 16;

/**
 * The texts of start and end reasons, each kept once and numbered from 0 as they come. LivePerson
 * documents two of them and leaves the list open.
 */
export class Reasons {
	readonly texts: string[] = [];
	/** The first of them as they stand in a file, by their numbers */
	private readonly known: Buffer[] = [];
	private readonly indexes = new Map<string, number>();

	/** The number of the plain ASCII text between two places of a file's content. */
	indexAt(content: Buffer, start: number, end: number): number {
		for (let index = 0; index < this.known.length; index++) {
			const reason = this.known[index];
			if (reason?.length === end - start && isSame(content, start, reason, 0, reason.length)) {
				return index;
			}
		}
		return this.indexOf(content.toString('latin1', start, end));
	}

	indexOf(text: string): number {
		const known = this.indexes.get(text);
		if (known !== undefined) return known;
		const index = this.texts.push(text) - 1;
		this.indexes.set(text, index);
		if (index < KNOWN_BY_BYTES) this.known.push(Buffer.from(text));
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

	/** Writes a unit that is not read straight from the content into the next row. */
	write(unit: HandlingTimeUnit): void {
		const row = this.count;
		this.oddIds.set(row, unit.segmentId);
		this.sequence[row] = unit.sequence;
		this.startReason[row] = this.reasons.indexOf(unit.startReason);
		this.endReason[row] = this.reasons.indexOf(unit.endReason);
		this.startTimestamp[row] = unit.startTimestamp;
		this.endTimestamp[row] = unit.endTimestamp;
		this.handleTimeMillis[row] = unit.handleTimeMillis;
		this.insertTimestamp[row] = unit.insertTimestamp ?? Number.NaN;
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
		return isSame(this.content, before, this.content, start, end - start);
	}
}

/** Whether as many bytes are the same, from the last one on: that is where ids differ. */
function isSame(a: Buffer, aStart: number, b: Buffer, bStart: number, length: number): boolean {
	for (let nth = length - 1; nth >= 0; nth--) {
		if (a[aStart + nth] !== b[bStart + nth]) return false;
	}
	return true;
}

function doubled<T extends Float64Array | Uint32Array>(
	column: T,
	Column: new (length: number) => T,
): T {
	const larger = new Column(column.length * 2);
	larger.set(column);
	return larger;
}
