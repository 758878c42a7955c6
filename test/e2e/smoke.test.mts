import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';

import type { Execution } from '../../sandbox/n8n/execution.mts';
import type { RealN8n } from '../support/n8n/n8n.mts';
import { startRealN8n } from '../support/n8n/n8n.mts';
import { secretsFound, secretsOf } from '../support/n8n/secrets.mts';
import { everyStoredText } from '../support/n8n/storedText.mts';
import type { NodeDraft } from '../support/n8n/workflows.mts';
import { chain, locator, START } from '../support/n8n/workflows.mts';

describe('In a real n8n', () => {
	let n8n: RealN8n;
	/** Stands still, so that an AHT can be compared to the second */
	const now = Date.now();

	before(async () => {
		n8n = await startRealN8n({ name: 'smoke', sandbox: { now: () => now } });
	});
	after(async () => {
		await n8n?.close();
	});

	async function run(name: string, nodes: NodeDraft[]): Promise<Execution> {
		const id = await n8n.importWorkflow(chain(name, nodes));
		const execution = await n8n.api.run(id, START);
		assert.equal(execution.status, 'success', execution.error?.message);
		return execution;
	}

	for (const authentication of [
		'livePersonOAuth2Api',
		'livePersonTokenApi',
		'livePersonOAuth1Api',
	]) {
		it(`LivePerson's files are listed and read whole, signed in with ${authentication}`, async () => {
			const source = locator('name', 'n8n_smoke');
			const execution = await run(`Files with ${authentication}`, [
				{
					name: 'List',
					type: 'agentSegmentsBreakdown',
					parameters: {
						authentication,
						resource: 'breakdownFile',
						operation: 'getAll',
						source,
						timeFrame: 'custom',
						from: new Date(now - 48 * 3_600_000).toISOString(),
						to: new Date(now).toISOString(),
						returnAll: true,
					},
				},
				{
					name: 'Read',
					type: 'agentSegmentsBreakdown',
					parameters: {
						authentication,
						resource: 'breakdownFile',
						operation: 'get',
						source,
						path: locator('path', '={{ $json.path }}'),
					},
				},
			]);
			const units = execution.items('Read');
			const { total } = n8n.sandbox.livePerson.totals();
			assert.ok(total.units > 1000);
			assert.equal(units.length, total.units);
			assert.equal(
				units.reduce((sum, unit) => sum + Number(unit['handleTimeMillis']), 0),
				total.handleTimeMillis,
			);
		});
	}

	it('Summarize gives the handle time of each agent to the millisecond', async () => {
		const execution = await run('Summary', [
			{
				name: 'Summarize',
				type: 'agentSegmentsBreakdown',
				parameters: {
					resource: 'handlingTimeUnit',
					operation: 'summarize',
					source: locator('name', 'n8n_smoke'),
					groupBy: ['agent'],
					timeFrame: 'custom',
					from: new Date(now - 48 * 3_600_000).toISOString(),
					to: new Date(now).toISOString(),
				},
			},
		]);
		const { byAgent } = n8n.sandbox.livePerson.totals();
		const given = execution
			.items('Summarize')
			.map(({ subjectId, handleTimeMillis }) => [subjectId, handleTimeMillis]);
		const known = Object.entries(byAgent).map(([id, { handleTimeMillis }]) => [
			id,
			handleTimeMillis,
		]);
		assert.deepEqual(Object.fromEntries(given), Object.fromEntries(known));
	});

	const campaignAht: NodeDraft = {
		name: 'Campaign',
		type: 'cloudAgentAht',
		parameters: {
			resource: 'campaign',
			operation: 'getAht',
			campaignName: locator('name', 'Renewals_North'),
		},
	};
	const agentAht: NodeDraft = {
		name: 'Agent',
		type: 'cloudAgentAht',
		parameters: { resource: 'agent', operation: 'getAht', agentId: locator('id', 'ananya.rao') },
	};

	it('CloudAgent gives the AHT of a campaign and of an agent', async () => {
		const execution = await run('AHT', [campaignAht, agentAht]);
		const { cloudAgent } = n8n.sandbox;
		const [campaign] = execution.items('Campaign');
		const [agent] = execution.items('Agent');
		assert.equal(campaign?.['ahtSeconds'], cloudAgent.ahtOf({ campaignName: 'Renewals_North' }));
		assert.equal(campaign?.['subjectName'], 'Renewals_North');
		assert.equal(agent?.['ahtSeconds'], cloudAgent.ahtOf({ agentId: 'ananya.rao' }));
	});

	it('after kill -9, n8n goes on with the CloudAgent token that it had', async () => {
		const made = n8n.sandbox.cloudAgent.tokens.minted;
		await n8n.instance.kill();
		await n8n.instance.start();
		await run('AHT after kill -9', [campaignAht]);
		assert.equal(n8n.sandbox.cloudAgent.tokens.minted, made);
	});

	it('every credential passes its test', async () => {
		for (const credential of n8n.credentials.filter(
			({ type }) => type.startsWith('livePerson') || type === 'cloudAgentApi',
		)) {
			const draft = n8n.drafts.find(({ name }) => name === credential.name);
			const { status, message } = await n8n.api.testCredential(credential, draft?.data ?? {});
			assert.equal(status, 'OK', `${credential.name}: ${message}`);
		}
	});

	it('nothing that n8n stored or logged holds a secret', () => {
		assert.deepEqual(secretsFound(secretsOf(n8n), everyStoredText(n8n.home)), []);
	});

	it('nothing but the services was asked for', () => {
		assert.deepEqual(n8n.sandbox.refusedHosts, []);
	});
});
