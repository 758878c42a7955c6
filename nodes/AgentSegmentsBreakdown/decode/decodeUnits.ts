import { UnitColumns } from './columns';
import type { HandlingTimeUnit } from './handlingTimeUnit';
import { readColumns } from './records';
import { Unpacker } from './unpack';

/** Decodes breakdown files one after the other; cheaper than `decodeUnits` for many of them. */
export class UnitDecoder {
	private readonly unpacker = new Unpacker();
	private readonly columns = new UnitColumns();

	/**
	 * Decodes a file as it came: whatever its compression and its framing, every unit of it in the
	 * file's order, or none.
	 *
	 * @param body the file's bytes, before or after decompression by the transport
	 * @param path the file's path; messages name it
	 * @param keep only units for which it is true are given
	 * @throws BrokenFile that names the file, the place and what is wrong there
	 */
	decode(
		body: Uint8Array,
		path: string,
		keep: (unit: HandlingTimeUnit) => boolean = () => true,
	): HandlingTimeUnit[] {
		const { columns } = this;
		readColumns(this.unpacker.unpack(body, path), path, columns);
		const units: HandlingTimeUnit[] = [];
		let segmentId = '';
		for (let row = 0; row < columns.count; row++) {
			// Units of a segment often stand together; they share the text
			if (row === 0 || !columns.hasIdOfRowBefore(row)) segmentId = columns.segmentId(row);
			const unit = unitAt(columns, row, segmentId);
			if (keep(unit)) units.push(unit);
		}
		return units;
	}
}

/** Decodes one file; see `UnitDecoder`. */
export function decodeUnits(body: Uint8Array, path: string): HandlingTimeUnit[] {
	return new UnitDecoder().decode(body, path);
}

function unitAt(columns: UnitColumns, row: number, segmentId: string): HandlingTimeUnit {
	const insertTimestamp = columns.insertTimestamp[row] ?? Number.NaN;
	return {
		segmentId,
		sequence: columns.sequence[row] ?? 0,
		startReason: columns.reasons.texts[columns.startReason[row] ?? 0] ?? '',
		endReason: columns.reasons.texts[columns.endReason[row] ?? 0] ?? '',
		startTimestamp: columns.startTimestamp[row] ?? 0,
		endTimestamp: columns.endTimestamp[row] ?? 0,
		handleTimeMillis: columns.handleTimeMillis[row] ?? 0,
		insertTimestamp: Number.isNaN(insertTimestamp) ? null : insertTimestamp,
	};
}
