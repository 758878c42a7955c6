/** What a release has to do with the package: every operation, trigger, list, token path and credential test. */
import assert from 'node:assert/strict';

import type { RemoteControl } from '../simulators/control.mts';
import type { Release } from './release.mts';
import type { CredentialHandle, NodeDraft, Settled } from './types.mts';

export interface CheckSetup {
	release: Release;
	control: RemoteControl;
	/** What a user would type into each credential type */
	credentials: Record<string, object>;
}

export interface Check {
	name: string;
	run(setup: CheckSetup): Promise<void>;
}

const LIVE_PERSON = ['livePersonOAuth2Api', 'livePersonTokenApi', 'livePersonOAuth1Api'];

export const CHECKS: Check[] = [
	...LIVE_PERSON.flatMap((type): Check[] => [
		{
			name: `${type}: summary by agent`,
			run: async (setup) => {
				const { items } = await livePerson(setup, type, {
					resource: 'handlingTimeUnit',
					operation: 'summarize',
					groupBy: ['agent'],
				});
				assert.ok(items.length > 1, 'no rows');
				assert.match(String(items[0]?.json['aht']), /^\d\d:\d\d:\d\d$/);
			},
		},
		{
			name: `${type}: credential test`,
			run: async ({ release, credentials }) => {
				const handle = await release.store.add(type, credentials[type] ?? {});
				const good = await release.testCredential(handle);
				assert.equal(good.status, 'OK', good.message);
				const bad = await release.testCredential(handle, {
					clientSecret: 'wrong-secret',
					token: 'wrong-token',
					appSecret: 'wrong-secret',
				});
				assert.equal(bad.status, 'Error');
			},
		},
	]),
	{
		name: 'breakdown files, one of them as units and as a file',
		run: async (setup) => {
			const files = await livePerson(setup, 'livePersonOAuth2Api', {
				resource: 'breakdownFile',
				operation: 'getAll',
				returnAll: true,
			});
			const path = files.items[0]?.json['path'];
			assert.equal(typeof path, 'string');
			const get = { resource: 'breakdownFile', operation: 'get', path };
			const units = await livePerson(setup, 'livePersonOAuth2Api', { ...get, output: 'units' });
			assert.ok(units.items[0]?.json['segmentId']);
			const file = await livePerson(setup, 'livePersonOAuth2Api', { ...get, output: 'file' });
			assert.ok(file.items[0]?.binary?.['data']);
		},
	},
	{
		name: 'handling time units with a limit and a hint',
		run: async (setup) => {
			const { items, hints } = await livePerson(setup, 'livePersonOAuth2Api', {
				resource: 'handlingTimeUnit',
				operation: 'getAll',
				limit: 5,
			});
			assert.equal(items.length, 5);
			assert.ok(hints.length > 0, 'no hint');
		},
	},
	{
		name: 'a week by skill and half hour, with names',
		run: async (setup) => {
			const { items } = await livePerson(setup, 'livePersonOAuth2Api', {
				resource: 'handlingTimeUnit',
				operation: 'summarize',
				timeFrame: 'last7Days',
				groupBy: ['skill'],
				interval: 'halfHour',
			});
			assert.match(String(items[0]?.json['intervalStart']), /:[03]0$/);
			assert.match(String(items[0]?.json['skillName']), /[a-z]/i);
		},
	},
	{
		name: 'lists of agents, skills and groups',
		run: async (setup) => {
			const draft = nodeOf(await add(setup, 'livePersonOAuth2Api'), SEGMENT);
			for (const method of ['searchAgents', 'searchSkills', 'searchGroups']) {
				assert.ok((await setup.release.list(draft, method)).length > 0, method);
			}
		},
	},
	{
		name: 'agent segments',
		run: async (setup) => {
			const { items } = await livePerson(setup, 'livePersonOAuth2Api', {
				resource: 'agentSegment',
				operation: 'getAll',
				limit: 5,
			});
			assert.equal(items.length, 5);
		},
	},
	{
		name: 'OAuth2 token that has ended is renewed',
		run: async (setup) => {
			const handle = await setup.release.store.add('livePersonOAuth2Api', {
				...setup.credentials['livePersonOAuth2Api'],
				accessToken: 'fake-token-that-has-ended',
				sessionToken: 'fake-token-that-has-ended',
			});
			const { items } = await livePerson(setup, handle, {
				resource: 'agentSegment',
				operation: 'getAll',
				limit: 1,
			});
			assert.equal(items.length, 1);
		},
	},
	{
		name: 'a wrong account is told in our words',
		run: async (setup) => {
			const handle = await setup.release.store.add('livePersonTokenApi', {
				...setup.credentials['livePersonTokenApi'],
				token: 'wrong-token',
			});
			const run = await setup.release.run(nodeOf(handle, SEGMENT));
			assert.match(String(run.error?.message), /LivePerson/);
			assert.ok(run.error?.description);
		},
	},
	{
		name: 'a dropped connection is tried again',
		run: async (setup) => {
			await setup.control.livePerson.next('segments', { type: 'drop' }, 1);
			const { items } = await livePerson(setup, 'livePersonOAuth2Api', SEGMENT);
			assert.equal(items.length, 1);
		},
	},
	{
		name: 'Stop ends a wait at once',
		run: async (setup) => {
			await setup.control.livePerson.next(
				'segments',
				{ type: 'tooMany', retryAfter: { seconds: 50 } },
				1,
			);
			const handle = await setup.release.store.add(
				'livePersonTokenApi',
				setup.credentials['livePersonTokenApi'] ?? {},
			);
			const began = Date.now();
			await setup.release
				.run(nodeOf(handle, SEGMENT), [{}], AbortSignal.timeout(2_000))
				.catch(() => undefined);
			assert.ok(Date.now() - began < 15_000, 'the run went on');
		},
	},
	{
		name: 'Continue On Fail keeps the item',
		run: async (setup) => {
			const handle = await setup.release.store.add('livePersonTokenApi', {
				...setup.credentials['livePersonTokenApi'],
				token: 'wrong-token',
			});
			const draft = { ...nodeOf(handle, SEGMENT), onError: 'continueErrorOutput' as const };
			const { errorItems } = await setup.release.run(draft, [{ team: 'North' }]);
			assert.equal(errorItems[0]?.json['team'], 'North');
		},
	},
	{
		name: 'list of breakdown files',
		run: async (setup) => {
			const handle = await add(setup, 'livePersonOAuth2Api');
			const draft = nodeOf(handle, { resource: 'breakdownFile', operation: 'get' });
			assert.ok((await setup.release.list(draft, 'searchBreakdownFiles')).length > 0);
		},
	},
	{
		name: 'Agent Segments Breakdown Trigger',
		run: async (setup) => {
			const handle = await add(setup, 'livePersonOAuth2Api');
			const draft = {
				...nodeOf(handle, { triggerOn: 'newUnit', source: 'n8n', options: { emitExisting: true } }),
				type: 'agentSegmentsBreakdownTrigger',
			};
			const first = await setup.release.poll(draft);
			assert.ok(first.items.length > 0, 'nothing at first');
			const renamed = { ...draft, name: 'Renamed' };
			const second = await setup.release.poll(renamed, first.staticData);
			assert.equal(second.items.filter(({ json }) => isAmong(json, first)).length, 0);
		},
	},
	...['TOKEN_AUTH', 'BASIC_AUTH'].flatMap((mode): Check[] => [
		{
			name: `CloudAgent ${mode}: AHT of an agent and a campaign`,
			run: async (setup) => {
				await setup.control.cloudAgent.setMode(mode as 'TOKEN_AUTH');
				const handle = await addCloudAgent(setup, mode);
				const agent = await cloudAgent(setup, handle, AGENT);
				assert.match(String(agent.items[0]?.json['aht']), /^\d\d:\d\d:\d\d$/);
				const campaign = await cloudAgent(setup, handle, CAMPAIGN);
				assert.equal(campaign.items[0]?.json['subjectName'], 'Renewals_North');
			},
		},
		{
			name: `CloudAgent ${mode}: credential test`,
			run: async (setup) => {
				await setup.control.cloudAgent.setMode(mode as 'TOKEN_AUTH');
				const handle = await addCloudAgent(setup, mode);
				const good = await setup.release.testCredential(handle);
				assert.equal(good.status, 'OK', good.message);
				const bad = await setup.release.testCredential(handle, { apiKey: 'wrong-key-for-tests' });
				assert.equal(bad.status, 'Error');
			},
		},
	]),
	{
		name: 'CloudAgent: a token that another program ended is renewed once',
		run: async (setup) => {
			await setup.control.cloudAgent.setMode('TOKEN_AUTH');
			const handle = await addCloudAgent(setup, 'TOKEN_AUTH');
			await cloudAgent(setup, handle, AGENT);
			await setup.control.cloudAgent.killToken();
			const { items } = await cloudAgent(setup, handle, AGENT);
			assert.equal(items.length, 1);
		},
	},
	{
		name: 'CloudAgent: an unknown agent is told in our words',
		run: async (setup) => {
			const handle = await addCloudAgent(setup, 'TOKEN_AUTH');
			const run = await setup.release.run(
				cloudAgentNode(handle, { ...AGENT, agentId: locator('nobody') }),
			);
			assert.match(String(run.error?.message), /nobody/);
			assert.ok(run.error?.description);
		},
	},
	{
		name: 'CloudAgent: AHT of all campaigns',
		run: async (setup) => {
			const handle = await addCloudAgent(setup, 'TOKEN_AUTH');
			const { resource, operation } = CAMPAIGN;
			const { items } = await cloudAgent(setup, handle, { resource, operation, scope: 'all' });
			assert.ok(items.some(({ json }) => json['subjectName'] === 'Renewals_North'));
		},
	},
	{
		name: 'CloudAgent: lists of agents and campaigns',
		run: async (setup) => {
			const handle = await addCloudAgent(setup, 'TOKEN_AUTH');
			const draft = cloudAgentNode(handle, AGENT);
			assert.ok((await setup.release.list(draft, 'searchAgents')).length > 0);
			assert.ok((await setup.release.list(draft, 'searchCampaigns')).length > 0);
		},
	},
	{
		name: 'CloudAgent AHT Trigger: breach once, also when renamed',
		run: async (setup) => {
			const handle = await addCloudAgent(setup, 'TOKEN_AUTH');
			const draft: NodeDraft = {
				type: 'cloudAgentAhtTrigger',
				parameters: {
					triggerOn: ['breached', 'recovered'],
					direction: 'above',
					threshold: '1 s',
					targets: {
						target: [{ watch: 'agent', agentId: locator('ananya.rao') }],
					},
				},
				credentials: [handle],
			};
			const first = await setup.release.poll(draft);
			assert.equal(first.items[0]?.json['event'], 'breached');
			const again = await setup.release.poll({ ...draft, name: 'Renamed' }, first.staticData);
			assert.equal(again.items.length, 0);
		},
	},
	{
		name: 'CloudAgent: its limit of tokens is told in our words',
		run: async (setup) => {
			await setup.control.cloudAgent.setMode('TOKEN_AUTH');
			await setup.control.cloudAgent.killToken();
			await setup.control.cloudAgent.failNext(
				{ type: 'refusal', message: 'Token generation limit exceeded' },
				{ kind: 'token', times: 9 },
			);
			const handle = await addCloudAgent(setup, 'TOKEN_AUTH');
			const run = await setup.release.run(cloudAgentNode(handle, AGENT));
			assert.match(String(run.error?.message), /10 tokens per hour/);
			assert.match(String(run.error?.description), /use one credential in all workflows/);
		},
	},
];

