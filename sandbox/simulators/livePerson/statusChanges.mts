import type { SimulatedAnswer, SimulatedRequest } from '../httpsServer.mts';
import type { LivePersonState } from './account.mts';
import { badRequest, json } from './answers.mts';
import { writeTimeFrame } from './breakdownList.mts';
import type { User } from './directory.mts';
import type { FrameLimits } from './parameters.mts';
import { checkSource, readTimeFrame, readWhole } from './parameters.mts';
import { MS_PER_DAY, MS_PER_HOUR } from './records.mts';

/** "Minimum value: 6 months prior to request time. Maximum timeframe: 1 month" */
const LIMITS: FrameLimits = { monthsBack: 6, longestMs: 31 * MS_PER_DAY, longestText: '1 month' };

/** `statusType` and `statusSubType` of an agent's day, with the hours into it */
const EVENTS_OF_DAY = [
	{ hour: 9, statusType: 3, statusSubType: 0 },
	{ hour: 9.5, statusType: 1, statusSubType: 2 },
	{ hour: 17, statusType: 4, statusSubType: 0 },
] as const;

/** A record of the flat answer of version 2. */
export interface StatusChange {
	agentId: number;
	employeeId: string;
	agentLoginName: string;
	agentUserName: string;
	agentGroupId: number;
	time: string;
	sessionId: number;
	sequenceNumber: number;
	statusType: number;
	statusSubType: number;
	statusReasonId: number;
	statusReasonText: string;
	prevStatusChangeTime: string | null;
}

/** Get Status Changes of the Agent Activity API, version 2; the newest first, as in its example. */
export function answerStatusChanges(
	state: LivePersonState,
	request: SimulatedRequest,
): SimulatedAnswer {
	const { query } = request;
	const { causes: frameCauses, frame } = readTimeFrame(query, state.now(), LIMITS);
	const causes = [...checkSource(query), ...frameCauses];
	if (query.has('from') !== query.has('to')) causes.push('from: must be given together with to');
	if (query.has('agentId') && query.has('empId')) {
		causes.push('agentId: must not be given together with empId');
	}
	const limit = readWhole(query, 'limit', { lowest: 1, highest: 5000, missing: 1000 }, causes);
	const offset = readWhole(query, 'offset', { lowest: 0, highest: Infinity, missing: 0 }, causes);
	if (causes.length > 0) return badRequest(causes);

	const changes: StatusChange[] = [];
	const toMs = Math.min(frame.toMs, state.now());
	const firstDay = Math.floor(frame.fromMs / MS_PER_DAY) * MS_PER_DAY;
	for (let day = Math.floor(toMs / MS_PER_DAY) * MS_PER_DAY; day >= firstDay; day -= MS_PER_DAY) {
		changes.push(...changesOfDay(state.directory.users, day));
	}
	const matching = changes.filter(
		(change) =>
			Date.parse(change.time) >= frame.fromMs &&
			Date.parse(change.time) <= toMs &&
			isAsked(query, 'agentId', change.agentId) &&
			isAsked(query, 'empId', change.employeeId),
	);
	return json(200, {
		_metadata: { references: writeReferences(request, { limit, offset }, matching.length) },
		timeframe: writeTimeFrame(frame, state.switches.epochs, 'string'),
		stateChanges: matching.slice(offset, offset + limit),
	});
}

/** Those of people who work there: no bots, and nobody who is gone. */
function changesOfDay(users: readonly User[], dayMs: number): StatusChange[] {
	const agents = users.filter((user) => user.memberOf !== null && !user.deleted);
	return EVENTS_OF_DAY.toReversed().flatMap(({ hour, statusType, statusSubType }, index) =>
		agents.map((user) => ({
			agentId: user.id,
			employeeId: user.employeeId,
			agentLoginName: user.loginName,
			agentUserName: user.nickname,
			agentGroupId: user.memberOf?.agentGroupId ?? -1,
			time: new Date(dayMs + hour * MS_PER_HOUR).toISOString(),
			sessionId: -1,
			sequenceNumber: EVENTS_OF_DAY.length - index,
			statusType,
			statusSubType,
			statusReasonId: -1,
			statusReasonText: '',
			prevStatusChangeTime: null,
		})),
	);
}

function isAsked(query: URLSearchParams, name: string, value: number | string): boolean {
	return !query.has(name) || query.get(name) === String(value);
}

/** The links are `http://`, as in the document's example. */
function writeReferences(
	{ host, path, query }: SimulatedRequest,
	{ limit, offset }: { limit: number; offset: number },
	count: number,
) {
	const link = (rel: string, to: number) => {
		const parameters = new URLSearchParams(query);
		parameters.set('offset', String(to));
		return { rel, href: `http://${host}${path}?${parameters}` };
	};
	return [
		link('self', offset),
		...(offset + limit < count ? [link('next', offset + limit)] : []),
		link('first', 0),
	];
}
