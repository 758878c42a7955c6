import { DateTime } from 'luxon';

/** What a path must match, as the page "Get Agent Segments Breakdown File" documents it. */
export const PATH_PATTERN =
	/^\/year=\d{4}\/month=\d{1,2}\/day=\d{1,2}\/hour=\d{1,2}\/accountId=([a-zA-Z0-9]+)\/[a-zA-Z0-9_.-]+\.json\.gz$/;

export interface PathParts {
	accountId: string;
	hourStartMs: number;
	part: number;
	/** When the job that wrote the file ran, epoch ms */
	writtenMs: number;
	/** `month=6` instead of `month=06`; the documented pattern allows both */
	shortNumbers?: boolean;
}

/** A path such as `/year=2021/month=12/day=28/hour=14/accountId=le79344075/sequences.1642602416000.20220117180636.00053.json.gz` */
export function buildPath(parts: PathParts): string {
	const hour = DateTime.fromMillis(parts.hourStartMs, { zone: 'utc' });
	const folders = parts.shortNumbers ? 'y/M/d/H' : 'yyyy/MM/dd/HH';
	const [year, month, day, hourOfDay] = hour.toFormat(folders).split('/');
	const written = DateTime.fromMillis(parts.writtenMs, { zone: 'utc' }).toFormat('yyyyMMddHHmmss');
	const part = String(parts.part).padStart(5, '0');
	return (
		`/year=${year}/month=${month}/day=${day}/hour=${hourOfDay}/accountId=${parts.accountId}` +
		`/sequences.${parts.writtenMs}.${written}.${part}.json.gz`
	);
}
