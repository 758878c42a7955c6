import type { BrokenFile } from './brokenFile';
import type { UnitColumns } from './columns';
import { endOfObject, walkRecords } from './framing';
import type { HandlingTimeUnit } from './handlingTimeUnit';
import { parseUnit, UnitFault } from './handlingTimeUnit';
import { NOT_PLAIN, RecordScanner } from './scanRecord';

type Fault = (reason: string) => BrokenFile;

/**
 * Reads a file's unpacked content into columns, every unit of it.
 *
 * @throws BrokenFile; the columns are then not to be used
 */
export function readColumns(content: Uint8Array, path: string, columns: UnitColumns): void {
	columns.begin(content);
	const scanner = new RecordScanner(columns);
	walkRecords(content, path, (at, fault) => {
		columns.makeRoom();
		let end = scanner.scan(at);
		if (end === NOT_PLAIN) {
			end = endOfObject(content, at);
			if (end === -1) throw fault('is cut off: the file ends inside it');
			writeUnit(columns, parseRecord(content.subarray(at, end), fault));
		}
		columns.count++;
		return end;
	});
}

/** The slow and obvious way to read a record: JSON.parse it and look at every field. */
function parseRecord(bytes: Uint8Array, fault: Fault): HandlingTimeUnit {
	const record = parseJson(bytes);
	if (record === undefined) throw fault('is not valid JSON');
	const unit = parseUnit(record);
	if (unit instanceof UnitFault) throw fault(unit.reason);
	return unit;
}

// Text that is not UTF-8 would be changed by reading it, and ids that differ could become the same
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

function parseJson(bytes: Uint8Array): unknown {
	try {
		return JSON.parse(utf8.decode(bytes));
	} catch {
		return undefined;
	}
}

function writeUnit(columns: UnitColumns, unit: HandlingTimeUnit): void {
	const row = columns.count;
	columns.oddIds.set(row, unit.segmentId);
	columns.sequence[row] = unit.sequence;
	columns.startReason[row] = columns.reasons.indexOf(unit.startReason);
	columns.endReason[row] = columns.reasons.indexOf(unit.endReason);
	columns.startTimestamp[row] = unit.startTimestamp;
	columns.endTimestamp[row] = unit.endTimestamp;
	columns.handleTimeMillis[row] = unit.handleTimeMillis;
	columns.insertTimestamp[row] = unit.insertTimestamp ?? Number.NaN;
}
