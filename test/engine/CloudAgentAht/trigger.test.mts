import { NodeHelpers } from 'n8n-workflow';
import { readFileSync } from 'node:fs';
import type { IDataObject, INodeParameters } from 'n8n-workflow';

import type { PollOutcome } from '../../support/engine/engine.mts';
import type { TriggerWorld } from './triggerSetup.mts';
import { SALES, startTriggerWorld, SUPPORT, watchCampaigns } from './triggerSetup.mts';

jest.setTimeout(60_000);

const MINUTE_MS = 60_000;

let world: TriggerWorld;
beforeAll(async () => {
	world = await startTriggerWorld();
});
afterEach(async () => await world.calmDown());
afterAll(async () => await world.close());

type Aht = number | 'noCalls';

const setAht = (campaignName: string, aht: Aht) => world.simulator.setAht({ campaignName }, aht);

/** Polls once a minute, the campaign's AHT as given; tells what fired, with the minute. */
async function eventsOfSeries(
	series: readonly Aht[],
	parameters: INodeParameters = {},
): Promise<string[]> {
	const trigger = world.activate(parameters);
	const told: string[] = [];
	for (const [minute, aht] of series.entries()) {
		setAht(SALES, aht);
		const poll = await trigger.poll();
		if (poll.error) throw poll.error;
		for (const { event } of poll.json) told.push(`${minute}: ${String(event)}`);
		await world.clock.pass(MINUTE_MS);
	}
	return told;
}

const events = (...pollsOf: PollOutcome[]) =>
	pollsOf.map(({ json }) => json.map(({ event, subjectName }) => `${subjectName} ${event}`).join());

describe('an event of the CloudAgent AHT Trigger', () => {
	it('is an item that begins with what happened, in a sentence, and has the fields of every AHT', async () => {
		setAht(SALES, 432);
		const { json, error } = await world.poll();
		expect(error).toBeUndefined();
		const [item = {}] = json;
		const { retrievedAt } = item;
		expect(Object.entries(item)).toEqual([
			['event', 'breached'],
			[
				'summary',
				`Campaign Renewals_North: average handling time 7 min 12 s is 1 min 12 s over the threshold of 6 min (since ${clockOf(retrievedAt)}).`,
			],
			['subjectName', SALES],
			['aht', '00:07:12'],
			['threshold', '00:06:00'],
			['ahtSeconds', 432],
			['thresholdSeconds', 360],
			['overBySeconds', 72],
			['direction', 'above'],
			['since', retrievedAt],
			['durationSeconds', 0],
			['hasCalls', true],
			['isTest', false],
			['subjectId', '256'],
			['windowStart', twoHoursBefore(retrievedAt)],
			['windowEnd', retrievedAt],
			['retrievedAt', retrievedAt],
			['subjectType', 'campaign'],
			['service', 'CloudAgent'],
		]);
	});

	it('tells the breach that it ends, in the time zone of the workflow', async () => {
		const trigger = world.activate();
		setAht(SALES, 432);
		const [breach = {}] = (await trigger.poll()).json;
		await world.clock.pass(35 * MINUTE_MS);
		setAht(SALES, 340);
		const [recovery = {}] = (await trigger.poll()).json;
		expect(recovery).toMatchObject({
			event: 'recovered',
			aht: '00:05:40',
			overBySeconds: -20,
			since: breach.since,
			durationSeconds: 35 * 60,
			summary: `Campaign Renewals_North: average handling time is back to 5 min 40 s, 20 s under the threshold of 6 min, after 35 min over it (${clockOf(breach.since)} to ${clockOf(recovery.retrievedAt)}).`,
		});
	});

	it('has the types that its output schema promises', async () => {
		const schema = JSON.parse(
			readFileSync('nodes/CloudAgentAht/__schema__/v1.0.0.json', 'utf8'),
		) as { properties: Record<string, { type: string | string[] }> };
		setAht(SALES, 432);
		const [item = {}] = (await world.poll()).json;
		const types = Object.entries(item).map(([name, value]) => [
			name,
			Number.isInteger(value) ? 'integer' : typeof value,
		]);
		expect(
			Object.entries(schema.properties).map(([name, { type }]) => [name, [type].flat()[0]]),
		).toEqual(types);
	});
});

