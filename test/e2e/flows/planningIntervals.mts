import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { DateTime } from 'luxon';

import type { MailCatcher } from '../../../sandbox/services/mailCatcher.mts';
import { segmentsOf } from '../../../sandbox/simulators/livePerson/records.mts';
import { parseCsv } from '../../support/n8n/csv.mts';
import type { RealN8n } from '../../support/n8n/n8n.mts';
import { readyMade } from '../../support/n8n/readyMade.mts';
import { runToEnd } from '../../support/n8n/runToEnd.mts';

const QUARTER_MS = 15 * 60_000;
const QUARTERS_OF_A_DAY = 96;

interface Handled {
	segments: number;
	handleTimeMillis: number;
}

/** What the workflow promises, on any n8n whose LivePerson has the whole of yesterday. */
export function planningIntervals(n8n: () => RealN8n, mail: () => MailCatcher): void {
	describe('"Intervals for workforce planning"', { concurrency: 1 }, () => {
		/** By skill and start of the quarter hour (UTC), the slow and obvious way */
		let known: Map<string, Handled>;
		let files: Map<string, string>;

		before(async () => {
			const workflow = readyMade('intervals-for-workforce-planning');
			const id = await n8n().importWorkflow(workflow, 'intervals-for-workforce-planning');
			await runToEnd(n8n(), id, 'Every morning');
			const sent = mail().mails.findLast(({ to }) => to.includes('planning@example.com'));
			const { attachments } = sent?.content ?? assert.fail();
			files = new Map(
				attachments.map(({ filename, content }) => [
					filename?.split(/-\d/)[0] ?? '',
					Buffer.from(content as ArrayBuffer).toString('utf8'),
				]),
			);
			known = handledYesterday();
		});

		function handledYesterday(): Map<string, Handled> {
			const { data } = n8n().sandbox.livePerson;
			const today = DateTime.utc().startOf('day').toMillis();
			const ends = new Map<string, { endMs: number; handleTimeMillis: number }>();
			for (const { segmentId, endTimestamp, handleTimeMillis } of data.files.flatMap((file) => [
				...file.units(),
			])) {
				const before = ends.get(segmentId) ?? { endMs: 0, handleTimeMillis: 0 };
				ends.set(segmentId, {
					endMs: Math.max(before.endMs, endTimestamp),
					handleTimeMillis: before.handleTimeMillis + handleTimeMillis,
				});
			}
			const handled = new Map<string, Handled>();
			for (const { segmentId, skillId } of segmentsOf(data.segments)) {
				const { endMs, handleTimeMillis } = ends.get(segmentId) ?? assert.fail();
				if (endMs < today - 24 * 3_600_000 || endMs >= today) continue;
				const start = new Date(Math.floor(endMs / QUARTER_MS) * QUARTER_MS).toISOString();
				const key = `${skillId} ${start.replace('.000', '')}`;
				const before = handled.get(key) ?? { segments: 0, handleTimeMillis: 0 };
				handled.set(key, {
					segments: before.segments + 1,
					handleTimeMillis: before.handleTimeMillis + handleTimeMillis,
				});
			}
			return handled;
		}

		it('mails three files', () => {
			assert.deepEqual([...files.keys()].sort(), ['amazon-connect', 'calabrio', 'genesys']);
		});

		it('gives Calabrio every quarter hour of every skill in 21 columns, zeros included', () => {
			const lines = (files.get('calabrio') ?? '').trim().split(/\r?\n/);
			const rows = lines.map((line) => line.replace(/^\uFEFF/, '').split(';'));
			const skills = new Set([...known.keys()].map((key) => key.split(' ')[0]));
			assert.equal(rows.length, skills.size * QUARTERS_OF_A_DAY);
			for (const row of rows) {
				assert.equal(row.length, 21);
				const [minutes, date = '', time = '', queue = '', , offered, , , , answered] = row;
				const day = date.replace(/(\d{4})(\d\d)(\d\d)/, '$1-$2-$3');
				const { segments = 0, handleTimeMillis = 0 } =
					known.get(`${queue} ${day}T${time}:00Z`) ?? {};
				const seconds = Math.round(handleTimeMillis / 1000);
				assert.deepEqual([minutes, offered, answered], ['15', ...Array(2).fill(String(segments))]);
				assert.equal(row[12], String(seconds));
			}
		});

		it('gives Genesys Cloud and Amazon Connect the quarter hours with contacts, as they want them', () => {
			const genesys = parseCsv(files.get('genesys') ?? '');
			assert.deepEqual(Object.keys(genesys[0] ?? {}), [
				'Interval Start UTC Date',
				'Queue',
				'Media Type',
				'Skill Set',
				'Language',
				'Offered',
				'Interactions Handled',
				'Total Handle Time',
			]);
			const amazon = parseCsv(files.get('amazon-connect') ?? '');
			assert.deepEqual(Object.keys(amazon[0] ?? {}), [
				'QueueName',
				'QueueId',
				'ChannelType',
				'TimeStamp',
				'IntervalDuration',
				'IncomingContactVolume',
				'AverageHandleTime',
				'ContactsHandled',
			]);
			assert.deepEqual([genesys.length, amazon.length], [known.size, known.size]);
			for (const [i, row] of amazon.entries()) {
				const sum = known.get(`${row['QueueId']} ${row['TimeStamp']}`) ?? assert.fail();
				const aht = sum.handleTimeMillis / sum.segments / 1000;
				assert.equal(row['ContactsHandled'], String(sum.segments));
				assert.ok(Math.abs(Number(row['AverageHandleTime']) - aht) < 0.051);
				assert.equal(
					genesys[i]?.['Total Handle Time'],
					String(Math.round(sum.handleTimeMillis / 1000)),
				);
				assert.equal(genesys[i]?.['Interval Start UTC Date'], row['TimeStamp']);
			}
		});
	});
}
