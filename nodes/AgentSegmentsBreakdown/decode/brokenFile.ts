import { UserError } from 'n8n-workflow';

import { quoteApiText } from '../../shared/apiText';

/** Where in a file reading stopped. */
export interface BrokenPlace {
	/** The record, counted from 1 */
	record?: number;
	/** The line, counted from 1 */
	line?: number;
	/** Bytes of the unpacked content before the place */
	byte: number;
}

/**
 * A breakdown file that cannot be read to its end. None of its units may be used: half a file would
 * give a number that looks right.
 */
export class BrokenFile extends UserError {
	/** The file's path, as the list gave it */
	readonly path: string;
	readonly place: BrokenPlace;
	/** What was wrong at the place, e.g. "has no 'handleTimeMillis'" */
	readonly reason: string;
	/** Place and reason as people read them */
	readonly explanation: string;

	constructor(path: string, place: BrokenPlace, reason: string) {
		const safeReason = quoteApiText(reason);
		const explanation = `${tellPlace(place)} ${safeReason}`;
		super(`The file '${quoteApiText(path)}' cannot be read: ${explanation}`, {
			description:
				'None of its units were used. Get the file as binary data to look at it, or ask LivePerson to deliver it again.',
		});
		this.name = 'BrokenFile';
		this.path = path;
		this.place = place;
		this.reason = safeReason;
		this.explanation = explanation;
	}
}

/**
 * An empty file that is compressed has 20 bytes: where not a byte came, there is no file.
 *
 * @throws BrokenFile
 */
export function refuseEmpty(body: Uint8Array, path: string): void {
	if (body.length === 0) throw new BrokenFile(path, { byte: 0 }, 'is missing: the file is empty');
}

function tellPlace({ record, line, byte }: BrokenPlace): string {
	if (record === undefined) return `the data after byte ${byte}`;
	return `record ${record} (line ${line ?? 1}, byte ${byte})`;
}