describe('the CloudAgent AHT Trigger', () => {
	it.each<[string, Aht[], INodeParameters, string[]]>([
		[
			'once at a crossing and once at the recovery',
			[300, 361, 420, 360, 361],
			{},
			['1: breached', '3: recovered', '4: breached'],
		],
		[
			'below the threshold, if that is what is watched',
			[400, 359, 360],
			{ direction: 'below' },
			['1: breached', '2: recovered'],
		],
		[
			'a recovery only past the recovery margin',
			[400, 350, 331, 330],
			{ options: { recoveryMargin: '30' } },
			['0: breached', '3: recovered'],
		],
		[
			'a breach after some polls in a row',
			[361, 361, 300, 361, 361, 361],
			{ options: { pollsToBreach: 3 } },
			['5: breached'],
		],
		[
			'a recovery after some polls in a row',
			[361, 300, 361, 300, 300],
			{ options: { pollsToRecover: 2 } },
			['0: breached', '4: recovered'],
		],
		[
			'a reminder while the breach lasts',
			[400, 400, 400, 400, 400, 300, 300],
			{ triggerOn: ['breached', 'recovered', 'reminder'], remindEvery: '2 min' },
			['0: breached', '2: reminder', '4: reminder', '5: recovered'],
		],
		['nothing more without calls (Ignore)', [400, 'noCalls', 400], {}, ['0: breached']],
		[
			'a recovery without calls (Treat as Recovered)',
			[400, 'noCalls'],
			{ options: { noCalls: 'recovered' } },
			['0: breached', '1: recovered'],
		],
		[
			'a breach of a lower threshold without calls (Treat as 0 Seconds)',
			[400, 'noCalls'],
			{ direction: 'below', options: { noCalls: 'zero' } },
			['1: breached'],
		],
		['only what Trigger On names', [400, 300, 400], { triggerOn: ['recovered'] }, ['1: recovered']],
	])('fires %s', async (_label, series, parameters, told) => {
		expect(await eventsOfSeries(series, parameters)).toEqual(told);
	});

	it('says that there were no calls, with what the user made of it', async () => {
		const options = { noCalls: 'zero' };
		setAht(SALES, 'noCalls');
		const { json } = await world.poll({ direction: 'below', options });
		expect(json).toEqual([
			expect.objectContaining({
				aht: null,
				ahtSeconds: null,
				hasCalls: false,
				overBySeconds: 360,
				event: 'breached',
			}),
		]);
	});

	it('watches agents and campaigns at once, each at its own threshold if it has one', async () => {
		const agents = world.simulator.data.agents.slice(0, 3).map(({ agentId }) => agentId);
		for (const agentId of agents) world.simulator.setAht({ agentId }, 400);
		setAht(SALES, 400);
		setAht(SUPPORT, 400);
		const { json, error } = await world.poll({
			targets: {
				target: [
					{ watch: 'campaign', campaignName: SUPPORT, threshold: '' },
					{ watch: 'campaign', campaignName: SALES, threshold: '10 min' },
					{ watch: 'agents', agentIds: `${agents[0]}, ${agents[1]}`, threshold: '300' },
					{ watch: 'agent', agentId: { __rl: true, mode: 'list', value: agents[2] ?? '' } },
				],
			},
		});
		expect(error).toBeUndefined();
		expect(json.map((item) => [item.subjectType, item.subjectName, item.threshold])).toEqual([
			['campaign', SUPPORT, '00:06:00'],
			['agent', 'Ananya Rao', '00:05:00'],
			['agent', 'Vikram Shetty', '00:05:00'],
			['agent', 'Priya Menon', '00:06:00'],
		]);
		expect(json[1]?.summary).toMatch(/^Agent Ananya Rao: average handling time 6 min 40 s is /);
	});

	it.each([false, true])('goes on after a rename, with durable cursors: %s', async (durable) => {
		const options = { pollsToBreach: 2 };
		const as = (name: string, staticData: IDataObject = {}) => ({
			id: 'one-node',
			name,
			staticData,
			durable,
		});
		setAht(SALES, 400);
		setAht(SUPPORT, 300);
		const both = watchCampaigns(SALES, SUPPORT);
		const before = await world.poll(both, as('AHT'));
		setAht(SUPPORT, 400);
		const after = await world.poll({ ...both, options }, as('Alerts', before.savedStaticData));
		setAht(SALES, 300);
		const later = await world.poll({ ...both, options }, as('Alerts', after.staticData));
		expect(events(before, after, later)).toEqual([
			`${SALES} breached`,
			'',
			`${SALES} recovered,${SUPPORT} breached`,
		]);
	});

	it('is armed anew by another threshold, and goes on when it is edited otherwise', async () => {
		setAht(SALES, 400);
		const { savedStaticData: staticData } = await world.poll();
		const same = await world.poll({ options: { recoveryMargin: '10' } }, { staticData });
		const higher = await world.poll({ threshold: '06:30' }, { staticData });
		expect(events(same, higher)).toEqual(['', `${SALES} breached`]);
	});

	it('forgets a target that is taken out, and takes it up anew when it is put back', async () => {
		setAht(SALES, 400);
		setAht(SUPPORT, 400);
		const both = await world.poll(watchCampaigns(SALES, SUPPORT));
		const one = await world.poll(watchCampaigns(SUPPORT), { staticData: both.staticData });
		expect(JSON.stringify(one.staticData)).not.toContain(SALES);
		const again = await world.poll(watchCampaigns(SALES, SUPPORT), { staticData: one.staticData });
		expect(events(one, again)).toEqual(['', `${SALES} breached`]);
	});

	it.each<[string, string[], string[]]>([
		['all', ['breached', 'recovered'], ['1: breached', '3: recovered', '4: breached']],
		['Breach', ['breached'], ['1: breached', '4: breached']],
		['Recovery', ['recovered'], ['3: recovered']],
	])(
		'fires neither twice nor not at all when n8n is killed between any two polls (%s)',
		async (_label, triggerOn, expected) => {
			const series: Aht[] = [300, 361, 400, 300, 361];
			for (let killedAt = 1; killedAt < series.length; killedAt++) {
				let trigger = world.activate({ triggerOn });
				let saved: IDataObject = {};
				const told: string[] = [];
				for (const [minute, aht] of series.entries()) {
					if (minute === killedAt) {
						trigger = world.activate({ triggerOn }, { staticData: saved, activation: 'init' });
					}
					setAht(SALES, aht);
					const poll = await trigger.poll();
					for (const { event } of poll.json) told.push(`${minute}: ${String(event)}`);
					saved = poll.savedStaticData;
					await world.clock.pass(MINUTE_MS);
				}
				expect(told).toEqual(expected);
			}
		},
	);

	it('starts a run without items for an event that Trigger On leaves out, for n8n to keep it', async () => {
		const trigger = world.activate({ triggerOn: ['breached'] });
		const runs: Array<number | null> = [];
		for (const aht of [300, 400, 400, 300, 300]) {
			setAht(SALES, aht);
			const { outputs } = await trigger.poll();
			runs.push(outputs === null ? null : (outputs[0]?.length ?? 0));
		}
		expect(runs).toEqual([null, 1, null, 0, null]);
	});

	it('counts polls in a row across kills with durable pollers, which save every poll', async () => {
		const told: string[] = [];
		let staticData: IDataObject = {};
		for (const [minute, aht] of [361, 361, 300, 300].entries()) {
			setAht(SALES, aht);
			const poll: PollOutcome = await world.poll(
				{ options: { pollsToBreach: 2, pollsToRecover: 2 } },
				{ staticData, durable: true, activation: 'update' },
			);
			for (const { event } of poll.json) told.push(`${minute}: ${String(event)}`);
			staticData = poll.savedStaticData;
			await world.clock.pass(MINUTE_MS);
		}
		expect(told).toEqual(['1: breached', '3: recovered']);
	});

	it('starts anew where its stored state is broken', async () => {
		setAht(SALES, 400);
		const { savedStaticData } = await world.poll();
		const broken = JSON.stringify(savedStaticData).replace(/\{"ruleKey":.*?\}\}/, '"breached"');
		const staticData = JSON.parse(broken) as IDataObject;
		expect(staticData).not.toEqual(savedStaticData);
		expect(events(await world.poll({}, { staticData }))).toEqual([`${SALES} breached`]);
	});

	it('keeps its state small', async () => {
		const campaigns = world.simulator.data.campaigns.map(({ campaignName }) => campaignName);
		for (const name of campaigns) setAht(name, 300);
		const parameters = {
			...watchCampaigns(...campaigns),
			options: { pollsToRecover: 3 },
		};
		const trigger = world.activate(parameters);
		const bytesOf = ({ staticData }: PollOutcome) =>
			(JSON.stringify(staticData).length - campaigns.join('').length) / campaigns.length;
		const calm = bytesOf(await trigger.poll());
		for (const name of campaigns) setAht(name, 400);
		await trigger.poll();
		for (const name of campaigns) setAht(name, 300);
		const busiest = bytesOf(await trigger.poll());
		expect(calm).toBeLessThan(60);
		expect(busiest).toBeLessThan(180);
	});
});

