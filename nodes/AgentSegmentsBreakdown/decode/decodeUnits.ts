import type { BrokenFile } from './brokenFile';
import { endOfObject, walkRecords } from './framing';
import type { HandlingTimeUnit } from './handlingTimeUnit';
import { parseUnit, UnitFault } from './handlingTimeUnit';
import { unpack } from './unpack';

type Fault = (reason: string, byte?: number) => BrokenFile;

/**
 * Decodes a breakdown file as it came: whatever its compression and its framing, every unit of it in
 * the file's order, or none.
 *
 * @param body the file's bytes, before or after decompression by the transport
 * @param path the file's path; messages name it
 * @param keep only units for which it is true are given
 * @throws BrokenFile that names the file, the place and what is wrong there
 */
export async function decodeUnits(
	body: Uint8Array,
	path: string,
	keep: (unit: HandlingTimeUnit) => boolean = () => true,
): Promise<HandlingTimeUnit[]> {
	const content = await unpack(body, path);
	const units: HandlingTimeUnit[] = [];
	walkRecords(content, path, (at, fault) => {
		const { unit, end } = parseRecordAt(content, at, fault);
		if (keep(unit)) units.push(unit);
		return end;
	});
	return units;
}

// Text that is not UTF-8 would be changed by reading it, and ids that differ could become the same
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** The slow and obvious way to read a record: find its end, JSON.parse it, check every field. */
export function parseRecordAt(
	content: Uint8Array,
	at: number,
	fault: Fault,
): { unit: HandlingTimeUnit; end: number } {
	const end = endOfObject(content, at);
	if (end === -1) throw fault('is cut off: the file ends inside it');
	const record = parseJson(content.subarray(at, end));
	if (record === undefined) throw fault('is not valid JSON');
	const unit = parseUnit(record);
	if (unit instanceof UnitFault) throw fault(unit.reason);
	return { unit, end };
}

function parseJson(bytes: Uint8Array): unknown {
	try {
		return JSON.parse(utf8.decode(bytes));
	} catch {
		return undefined;
	}
}
