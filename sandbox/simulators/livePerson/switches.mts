import type { FileDelivery } from './delivery.mts';
import { DEFAULT_DELIVERY } from './delivery.mts';

/** Choices where the documents are open or disagree; all may be changed while the simulator runs. */
export interface LivePersonSwitches {
	/** Which ways to authenticate agent-activity accepts; the end of OAuth 1.0 was announced for 2026 */
	accepts: { oauth1: boolean; oauth2: boolean; token: boolean };
	/** Off by default in real accounts until LivePerson enables the API */
	access: 'granted' | 'noPermission401' | 'noPermission403' | 'apiNotEnabled';
	/** Which lists of names the credential may read; status changes are under `access`, too */
	mayRead: { users: boolean; skills: boolean; agentGroups: boolean; statusChanges: boolean };
	/** Not documented for a token that lacks the scope */
	refusesNamesWith: 401 | 403;
	/** Ids and Booleans of users, skills and groups: quoted in some examples, plain in others */
	quotedIds: 'some' | 'all' | 'none';
	/** `expires_in` of the sentinel's answer: seen as either, and not in every document */
	expiresIn: 'string' | 'number' | 'absent';
	tokenLifeSeconds: number;
	/** The Domain API's page shows the list even for one service; older ones show a single object */
	oneServiceShape: 'single' | 'list';
	unknownService: 'notFound404' | 'emptyList' | 'badRequest400';
	invalidSite: 401 | 400;
	/** `startTimeL` and `endTimeL`: strings in the list's example, numbers in the segments' */
	epochs: 'asDocumented' | 'string' | 'number';
	listOrder: 'ascending' | 'descending' | 'shuffled';
	/** Starts of UTC hours (epoch ms) whose files hdfs lost: left out of the list, which turns 206 */
	missingHours: Set<number>;
	/** The body of the list's 404 is not documented */
	noFilesBody: 'json' | 'text' | 'empty';
	/** How files are delivered */
	delivery: FileDelivery;
	/** Exceptions by path */
	deliveryByPath: Map<string, Partial<FileDelivery>>;
	/** The table of Agent Segments says `segment`, its example `segments` */
	segmentsKey: 'segments' | 'segment';
	/** Older examples have no `pagination` */
	pagination: boolean;
}

export function defaultSwitches(): LivePersonSwitches {
	return {
		accepts: { oauth1: true, oauth2: true, token: true },
		access: 'granted',
		mayRead: { users: true, skills: true, agentGroups: true, statusChanges: true },
		refusesNamesWith: 403,
		quotedIds: 'some',
		expiresIn: 'string',
		tokenLifeSeconds: 3600,
		oneServiceShape: 'single',
		unknownService: 'notFound404',
		invalidSite: 401,
		epochs: 'asDocumented',
		listOrder: 'ascending',
		missingHours: new Set(),
		noFilesBody: 'json',
		delivery: { ...DEFAULT_DELIVERY },
		deliveryByPath: new Map(),
		segmentsKey: 'segments',
		pagination: true,
	};
}

/** `startTimeL` or `endTimeL` as the switch wants it. */
export function writeEpoch(
	epochMs: number,
	epochs: LivePersonSwitches['epochs'],
	documented: 'string' | 'number',
): string | number {
	const form = epochs === 'asDocumented' ? documented : epochs;
	return form === 'string' ? String(epochMs) : epochMs;
}