describe('the parameters in the editor', () => {
	const NEW_ROW: INodeParameters = {
		targets: {
			target: [
				{ watch: 'campaign', campaignName: { __rl: true, mode: 'list', value: '' }, threshold: '' },
			],
		},
	};
	const issuesOf = (parameters: INodeParameters): string[] => {
		const { description } = world.engine.types.getByNameAndVersion(
			'n8n-nodes-handle-time.cloudAgentAhtTrigger',
		);
		const node = {
			id: '1',
			name: 'Trigger',
			type: description.name,
			typeVersion: 1,
			position: [0, 0] as [number, number],
			parameters: { ...watchCampaigns(SALES), ...parameters },
		};
		const issues = NodeHelpers.getNodeParametersIssues(description.properties, node, description);
		return Object.values(issues?.parameters ?? {}).flat();
	};
	it.each<[string, INodeParameters, string[]]>([
		['nothing', {}, []],
		['no threshold', { threshold: '' }, ['Parameter "Threshold" is required.']],
		['nobody to watch', { targets: { target: [] } }, ['At least 1 field is required.']],
		['a row without a campaign', NEW_ROW, ['Parameter "Campaign" is required.']],
	])('mark %s', (_label, parameters, issues) => {
		expect(issuesOf(parameters)).toEqual(issues);
	});

	it('have a first row, so that only its campaign is to be chosen', () => {
		const { description } = world.engine.types.getByNameAndVersion(
			'n8n-nodes-handle-time.cloudAgentAhtTrigger',
		);
		const node = { typeVersion: 1, type: description.name };
		const filledIn = NodeHelpers.getNodeParameters(
			description.properties,
			{},
			true,
			false,
			node,
			description,
		);
		expect(filledIn).toMatchObject({ ...NEW_ROW, threshold: '' });
	});

	it.each([
		[50, false],
		[51, true],
	])('with %i targets tell that a poll will take more than a minute: %s', async (many, isTold) => {
		const { hints } = world.engine.types.getByNameAndVersion(
			'n8n-nodes-handle-time.cloudAgentAhtTrigger',
		).description;
		// The editor evaluates the condition; here a parameter does
		const condition = hints?.[0]?.displayCondition?.replace(/^={{(.*)}}$/s, '={{ String($1) }}');
		const agentIds = Array.from({ length: many - 1 }, (_, i) => `agent.${i}`).join('\n');
		const targets = [
			{ watch: 'agents', agentIds },
			{ watch: 'campaign', campaignName: { __rl: true, mode: 'name', value: SALES } },
		];
		const { error } = await world.poll({
			threshold: condition ?? '',
			targets: { target: targets },
		});
		expect(error).toMatchObject({ message: `'Threshold' cannot be read as a time: ${isTold}` });
	});

	it.each([
		['searchAgents', 'agentId', 'Ananya Rao (ananya.rao)'],
		['searchCampaigns', 'campaignName', SALES],
	])('offer a list in each row (%s)', async (method, name, entry) => {
		const path = `parameters.targets.target[0].${name}`;
		const { results } = await world.clock.run(
			async () =>
				await world.engine.listSearch({
					type: 'cloudAgentAhtTrigger',
					credentials: [world.account],
					parameters: watchCampaigns(SALES),
					method,
					path,
				}),
		);
		expect(results.map((result) => result.name)).toContain(entry);
	});
});

