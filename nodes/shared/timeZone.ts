import { DateTime, IANAZone } from 'luxon';
import { UserError } from 'n8n-workflow';

import { quoteApiText } from './apiText';

/** How a moment is shown to people: as n8n's date fields show it, in its own zone. */
const AS_IN_FIELDS = 'yyyy-MM-dd HH:mm:ss';
const SLOT = { minutes: 15 };

/**
 * Returns the workflow's time zone if there is such a zone.
 *
 * @throws UserError that names the zone as the fault
 */
export function checkTimeZone(zone: string): string {
	if (IANAZone.isValidZone(zone)) return zone;
	throw new UserError(`The workflow's time zone does not exist: '${quoteApiText(zone, 50)}'`, {
		description:
			"Choose a time zone such as Europe/Berlin under 'Timezone' in the workflow's settings. If they use the default, correct GENERIC_TIMEZONE on the n8n server.",
	});
}

export function showMoment(moment: DateTime): string {
	return moment.toFormat(AS_IN_FIELDS);
}

/** The day's first moment: where clocks go back at one in the morning, the first of two midnights. */
export function startOfDay(moment: DateTime): DateTime {
	let start = moment.startOf('day');
	for (;;) {
		const before = start.minus(SLOT);
		if (before.toISODate() !== start.toISODate()) return start;
		start = before;
	}
}