const SEGMENT = { resource: 'agentSegment', operation: 'getAll', limit: 1 };
const AGENT = { resource: 'agent', operation: 'getAht', agentId: locator('ananya.rao') };
const CAMPAIGN = {
	resource: 'campaign',
	operation: 'getAht',
	campaignName: locator('Renewals_North'),
};

function locator(value: string) {
	return { __rl: true, mode: 'id', value };
}

function isAmong(json: object, { items }: { items: Array<{ json: object }> }): boolean {
	const text = JSON.stringify(json);
	return items.some((item) => JSON.stringify(item.json) === text);
}

async function add({ release, credentials }: CheckSetup, type: string): Promise<CredentialHandle> {
	return await release.store.add(type, credentials[type] ?? {});
}

async function addCloudAgent(setup: CheckSetup, apiAuthentication: string) {
	const data = { ...setup.credentials['cloudAgentApi'], apiAuthentication };
	return await setup.release.store.add('cloudAgentApi', data);
}

function nodeOf(handle: CredentialHandle, parameters: object): NodeDraft {
	return {
		type: 'agentSegmentsBreakdown',
		parameters: { authentication: handle.type, ...parameters },
		credentials: [handle],
	};
}

function cloudAgentNode(handle: CredentialHandle, parameters: object): NodeDraft {
	return { type: 'cloudAgentAht', parameters, credentials: [handle] };
}

async function livePerson(
	setup: CheckSetup,
	credential: CredentialHandle | string,
	parameters: object,
): Promise<Settled> {
	const handle = typeof credential === 'string' ? await add(setup, credential) : credential;
	return succeeded(await setup.release.run(nodeOf(handle, parameters)));
}

async function cloudAgent(setup: CheckSetup, handle: CredentialHandle, parameters: object) {
	return succeeded(await setup.release.run(cloudAgentNode(handle, parameters)));
}

function succeeded(run: Settled): Settled {
	assert.ok(run.error === undefined, `${run.error?.message}: ${run.error?.description ?? ''}`);
	return run;
}