describe('a test from the editor', () => {
	it('has each target as it is, breached or not, and is marked as a test', async () => {
		setAht(SALES, 340);
		setAht(SUPPORT, 432);
		const parameters = watchCampaigns(SALES, SUPPORT);
		const { json, error } = await world.poll(parameters, { mode: 'manual' });
		expect(error).toBeUndefined();
		expect(json.map(({ isTest }) => isTest)).toEqual([true, true]);
		expect(json.map(({ event, summary }) => [event, summary])).toEqual([
			[
				'recovered',
				'Test: Campaign Renewals_North: average handling time 5 min 40 s is 20 s under the threshold of 6 min.',
			],
			[
				'breached',
				'Test: Campaign Collections_30_Days: average handling time 7 min 12 s is 1 min 12 s over the threshold of 6 min.',
			],
		]);
	});

	it.each([
		[['breached'], ['breached', 'breached']],
		[['recovered'], ['recovered', 'recovered']],
		[
			['recovered', 'reminder'],
			['recovered', 'reminder'],
		],
	])('is one of the chosen events, %j', async (triggerOn, expected) => {
		setAht(SALES, 340);
		setAht(SUPPORT, 432);
		const parameters = { ...watchCampaigns(SALES, SUPPORT), triggerOn };
		const { json } = await world.poll(parameters, { mode: 'manual' });
		expect(json.map(({ event }) => event)).toEqual(expected);
	});

	it('has a target without calls too', async () => {
		setAht(SALES, 'noCalls');
		const { json } = await world.poll({}, { mode: 'manual' });
		expect(json).toEqual([
			expect.objectContaining({
				hasCalls: false,
				aht: null,
				overBySeconds: null,
				summary: 'Test: Campaign Renewals_North: no calls in the last two hours.',
			}),
		]);
	});

	it('asks for no more than ten of many targets', async () => {
		const agentIds = world.simulator.data.agents.map(({ agentId }) => agentId);
		const targets = { target: [{ watch: 'agents', agentIds: agentIds.join('\n') }] };
		const { json } = await world.poll({ targets }, { mode: 'manual' });
		expect(json).toHaveLength(10);
		expect(world.simulator.requests.counts.aht).toBe(10);
	});

	it('leaves an event to the trigger that is active', async () => {
		setAht(SALES, 400);
		const trigger = world.activate();
		const manual = await world.poll({}, { mode: 'manual' });
		expect(events(manual, await trigger.poll())).toEqual([
			`${SALES} breached`,
			`${SALES} breached`,
		]);
	});
});

/** The time of day in the time zone of these workflows, 5:30 ahead of UTC. */
function clockOf(moment: unknown): string {
	return new Date(Date.parse(String(moment)) + 330 * MINUTE_MS).toISOString().slice(11, 16);
}

function twoHoursBefore(moment: unknown): string {
	return new Date(Date.parse(String(moment)) - 2 * 60 * MINUTE_MS).toISOString();
}
