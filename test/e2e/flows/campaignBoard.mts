import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';

import type { Item } from '../../../sandbox/n8n/execution.mts';
import type { RealN8n } from '../../support/n8n/n8n.mts';
import { fillIn, readyMade } from '../../support/n8n/readyMade.mts';
import { runToEnd } from '../../support/n8n/runToEnd.mts';

/** What the workflow promises, on any n8n. */
export function campaignBoard(n8n: () => RealN8n): void {
	describe('"Campaign AHT board"', { concurrency: 1 }, () => {
		const START = 'Every half hour';
		const rows = [
			{ kind: 'campaign', name: 'Collections_30_Days', target: '06:00' },
			{ kind: 'campaign', name: 'Renewals_North', target: '05:30' },
			{ kind: 'agent', name: 'ananya.rao', target: '05:00' },
			{ kind: 'campaign', name: 'Welcome_Calls', target: '' },
			{ kind: 'campaign', name: '<!channel>', target: '05:00' },
		];
		let id: string;

		before(async () => {
			const { cloudAgent } = n8n().sandbox;
			cloudAgent.setAht({ campaignName: 'Collections_30_Days' }, 385);
			cloudAgent.setAht({ campaignName: 'Renewals_North' }, 512);
			cloudAgent.setAht({ campaignName: 'Welcome_Calls' }, 130);
			cloudAgent.setAht({ agentId: 'ananya.rao' }, 241);
			const example = { jsonOutput: JSON.stringify({ rows }) };
			const workflow = fillIn(readyMade('campaign-aht-board'), 'Example rows', example);
			id = await n8n().importWorkflow(workflow, 'campaign-aht-board');
		});

		it('makes the board, fills it, and posts it to Slack with the worst first', async () => {
			const execution = await runToEnd(n8n(), id, START);
			assert.deepEqual(execution.items('Write the board').map(boardRow).sort(), [
				['agent', 'ananya.rao', '05:00', 241, -59, 'On target'],
				['campaign', '<!channel>', '05:00', null, null, NOT_READ],
				['campaign', 'Collections_30_Days', '06:00', 385, 25, 'Over target'],
				['campaign', 'Renewals_North', '05:30', 512, 182, 'Over target'],
				['campaign', 'Welcome_Calls', '', 130, null, 'No target'],
			]);
			const [message, ...more] = n8n().sandbox.slack.messagesIn('aht-board');
			assert.deepEqual(more, []);
			const [title, ...lines] = message?.text.split('\n') ?? [];
			assert.match(title ?? '', /^\*AHT board at \d\d:\d\d: 2 of 5 over target\*$/);
			assert.deepEqual(lines.slice(0, 4), [
				':red_circle: *Renewals_North*: 8:32, 3:02 over the target of 5:30',
				':red_circle: *Collections_30_Days*: 6:25, 0:25 over the target of 6:00',
				':large_green_circle: *Ananya Rao*: 4:01, 0:59 under the target of 5:00',
				':white_circle: *Welcome_Calls*: 2:10, no target on the board',
			]);
			assert.match(lines[4] ?? '', /^:warning: \*&lt;!channel&gt;\*: Not read: CloudAgent/);
			assert.doesNotMatch(message?.text ?? '', /[<>]/);
		});

		it('goes on with the same rows the next time, and says which had no calls', async () => {
			n8n().sandbox.cloudAgent.setAht({ campaignName: 'Renewals_North' }, 'noCalls');
			const execution = await runToEnd(n8n(), id, START);
			const known = execution.items('Read the board').map(boardRow);
			assert.equal(known.length, rows.length);
			assert.ok(known.some((row) => row.includes('Renewals_North') && row.includes(512)));
			const text = n8n().sandbox.slack.messagesIn('aht-board')[1]?.text ?? '';
			assert.match(text, /: 1 of 5 over target\*\n/);
			assert.match(text, /Renewals_North\*: no calls in the last two hours$/);
		});
	});
}

const NOT_READ = 'Not read';

function boardRow(row: Item): unknown[] {
	const columns = ['kind', 'name', 'target', 'ahtSeconds', 'overBySeconds'];
	const status = String(row['status']);
	const isRead = !status.startsWith(NOT_READ);
	return [...columns.map((column) => row[column]), isRead ? status : NOT_READ];
}
