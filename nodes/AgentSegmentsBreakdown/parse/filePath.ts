import { DateTime } from 'luxon';

/** What a path must match (page "Get Agent Segments Breakdown File"), without `^` and `$`. */
export const FILE_PATH_REGEX =
	'/year=\\d{4}/month=\\d{1,2}/day=\\d{1,2}/hour=\\d{1,2}/accountId=[a-zA-Z0-9]+/[a-zA-Z0-9_.-]+\\.json\\.gz';

/** A breakdown file, as far as its path tells. */
export interface BreakdownFile {
	/** As LivePerson gave it, leading slash included */
	path: string;
	/** Start of the hour that the path names, UTC */
	hourStart: DateTime;
	accountId: string;
	/** Number of the part, since an hour can have several files; null where the name has none */
	part: number | null;
}

const WHOLE_PATH = new RegExp(`^${FILE_PATH_REGEX}$`);
const FOLDERS = /^\/year=(\d+)\/month=(\d+)\/day=(\d+)\/hour=(\d+)\/accountId=([^/]+)\//;
/** The last number of a name such as `sequences.1642602416000.20220117180636.00053.json.gz` */
const PART = /\.(\d{1,9})\.json\.gz$/;

/** Reads a path; `undefined` where it is none, or names an hour that does not exist. */
export function parseFilePath(path: unknown): BreakdownFile | undefined {
	if (typeof path !== 'string' || !WHOLE_PATH.test(path)) return undefined;
	const [, year, month, day, hour, accountId = ''] = FOLDERS.exec(path) ?? [];
	const hourStart = DateTime.utc(Number(year), Number(month), Number(day), Number(hour));
	// luxon takes hour 24 for midnight of the next day
	if (!hourStart.isValid || hourStart.hour !== Number(hour)) return undefined;
	const part = PART.exec(path)?.[1];
	return { path, hourStart, accountId, part: part === undefined ? null : Number(part) };
}

/** By hour, then part, then name. */
export function compareFiles(a: BreakdownFile, b: BreakdownFile): number {
	const byHour = a.hourStart.toMillis() - b.hourStart.toMillis();
	if (byHour !== 0) return byHour;
	const byPart = (a.part ?? 0) - (b.part ?? 0);
	if (byPart !== 0) return byPart;
	if (a.path === b.path) return 0;
	return a.path < b.path ? -1 : 1;
}

/** The file's name, without its folders. */
export function fileNameOf({ path }: Pick<BreakdownFile, 'path'>): string {
	return path.slice(path.lastIndexOf('/') + 1);
}
