import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { DateTime } from 'luxon';

import type { Execution } from '../../../sandbox/n8n/execution.mts';
import type { CaughtMail, MailCatcher } from '../../../sandbox/services/mailCatcher.mts';
import { segmentsOf } from '../../../sandbox/simulators/livePerson/records.mts';
import type { LivePersonSimulator } from '../../../sandbox/simulators/livePerson/simulator.mts';
import type { Sum } from '../../../sandbox/simulators/livePerson/totals.mts';
import { parseCsv } from '../../support/n8n/csv.mts';
import type { RealN8n } from '../../support/n8n/n8n.mts';
import { readyMade } from '../../support/n8n/readyMade.mts';
import { clock } from '../../support/n8n/reportSums.mts';
import { runToEnd } from '../../support/n8n/runToEnd.mts';
import type { Frame } from '../../engine/AgentSegmentsBreakdown/handlingTimeUnit/ended.mts';
import {
	endedWithin,
	unitsEndedWithin,
} from '../../engine/AgentSegmentsBreakdown/handlingTimeUnit/ended.mts';

/** A zone in which yesterday neither begins nor ends on a whole hour of UTC */
const ZONE = 'Asia/Kolkata';
const TARGET_SECONDS = 540;

/** What the workflow promises, on any n8n whose LivePerson has the whole of yesterday. */
export function dailyReport(n8n: () => RealN8n, mail: () => MailCatcher): void {
	describe('"Daily handle-time report"', { concurrency: 1 }, () => {
		const START = 'Every morning';
		let id: string;
		let execution: Execution;

		before(async () => {
			const workflow = readyMade('daily-handle-time-report');
			workflow.settings = { ...workflow.settings, timezone: ZONE };
			id = await n8n().importWorkflow(workflow, 'daily-handle-time-report');
			execution = await runToEnd(n8n(), id, START);
		});

		function yesterday() {
			const [row] = execution.items(START);
			const today = DateTime.fromISO(String(row?.['timestamp']), { zone: ZONE }).startOf('day');
			const day = today.minus({ days: 1 });
			const frame = { fromMs: day.toMillis(), toMs: today.toMillis() };
			const { livePerson } = n8n().sandbox;
			return {
				day,
				totals: endedWithin(livePerson, frame),
				nineOfTen: (by: 'agentId' | 'skillId') => nineOfTenBy(livePerson, frame, by),
			};
		}

		function report(): CaughtMail {
			const { mails } = mail();
			return mails.findLast(({ to }) => to.includes('team-lead@example.com')) ?? assert.fail();
		}

		it("sends one mail with yesterday's totals, of the workflow's own time zone", () => {
			const { day, totals } = yesterday();
			const { content } = report();
			assert.ok(content.subject?.includes(day.setLocale('en').toFormat('cccc, d LLLL yyyy')));
			const html = content.html ?? '';
			const { segments, handleTimeMillis } = totals.total;
			assert.ok(html.includes(`>${clock(handleTimeMillis / segments)}<`));
			assert.ok(html.includes(`>${segments.toLocaleString('en')}<`));
			assert.ok(html.includes(`>${inHours(handleTimeMillis)}<`));
			assert.match(html, /Complete: (\d+) of \1 files read\./);
			assert.ok(html.includes(`All ${segments} segments agree with LivePerson.`));
		});

		it('says of each row how far it is from the target', () => {
			const { totals } = yesterday();
			const html = report().content.html ?? '';
			for (const sum of Object.values(totals.byAgent)) {
				const seconds = Math.round(sum.handleTimeMillis / sum.segments / 1000);
				const over = seconds - TARGET_SECONDS;
				if (over === 0) continue;
				const words = `${inWords(Math.abs(over))} ${over > 0 ? 'over' : 'under'} the target`;
				assert.ok(html.includes(words), words);
			}
			assert.ok(!html.includes('than the day before'), 'nothing is known of it yet');
		});

		it('has every agent and skill in the mail, and in the attached CSV, the total last', () => {
			const { day, nineOfTen, totals } = yesterday();
			const { content } = report();
			const [attachment, ...more] = content.attachments;
			assert.deepEqual(more, []);
			assert.equal(attachment?.filename, `handle-time-${day.toISODate()}.csv`);
			const rows = parseCsv(Buffer.from(attachment?.content as ArrayBuffer).toString('utf8'));
			const figures = (by: string) =>
				rows
					.filter((row) => row['By'] === by)
					.map((row) => [row['AHT'], row['Handle time'], row['Segments']].join(' '));
			assert.deepEqual(
				figures('Agent').sort(),
				Object.values(totals.byAgent).map(figuresOf).sort(),
			);
			assert.deepEqual(
				figures('Skill').sort(),
				Object.values(totals.bySkill).map(figuresOf).sort(),
			);
			assert.deepEqual(figures('Total'), [figuresOf(totals.total)]);
			const within = (by: string) =>
				rows.filter((row) => row['By'] === by).map((row) => row['9 of 10 within']);
			assert.deepEqual(within('Agent').sort(), nineOfTen('agentId'));
			assert.deepEqual(within('Skill').sort(), nineOfTen('skillId'));
			assert.equal(rows.at(-1)?.['By'], 'Total');
			for (const row of rows.slice(0, -1)) {
				assert.ok(content.html?.includes(`>${row['Name']}<`), row['Name']);
				assert.ok(content.html?.includes(`>${row['AHT']}<`), row['AHT']);
			}
		});

		it('compares with the day before once that is known', async () => {
			const [agent] = execution.items('Keep for tomorrow').filter(({ kind }) => kind === 'agent');
			const dayBefore = yesterday().day.minus({ days: 1 }).toISODate();
			// As the report of a day ago would have left it: a minute less
			const workflow = readyMade('daily-handle-time-report');
			const { nodes, connections } = workflow;
			const kept = { ...agent, day: dayBefore, ahtSeconds: Number(agent?.['ahtSeconds']) - 60 };
			const row = {
				name: 'A day ago',
				type: 'n8n-nodes-base.set',
				typeVersion: 3.5,
				position: [0, 0],
				parameters: {
					mode: 'raw',
					jsonOutput: JSON.stringify(withoutSystemColumns(kept)),
					options: {},
				},
			};
			const seeded = {
				...workflow,
				settings: { ...workflow.settings, timezone: ZONE },
				nodes: [...nodes, row],
				connections: {
					...connections,
					Target: to('Make the table'),
					'Make the table': to('A day ago'),
					'A day ago': to('Keep for tomorrow'),
				},
			};
			const seeding = await n8n().importWorkflow(seeded, 'daily-report-a-day-ago');
			await runToEnd(n8n(), seeding, START);
			await runToEnd(n8n(), id, START);
			assert.match(report().content.html ?? '', /1 min longer than the day before/);
		});
	});
}

