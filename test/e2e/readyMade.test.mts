import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { DateTime } from 'luxon';

import type { Execution, Item } from '../../sandbox/n8n/execution.mts';
import type { MailCatcher } from '../../sandbox/services/mailCatcher.mts';
import { startMailCatcher } from '../../sandbox/services/mailCatcher.mts';
import { makeMind } from '../../sandbox/simulators/chatModel/mind.mts';
import { parseCsv } from '../support/csv.mts';
import type { RealN8n } from '../support/n8n.mts';
import { startRealN8n } from '../support/n8n.mts';
import { readyMade } from '../support/readyMade.mts';
import { clock, sumsOf } from '../support/reportSums.mts';
import { everyStoredText, secretsOf } from '../support/storedText.mts';

/** A zone in which yesterday neither begins nor ends on a whole hour of UTC */
const ZONE = 'Asia/Kolkata';

describe('A ready-made workflow, imported and run as it is,', () => {
	let n8n: RealN8n;
	let mail: MailCatcher;

	before(async () => {
		mail = await startMailCatcher();
		n8n = await startRealN8n({ name: 'ready-made', sandbox: { livePerson: { hours: 60 } } });
		await n8n.addCredential('smtp', {
			host: '127.0.0.1',
			port: mail.port,
			user: mail.user,
			password: mail.password,
			secure: false,
			disableStartTls: true,
		});
	});
	after(async () => {
		await n8n?.close();
		await mail?.close();
	});

	async function runToEnd(id: string, trigger: string): Promise<Execution> {
		const execution = await n8n.api.run(id, trigger);
		assert.equal(execution.status, 'success', execution.error?.message);
		return execution;
	}

	describe('"Campaign AHT board"', () => {
		const START = 'Every half hour';
		let id: string;

		before(async () => {
			const { cloudAgent } = n8n.sandbox;
			cloudAgent.setAht({ campaignName: 'Collections_30_Days' }, 385);
			cloudAgent.setAht({ campaignName: 'Renewals_North' }, 512);
			cloudAgent.setAht({ agentId: 'ananya.rao' }, 241);
			id = await n8n.importWorkflow(readyMade('campaign-aht-board'), 'campaign-aht-board');
		});

		it('makes the board, fills it, and sends it to Slack with the worst first', async () => {
			const execution = await runToEnd(id, START);
			assert.deepEqual(execution.items('Write the board').map(boardRow).sort(), [
				['agent', 'ananya.rao', 300, 241, -59, 'within target'],
				['campaign', 'Collections_30_Days', 360, 385, 25, 'over target'],
				['campaign', 'Renewals_North', 330, 512, 182, 'over target'],
			]);
			const [message, ...more] = n8n.sandbox.slack.messagesIn('aht-board');
			assert.deepEqual(more, []);
			const [title, ...lines] = message?.text.split('\n') ?? [];
			assert.match(title ?? '', /^\*AHT board at \d\d:\d\d\*: 2 of 3 over target$/);
			assert.deepEqual(lines, [
				':red_circle: *Renewals_North*: 00:08:32, 3:02 over the target of 5:30',
				':red_circle: *Collections_30_Days*: 00:06:25, 0:25 over the target of 6:00',
				':large_green_circle: *Ananya Rao*: 00:04:01, 0:59 under the target of 5:00',
			]);
		});

		it('goes on with the same rows the next time, and tells of one without calls', async () => {
			n8n.sandbox.cloudAgent.setAht({ campaignName: 'Renewals_North' }, 'noCalls');
			const execution = await runToEnd(id, START);
			const before = execution.items('Read the board').map(boardRow);
			assert.equal(before.length, 3);
			assert.ok(before.some((row) => row.includes('Renewals_North') && row.includes(512)));
			const text = n8n.sandbox.slack.messagesIn('aht-board')[1]?.text ?? '';
			assert.match(text, /: 1 of 3 over target\n/);
			assert.match(text, /Renewals_North\*: no calls in the last two hours$/);
		});
	});

	describe('"Ask about handle time"', () => {
		const to = DateTime.now();
		const from = to.minus({ hours: 24 });
		let answer: string;

		before(async () => {
			n8n.sandbox.chatModel.mind = makeMind(/handle.?time|aht/i, [
				{ about: /^Agent$/, value: 'ananya.rao' },
				{ about: /^Campaign$/, value: 'Collections_30_Days' },
				{ about: /^Group_By$/, value: 'agent' },
				{ about: /^From$/, value: from.toISO() },
				{ about: /^To$/, value: to.toISO() },
			]);
			n8n.sandbox.cloudAgent.setAht({ agentId: 'ananya.rao' }, 241);
			n8n.sandbox.cloudAgent.setAht({ campaignName: 'Collections_30_Days' }, 385);
			const id = await n8n.importWorkflow(
				readyMade('ask-about-handle-time'),
				'ask-about-handle-time',
			);
			const input = { sessionId: 'test', action: 'sendMessage', chatInput: 'How long are calls?' };
			const execution = await n8n.api.run(id, 'When chat message received', { input });
			assert.equal(execution.status, 'success', execution.error?.message);
			answer = String(execution.items('AI Agent')[0]?.['output']);
		});

		it('answers with the figures of both services', () => {
			assert.match(answer, /Ananya Rao has an average handle time of 00:04:01/);
			assert.match(answer, /Collections_30_Days has an average handle time of 00:06:25/);
			assert.equal(n8n.sandbox.chatModel.toolResults().length, 3);
			const { data, totals } = n8n.sandbox.livePerson;
			const frame = { fromMs: from.toMillis(), toMs: to.toMillis() };
			const { byAgent } = totals({ frame });
			for (const { agentId, employeeId } of data.agents) {
				const { handleTimeMillis, segments } = byAgent[agentId] ?? assert.fail();
				const aht = clock(handleTimeMillis / segments);
				assert.ok(answer.includes(`${employeeId} has an average handle time of ${aht} `));
			}
		});

		it('gives the model few words', () => {
			for (const { name, text } of n8n.sandbox.chatModel.toolResults()) {
				const most = name === 'Handle_time_in_messaging' ? 12_000 : 1_000;
				assert.ok(text.length < most, `${name} gave ${text.length} characters`);
			}
		});
	});

	describe('"Daily handle-time report"', () => {
		let execution: Execution;

		before(async () => {
			const workflow = readyMade('daily-handle-time-report');
			workflow.settings = { ...workflow.settings, timezone: ZONE };
			const id = await n8n.importWorkflow(workflow, 'daily-handle-time-report');
			execution = await runToEnd(id, 'Every morning');
		});

		function yesterday() {
			const [row] = execution.items('Every morning');
			const today = DateTime.fromISO(String(row?.['timestamp']), { zone: ZONE }).startOf('day');
			const from = today.minus({ days: 1 });
			const frame = { fromMs: from.toMillis(), toMs: today.toMillis() };
			return { day: from, totals: n8n.sandbox.livePerson.totals({ frame }) };
		}

		it("sends one mail with yesterday's totals, of the workflow's own time zone", () => {
			const { day, totals } = yesterday();
			assert.equal(mail.mails.length, 1);
			const { content, to } = mail.mails[0] ?? assert.fail();
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
			const { content } = mail.mails[0] ?? assert.fail();
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

	describe('when the services refuse and fail,', () => {
		const reportId = 'daily-handle-time-report';
		const boardId = 'campaign-aht-board';

		/** Runs the workflow; an execution that stopped says why in words, not as a status code. */
		async function runIntoTrouble(id: string, trigger: string): Promise<void> {
			const { status, error } = await n8n.api.run(id, trigger);
			if (status === 'error') assert.match(error?.message ?? '', /[a-z]{3,} [a-z]+/i);
		}

		it('nothing that n8n stores or logs holds a secret', async () => {
			const { cloudAgent, livePerson, slack } = n8n.sandbox;
			const { misbehave } = livePerson;
			slack.failNext({ type: 'error', code: 'invalid_auth' });
			await runIntoTrouble(boardId, 'Every half hour');
			cloudAgent.killToken();
			cloudAgent.failNext({ type: 'serverError' }, { times: 2 });
			await runIntoTrouble(boardId, 'Every half hour');
			cloudAgent.account().apiKey = 'fake-changed-key-for-tests';
			await runIntoTrouble(boardId, 'Every half hour');
			misbehave.always('list', { type: 'status', status: 401 });
			await runIntoTrouble(reportId, 'Every morning');
			misbehave.stop();
			livePerson.tokens.revoke();
			misbehave.always('token', { type: 'htmlPage', status: 403 });
			await runIntoTrouble(reportId, 'Every morning');
			const secrets = secretsOf(n8n);
			assert.ok(secrets.length > 8);
			let count = 0;
			for (const { where, text } of everyStoredText(n8n.home)) {
				count++;
				const found = secrets.filter((secret) => text.includes(secret));
				assert.deepEqual(found, [], where);
			}
			assert.ok(count > 100);
		});

		it('the executions that failed are among what was searched', async () => {
			const stored = [...everyStoredText(n8n.home)].filter(
				({ where }) => where === 'execution_data',
			);
			assert.ok(stored.some(({ text }) => text.includes('NodeApiError')));
		});
	});
});

function boardRow(row: Item): unknown[] {
	const columns = ['kind', 'name', 'targetSeconds', 'ahtSeconds', 'overBySeconds', 'status'];
	return columns.map((column) => row[column]);
}
