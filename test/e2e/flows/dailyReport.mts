import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { DateTime } from 'luxon';

import type { Execution } from '../../../sandbox/n8n/execution.mts';
import type { MailCatcher } from '../../../sandbox/services/mailCatcher.mts';
import { parseCsv } from '../../support/n8n/csv.mts';
import type { RealN8n } from '../../support/n8n/n8n.mts';
import { readyMade } from '../../support/n8n/readyMade.mts';
import { clock, sumsOf } from '../../support/n8n/reportSums.mts';
import { runToEnd } from '../../support/n8n/runToEnd.mts';

/** A zone in which yesterday neither begins nor ends on a whole hour of UTC */
const ZONE = 'Asia/Kolkata';

/** What the workflow promises, on any n8n whose LivePerson has the whole of yesterday. */
export function dailyReport(n8n: () => RealN8n, mail: () => MailCatcher): void {
	describe('"Daily handle-time report"', { concurrency: 1 }, () => {
		let execution: Execution;

		before(async () => {
			const workflow = readyMade('daily-handle-time-report');
			workflow.settings = { ...workflow.settings, timezone: ZONE };
			const id = await n8n().importWorkflow(workflow, 'daily-handle-time-report');
			execution = await runToEnd(n8n(), id, 'Every morning');
		});

		function yesterday() {
			const [row] = execution.items('Every morning');
			const today = DateTime.fromISO(String(row?.['timestamp']), { zone: ZONE }).startOf('day');
			const from = today.minus({ days: 1 });
			const frame = { fromMs: from.toMillis(), toMs: today.toMillis() };
			return { day: from, totals: n8n().sandbox.livePerson.totals({ frame }) };
		}

		it("sends one mail with yesterday's totals, of the workflow's own time zone", () => {
			const { day, totals } = yesterday();
			assert.equal(mail().mails.length, 1);
			const { content, to } = mail().mails[0] ?? assert.fail();
			assert.deepEqual(to, ['team-lead@example.com']);
			assert.ok(content.subject?.includes(day.setLocale('en').toFormat('cccc, d LLLL yyyy')));
			const html = content.html ?? '';
			const { segments, handleTimeMillis, units } = totals.total;
			assert.ok(html.includes(`>${clock(handleTimeMillis / segments)}<`));
			assert.ok(html.includes(`>${segments.toLocaleString('en')}<`));
			assert.ok(html.includes(`with ${units.toLocaleString('en')} handling time units`));
			assert.ok(html.includes("All segments agree with LivePerson's own totals."));
		});

		it('has every agent and skill in the mail, and in the attached CSV with the same sums', () => {
			const { day, totals } = yesterday();
			const { content } = mail().mails[0] ?? assert.fail();
			const [attachment, ...more] = content.attachments;
			assert.deepEqual(more, []);
			assert.equal(attachment?.filename, `handle-time-${day.toISODate()}.csv`);
			const rows = parseCsv(Buffer.from(attachment?.content as ArrayBuffer).toString('utf8'));
			assert.deepEqual(sumsOf(rows, 'agent'), totals.byAgent);
			assert.deepEqual(sumsOf(rows, 'skill'), totals.bySkill);
			assert.deepEqual(Object.values(sumsOf(rows, 'total')), [totals.total]);
			for (const { subjectName, aht, subjectType } of rows) {
				if (subjectType === 'total') continue;
				assert.ok(content.html?.includes(`>${subjectName}<`), subjectName);
				assert.ok(content.html?.includes(`>${aht}<`), aht);
			}
		});
	});
}
