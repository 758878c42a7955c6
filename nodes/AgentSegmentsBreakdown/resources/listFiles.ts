import { DateTime } from 'luxon';
import type { IExecuteFunctions } from 'n8n-workflow';
import { UserError } from 'n8n-workflow';

import { showMoment } from '../../shared/timeZone';
import type { TimeFrame } from '../timeFrame';
import { wholeHours } from '../timeFrame';
import type { Connection } from '../api/connection';
import type { FilesListing } from '../api/files';
import { listFiles } from '../api/files';
import { stopOnMissingHoursOption, stopOnNoFilesOption } from './fields';
import { addHint, ofUnknownForm } from './hints';
import type { Parameters } from './parameters';

/**
 * Lists the files of a time frame, and tells the user what the list lacks: by a hint, or, where
 * Options ask for it, by stopping.
 */
export async function listForUser(
	parameters: Parameters,
	connection: Connection,
	frame: TimeFrame,
): Promise<FilesListing> {
	const stopsOnMissingHours = parameters.boolean(stopOnMissingHoursOption, 'options');
	const stopsOnNoFiles = parameters.boolean(stopOnNoFilesOption, 'options');
	const listing = await listFiles(connection, wholeHours(frame, DateTime.now()));
	if (listing.isPartial && stopsOnMissingHours) throw hoursMissing();
	if (listing.files.length === 0 && stopsOnNoFiles) throw noFiles();
	hintOnListing(parameters.context, listing);
	return listing;
}

/** Files are of whole hours (UTC): tells where one holds units from outside the time frame. */
export function hintOnCutHours(
	context: IExecuteFunctions,
	frame: TimeFrame,
	{ files }: FilesListing,
): void {
	const now = DateTime.now();
	// What ends now has no units from after it
	const endsNow = frame.to > now.minus({ minutes: 5 });
	const hours = wholeHours(frame, endsNow ? frame.to : now);
	const isCut = hours.from < frame.from || hours.to > frame.to;
	if (!isCut || files.length === 0) return;
	const { zone } = frame.from;
	const [from, to] = [hours.from, hours.to].map((moment) => showMoment(moment.setZone(zone)));
	addHint(
		context,
		`LivePerson's files hold whole hours (UTC), so this covers ${from} to ${to}. Summarize counts exactly the time frame.`,
		'info',
	);
}

function hintOnListing(context: IExecuteFunctions, listing: FilesListing): void {
	if (listing.isPartial) {
		addHint(
			context,
			"Some hours of the time frame are missing from LivePerson's list of files. Data can arrive up to 24 hours late. Run the node again later.",
		);
	}
	if (listing.unreadablePaths.length > 0) {
		addHint(context, ofUnknownForm(listing.unreadablePaths.length));
	} else if (listing.files.length === 0 && !listing.isPartial) {
		addHint(
			context,
			"LivePerson has no files for the time frame. Data can arrive up to 24 hours late. If there should be some, check 'Account ID' in the credential.",
			'info',
		);
	}
}

function hoursMissing(): UserError {
	return new UserError("Some hours of the time frame are missing from LivePerson's list of files", {
		description:
			"Data can arrive up to 24 hours late. Run the node again later, or turn off 'Stop When Hours Are Missing' under Options to use what there is.",
	});
}

function noFiles(): UserError {
	return new UserError('LivePerson has no files for the time frame', {
		description:
			"Data can arrive up to 24 hours late. Turn off 'Stop When There Are No Files' under Options to go on without.",
	});
}
