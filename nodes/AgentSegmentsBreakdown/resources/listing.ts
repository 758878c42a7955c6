import type { IExecuteFunctions } from 'n8n-workflow';
import { UserError } from 'n8n-workflow';

import type { TimeFrame } from '../timeFrame';
import type { Connection } from '../api/connection';
import type { FilesListing } from '../api/files';
import { listFiles } from '../api/files';
import { addHint, ofUnknownForm } from './hints';

/**
 * Lists the files of a time frame, and tells the user what the list lacks: by a hint, or, where
 * Options ask for it, by stopping.
 */
export async function listForUser(
	context: IExecuteFunctions,
	connection: Connection,
	frame: TimeFrame,
	options: Record<string, unknown>,
): Promise<FilesListing> {
	const listing = await listFiles(connection, frame);
	if (listing.isPartial && options['stopOnMissingHours'] === true) throw hoursMissing();
	if (listing.files.length === 0 && options['stopOnNoFiles'] === true) throw noFiles();
	hintOnListing(context, listing);
	return listing;
}

function hintOnListing(context: IExecuteFunctions, listing: FilesListing): void {
	if (listing.isPartial) {
		addHint(
			context,
			'LivePerson says that some hours of the time frame are missing from its list of files. Data can arrive up to 24 hours late: run the node again later for the whole.',
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
			"Data can arrive up to 24 hours late: run the node again later, or turn off 'Stop When Hours Are Missing' under Options to use what there is.",
	});
}

function noFiles(): UserError {
	return new UserError('LivePerson has no files for the time frame', {
		description:
			"Data can arrive up to 24 hours late. Turn off 'Stop When There Are No Files' under Options to go on without.",
	});
}
