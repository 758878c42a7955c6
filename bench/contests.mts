import type { Grouping, Task } from './support/contest.mts';
import type { DataShape } from './support/dataServer.mts';

/** One side of a comparison. */
export interface Contestant {
	label: string;
	script: 'limit' | 'workflow';
	task?: Pick<Task, 'workflow' | 'groupBy' | 'interval' | 'limit'>;
}

export interface Contest {
	title: string;
	data: DataShape;
	/** Of every answer, ms */
	latencyMs?: number;
	/** The first one is what the others are measured against */
	contestants: Contestant[];
}

/** A bit over a million units, as a busy week has them. */
export const WEEK: DataShape = { hours: 168, unitsPerFile: 6_000, segmentsPerFile: 900 };

const LIMIT: Contestant = { label: 'Bare script (the limit)', script: 'limit' };

function summarize(rows: string, grouping: Grouping): Contestant {
	const task = { workflow: 'summarize', ...grouping } as const;
	return { label: `Summarize by ${rows}, all rows`, script: 'workflow', task };
}

const BY_SEGMENT = summarize('segment', { groupBy: ['segment'] });
const BY_HOUR = summarize('hour', { groupBy: [], interval: 'hour' });
const BY_TWO_AND_HALF_HOUR = summarize('start reason, end reason and half hour', {
	groupBy: ['startReason', 'endReason'],
	interval: 'halfHour',
});

const MOST_SEGMENTS: Contestant = {
	label: 'Summarize by segment, 1,000 rows',
	script: 'workflow',
	task: { workflow: 'summarize', groupBy: ['segment'], limit: 1000 },
};

/** A month of files, so many units in each. */
function month(unitsPerFile: number): Contest['data'] {
	const segmentsPerFile = unitsPerFile * 0.15;
	return { hours: 625, unitsPerFile, segmentsPerFile, directory: String(unitsPerFile) };
}

function growing(millions: number, unitsPerFile: number): Contest {
	const contestants = [BY_HOUR];
	return { title: `${millions} million units by hour`, data: month(unitsPerFile), contestants };
}

export const CONTESTS: Record<string, Contest> = {
	summary: {
		title: 'A million units (168 files of 6,000)',
		data: WEEK,
		contestants: [LIMIT, BY_SEGMENT, MOST_SEGMENTS, BY_HOUR, BY_TWO_AND_HALF_HOUR],
	},
	latency: {
		title: 'The same from a server that takes 50 ms to answer, 8 files at a time',
		data: WEEK,
		latencyMs: 50,
		contestants: [LIMIT, MOST_SEGMENTS, BY_HOUR, BY_TWO_AND_HALF_HOUR],
	},
	items: {
		title: '102,000 units as items (17 files of 6,000)',
		data: { ...WEEK, hours: 17 },
		contestants: [
			{
				label: "n8n's own nodes, HTTP Request to Split Out",
				script: 'workflow',
				task: { workflow: 'builtInItems' },
			},
			{ label: 'Get Many', script: 'workflow', task: { workflow: 'getMany' } },
		],
	},
	quarter: growing(2.5, 4_000),
	half: growing(5, 8_000),
	large: growing(10, 16_000),
};
