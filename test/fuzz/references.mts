/** Slow and obvious readings that the fuzz targets compare the product with, refusals included. */
import { DateTime } from 'luxon';

/** The host that a typed domain stands for, `undefined` where it is none. */
export function domainByReference(text: string): string | undefined {
	let domain = text.trim().toLowerCase();
	if (domain.startsWith('https://')) domain = domain.slice('https://'.length);
	while (domain.endsWith('/')) domain = domain.slice(0, -1);
	const [host = '', ...ports] = domain.split(':');
	const isPort = ports.every((port) => /^[0-9]{1,5}$/.test(port) && Number(port) <= 65_535);
	const areLabels = host
		.split('.')
		.every(
			(label) =>
				label.length >= 1 &&
				label.length <= 63 &&
				[...label].every((char) => 'abcdefghijklmnopqrstuvwxyz0123456789-'.includes(char)) &&
				!label.startsWith('-') &&
				!label.endsWith('-'),
		);
	if (ports.length > 1 || !isPort || !areLabels) return undefined;
	// Numbers that are no address, and labels such as `xn--`, which only a URL's own rules know
	try {
		return new URL(`https://${domain}`) && domain;
	} catch {
		return undefined;
	}
}

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

/** From and To in epoch ms, `undefined` where they are refused; ISO 8601 and SQL texts are luxon's to read. */
export function timeFrameByReference(
	given: { from: string | number; to: string | number },
	now: DateTime,
): { from: number; to: number } | undefined {
	const oldest = +now.toUTC().minus({ months: 1 });
	const tomorrow = +now.plus({ days: 1 }).startOf('day');
	const asked = momentByReference(given.to, now) ?? +now;
	if (!(asked <= Math.max(tomorrow, +now + 5 * MINUTE_MS))) return undefined;
	const to = Math.min(asked, +now);
	const from = momentByReference(given.from, now) ?? to - DAY_MS;
	if (!(from <= +now && from >= oldest - 5 * MINUTE_MS)) return undefined;
	const bounded = Math.max(from, oldest + MINUTE_MS);
	return bounded < to ? { from: bounded, to } : undefined;
}

/** `undefined` where nothing is given, not a number where it is no moment. */
function momentByReference(given: string | number, now: DateTime): number | undefined {
	if (typeof given === 'number') return Math.abs(given) <= 8.64e15 ? given : Number.NaN;
	const text = given.trim();
	if (text === '') return undefined;
	if (text.toLowerCase() === 'now') return +now;
	if (/^-?[0-9]{11,}$/.test(text)) return +new Date(Number(text));
	const iso = DateTime.fromISO(text, { zone: now.zone });
	return iso.isValid ? +iso : +DateTime.fromSQL(text, { zone: now.zone });
}

/**
 * The AHT in seconds where the answer is as CloudAgent's documents say: a success whose `message`, `details`
 * or `data` is the one object with an `AHT`, as `HH:MM:SS`, and nobody else's. `undefined` for all others.
 */
export function ahtByReference(answer: unknown, name: string): number | undefined {
	if (!isObject(answer) || answer['status'] !== 'success') return undefined;
	const objects = Object.values(answer).filter((value) => typeof value === 'object' && value);
	const [record] = objects;
	if (objects.length !== 1 || !isObject(record)) return undefined;
	if (![answer['message'], answer['details'], answer['data']].includes(record)) return undefined;
	const areTexts = Object.values(record).every((value) => typeof value === 'string');
	const areKnown = Object.keys(record).every((key) => RECORD_FIELDS.includes(key));
	const others = Object.keys(answer).filter((key) => key !== 'status' && answer[key] !== record);
	const names = [record['AgentID'], record['CampaignName']].filter((each) => each !== undefined);
	if (!areTexts || !areKnown || others.length > 0) return undefined;
	if (names.some((each) => each !== name) || record['AgentName'] === '') return undefined;
	const [, hours, minutes, seconds] =
		/^(\d\d):([0-5]\d):([0-5]\d)$/.exec(String(record['AHT'])) ?? [];
	if (hours === undefined || names.length === 0) return undefined;
	return Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds);
}

const RECORD_FIELDS = ['AgentID', 'AgentName', 'CampaignName', 'CampaignID', 'AHT'];

/** Whether this is a whole memory of the LivePerson trigger's. */
export function isSeenFilesByReference(stored: unknown): boolean {
	if (!isObject(stored) || stored['version'] !== 2) return false;
	const { accountId, fromHour, done, retryLater } = stored;
	if (typeof accountId !== 'string' || !isWhole(fromHour)) return false;
	if (!isObject(done) || !isObject(retryLater)) return false;
	for (const [hour, hashes] of Object.entries(done)) {
		if (!isDigits(hour) || hour.length > 9 || !Array.isArray(hashes)) return false;
		if (hashes.length > 1000 || !hashes.every(isHash)) return false;
	}
	return Object.entries(retryLater).every(
		([hash, each]) =>
			isHash(hash) && isObject(each) && isWhole(each['tries']) && isWhole(each['nextTryEpochMs']),
	);
}

/** The keys of the targets, readable and not, that the CloudAgent trigger can go on from. */
export function watchedByReference(stored: unknown): { targets: string[]; unreadable: string[] } {
	const part = (name: string): Array<[string, unknown]> =>
		isObject(stored) && isObject(stored[name]) ? Object.entries(stored[name]) : [];
	const keep = (entries: Array<[string, unknown]>, isKept: (value: Fields) => boolean): string[] =>
		entries.filter(([, value]) => isObject(value) && isKept(value)).map(([key]) => key);
	return {
		targets: keep(part('targets'), ({ ruleKey, streak, breach }) => {
			if (typeof ruleKey !== 'string') return false;
			const isStreak =
				isObject(streak) &&
				isCount(streak['sinceEpochMs']) &&
				isCount(streak['polls']) &&
				streak['polls'] !== 0;
			const isBreach =
				isObject(breach) && isCount(breach['sinceEpochMs']) && isCount(breach['lastEventEpochMs']);
			return (streak === undefined || isStreak) && (breach === undefined || isBreach);
		}),
		unreadable: keep(
			part('unreadable'),
			({ sinceEpochMs, reportedEpochMs }) =>
				isCount(sinceEpochMs) && (reportedEpochMs === undefined || isCount(reportedEpochMs)),
		),
	};
}

type Fields = Record<string, unknown>;

function isObject(value: unknown): value is Fields {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isWhole(value: unknown): boolean {
	return Number.isSafeInteger(value);
}

function isCount(value: unknown): boolean {
	return Number.isSafeInteger(value) && Number(value) >= 0;
}

function isDigits(text: string): boolean {
	return text !== '' && [...text].every((char) => '0123456789'.includes(char));
}

function isHash(value: unknown): boolean {
	const allowed = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_';
	return (
		typeof value === 'string' &&
		value.length === 6 &&
		[...value].every((char) => allowed.includes(char))
	);
}