/** How long nine of ten segments of each agent or skill took at most, sorted as text. */
function nineOfTenBy(
	{ data }: LivePersonSimulator,
	frame: Frame,
	by: 'agentId' | 'skillId',
): string[] {
	const units = unitsEndedWithin(
		data.files.flatMap((file) => [...file.units()]),
		frame,
	);
	const timeOf = (segmentId: string) =>
		units
			.filter((unit) => unit.segmentId === segmentId)
			.reduce((sum, { handleTimeMillis }) => sum + handleTimeMillis, 0);
	const worked = new Set(units.map(({ segmentId }) => segmentId));
	const segments = [...segmentsOf(data.segments)].filter(({ segmentId }) => worked.has(segmentId));
	const groups = [...new Set(segments.map((segment) => segment[by]))];
	return groups
		.map((group) => {
			const times = segments
				.filter((segment) => segment[by] === group)
				.map(({ segmentId }) => timeOf(segmentId))
				.sort((a, b) => a - b);
			return inHours(times[Math.ceil((9 * times.length) / 10) - 1] ?? 0);
		})
		.sort();
}

function to(node: string): object {
	return { main: [[{ node, type: 'main', index: 0 }]] };
}

function withoutSystemColumns(row: Record<string, unknown>): Record<string, unknown> {
	const { id: _id, createdAt: _createdAt, updatedAt: _updatedAt, ...columns } = row;
	return columns;
}

function figuresOf({ handleTimeMillis, segments }: Sum): string {
	return [clock(handleTimeMillis / segments), inHours(handleTimeMillis), segments].join(' ');
}

/** `HH:MM:SS` with hours beyond a day */
function inHours(milliseconds: number): string {
	const seconds = Math.round(milliseconds / 1000);
	return [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60]
		.map((part) => String(part).padStart(2, '0'))
		.join(':');
}

/** As the report writes it: `1 min 12 s`, `2 min`, `45 s` */
function inWords(seconds: number): string {
	const minutes = Math.floor(seconds / 60);
	const rest = seconds % 60;
	return [minutes > 0 && `${minutes} min`, rest > 0 && `${rest} s`].filter(Boolean).join(' ');
}
