import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';

import type { Item } from '../../../sandbox/n8n/execution.mts';
import type { RealN8n } from '../../support/n8n/n8n.mts';
import { readyMade } from '../../support/n8n/readyMade.mts';
import { runToEnd } from '../../support/n8n/runToEnd.mts';

/** What the workflow promises, on any n8n. */
export function campaignBoard(n8n: () => RealN8n): void {
	describe('"Campaign AHT board"', { concurrency: 1 }, () => {
		const START = 'Every half hour';
		let id: string;

		before(async () => {
			const { cloudAgent } = n8n().sandbox;
			cloudAgent.setAht({ campaignName: 'Collections_30_Days' }, 385);
			cloudAgent.setAht({ campaignName: 'Renewals_North' }, 512);
			cloudAgent.setAht({ agentId: 'ananya.rao' }, 241);
			id = await n8n().importWorkflow(readyMade('campaign-aht-board'), 'campaign-aht-board');
		});

		it('makes the board, fills it, and sends it to Slack with the worst first', async () => {
			const execution = await runToEnd(n8n(), id, START);
			assert.deepEqual(execution.items('Write the board').map(boardRow).sort(), [
				['agent', 'ananya.rao', 300, 241, -59, 'within target'],
				['campaign', 'Collections_30_Days', 360, 385, 25, 'over target'],
				['campaign', 'Renewals_North', 330, 512, 182, 'over target'],
			]);
			const [message, ...more] = n8n().sandbox.slack.messagesIn('aht-board');
			assert.deepEqual(more, []);
			const [title, ...lines] = message?.text.split('\n') ?? [];
			assert.match(title ?? '', /^\*AHT board at \d\d:\d\d: 2 of 3 over target\*$/);
			assert.deepEqual(lines, [
				':red_circle: *Renewals_North*: 8:32, 3:02 over the target of 5:30',
				':red_circle: *Collections_30_Days*: 6:25, 0:25 over the target of 6:00',
				':large_green_circle: *Ananya Rao*: 4:01, 0:59 under the target of 5:00',
			]);
		});

		it('goes on with the same rows the next time, and tells of one without calls', async () => {
			n8n().sandbox.cloudAgent.setAht({ campaignName: 'Renewals_North' }, 'noCalls');
			const execution = await runToEnd(n8n(), id, START);
			const before = execution.items('Read the board').map(boardRow);
			assert.equal(before.length, 3);
			assert.ok(before.some((row) => row.includes('Renewals_North') && row.includes(512)));
			const text = n8n().sandbox.slack.messagesIn('aht-board')[1]?.text ?? '';
			assert.match(text, /: 1 of 3 over target\*\n/);
			assert.match(text, /Renewals_North\*: no calls in the last two hours$/);
		});
	});
}

function boardRow(row: Item): unknown[] {
	const columns = ['kind', 'name', 'targetSeconds', 'ahtSeconds', 'overBySeconds', 'status'];
	return columns.map((column) => row[column]);
}
