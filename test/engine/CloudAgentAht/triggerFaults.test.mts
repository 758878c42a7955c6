import { NodeApiError, NodeOperationError } from 'n8n-workflow';

import type { Fault } from '../../../sandbox/simulators/cloudAgent/index.mts';
import { logger, type PollOutcome } from '../../support/engine/engine.mts';
import type { TriggerWorld } from './triggerSetup.mts';
import { API_KEY, SALES, startTriggerWorld, SUPPORT, watchCampaigns } from './triggerSetup.mts';

jest.setTimeout(60_000);

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
/** A request and its two repetitions */
const FOR_GOOD = { kind: 'aht', times: 3 } as const;
const MISSPELT = 'Slaes';

let world: TriggerWorld;
beforeAll(async () => {
	world = await startTriggerWorld();
});
afterEach(async () => await world.calmDown());
afterAll(async () => await world.close());

const setAht = (campaignName: string, aht: number) => world.simulator.setAht({ campaignName }, aht);

const told = ({ json }: PollOutcome) =>
	json.map(({ subjectName, event }) => `${subjectName} ${event}`).join();

const isNodeError = (error: unknown): error is NodeApiError | NodeOperationError =>
	error instanceof NodeOperationError || error instanceof NodeApiError;

function messageOf(error: unknown): string {
	return isNodeError(error) ? error.message : '';
}

const failureOf = (error: unknown) => (isNodeError(error) ? error.failure : undefined);

const warnings = () => logger.entries.filter(({ level }) => level === 'warn');

describe('a poll that fails', () => {
	it.each<[string, Fault]>([
		['the connection is cut', { type: 'drop' }],
		['the server has a bad day', { type: 'serverError' }],
		['a proxy answers with a page', { type: 'html', status: 502 }],
		['the answer is empty', { type: 'empty', status: 500 }],
		['CloudAgent answers something new', { type: 'refusal', message: 'Come back later' }],
	])('neither fires nor forgets: %s', async (_label, fault) => {
		const trigger = world.activate({ options: { pollsToBreach: 2, pollsToRecover: 2 } });
		const series: Array<number | 'fails'> = [400, 'fails', 400, 'fails', 300, 'fails', 300];
		const fired: string[] = [];
		for (const aht of series) {
			if (aht === 'fails') world.simulator.failNext(fault, FOR_GOOD);
			else setAht(SALES, aht);
			const before = (await trigger.poll()) as PollOutcome;
			if (aht === 'fails') expect(isNodeError(before.error)).toBe(true);
			else expect(before.error).toBeUndefined();
			fired.push(told(before));
			world.simulator.clearFaults();
			await world.clock.pass(MINUTE_MS);
		}
		expect(fired).toEqual(['', '', `${SALES} breached`, '', '', '', `${SALES} recovered`]);
	});

	it('of one target leaves the others to be watched, and is logged', async () => {
		setAht(SALES, 400);
		setAht(SUPPORT, 400);
		world.simulator.failNext({ type: 'drop' }, FOR_GOOD);
		const poll = await world.poll(watchCampaigns(SALES, SUPPORT));
		expect(poll.error).toBeUndefined();
		expect(told(poll)).toBe(`${SUPPORT} breached`);
		expect(warnings()).toHaveLength(1);
		expect(warnings()[0]?.message).toMatch(
			/^CloudAgent AHT Trigger: no AHT of the campaign 'Renewals_North': CloudAgent could not be reached/,
		);
		const next = await world.poll(watchCampaigns(SALES, SUPPORT), { staticData: poll.staticData });
		expect(told(next)).toBe(`${SALES} breached`);
	});

	it('tells n8n how long to wait where nothing could be read', async () => {
		world.simulator.failNext({ type: 'drop' }, FOR_GOOD);
		const { error, staticData } = await world.poll({}, { staticData: { watch: {} } });
		expect(messageOf(error)).toMatch(/^CloudAgent could not be reached at localhost:/);
		expect(failureOf(error)).toEqual({ cause: 'temporarily-unavailable', retryAfterMs: MINUTE_MS });
		expect(staticData).toEqual({ watch: {} });
	});

	it('asks no further targets when nobody answers', async () => {
		world.simulator.failNext({ type: 'serverError' }, { times: Infinity, kind: 'aht' });
		const agentIds = world.simulator.data.agents.map(({ agentId }) => agentId).join();
		const { error } = await world.poll({ targets: { target: [{ watch: 'agents', agentIds }] } });
		expect(isNodeError(error)).toBe(true);
		expect(world.simulator.requests.counts.aht).toBe(9);
	});

	it('by a wrong API key says so, once, and declares the credential', async () => {
		await world.engine.store.change(world.account, {
			apiKey: 'fake-wrong-key-for-tests',
			sessionToken: '',
		});
		const { error } = await world.poll(watchCampaigns(SALES, SUPPORT));
		expect(messageOf(error)).toBe('CloudAgent does not accept the user name or the API key');
		expect(failureOf(error)).toEqual({ cause: 'credential-invalid' });
	});

	it.each([
		['an unreadable threshold', { threshold: 'six' }],
		['a target twice', watchCampaigns(SALES, SALES)],
		['no targets', { targets: {} }],
	])('for %s sends no request and declares the configuration', async (_label, parameters) => {
		const { error } = await world.poll(parameters);
		expect(isNodeError(error)).toBe(true);
		expect(failureOf(error)).toEqual({ cause: 'configuration-invalid' });
		expect(world.simulator.requests.counts).toMatchObject({ aht: 0, token: 0 });
	});
});

describe('one odd answer', () => {
	it.each<[string, string]>([
		['20,000 levels deep', `${'{"message":'.repeat(20_000)}1${'}'.repeat(20_000)}`],
		['an AHT that is no time', '{"status":"success","message":{"AHT":{"a":1}}}'],
		['not JSON', '<html><body>Sign in</body></html>'],
	])(
		'is the error of the target that it is for, and the others fire (%s)',
		async (_label, body) => {
			setAht(SALES, 400);
			setAht(SUPPORT, 400);
			world.simulator.failNext({ type: 'verbatim', status: 200, body }, { kind: 'aht' });
			const poll = await world.poll(watchCampaigns(SALES, SUPPORT));
			expect(poll.error).toBeUndefined();
			expect(told(poll)).toBe(`${SUPPORT} breached`);
			expect(warnings().map(({ message }) => message)).toEqual([
				expect.stringMatching(/^CloudAgent AHT Trigger: no AHT of the campaign 'Renewals_North': /),
			]);
		},
	);
});

describe('a name that CloudAgent does not know', () => {
	const withMisspelt = watchCampaigns(SALES, MISSPELT);
	const REFUSED = `CloudAgent does not know the campaign '${MISSPELT}'`;

	it('stops the activation, so that the user corrects it', async () => {
		setAht(SALES, 400);
		const { error, outputs, staticData } = await world.poll(withMisspelt);
		expect(outputs).toBeNull();
		expect(messageOf(error)).toBe(REFUSED);
		expect(failureOf(error)).toEqual({ cause: 'configuration-invalid' });
		expect(staticData).toEqual({});
	});

	it('stops a test from the editor', async () => {
		const { error } = await world.poll(withMisspelt, { mode: 'manual' });
		expect(messageOf(error)).toBe(REFUSED);
	});

	it('is named together with all others like it', async () => {
		const { error } = await world.poll(watchCampaigns(SALES, 'A', 'B', 'C', 'D', 'E', 'F'));
		expect(messageOf(error)).toBe(
			"CloudAgent returned no AHT for 6 of the watched: campaign 'A', campaign 'B', campaign 'C', campaign 'D', campaign 'E' and 1 more",
		);
	});

	it('stops the activation of an edit that brought it', async () => {
		const { staticData } = await world.poll();
		const edited = await world.poll(withMisspelt, { staticData, activation: 'update' });
		expect(messageOf(edited.error)).toBe(REFUSED);
	});

	it('does not stop the watch over the others when n8n starts: it is reported, once a day', async () => {
		const trigger = world.activate(withMisspelt, { activation: 'init' });
		setAht(SALES, 400);
		const first = await trigger.poll();
		expect(first.error).toBeUndefined();
		expect(told(first)).toBe(`${SALES} breached`);
		expect(first.reported.map(messageOf)).toEqual([REFUSED]);
		const [report] = first.reported;
		expect(isNodeError(report) && report.description).toContain('The others are still watched.');
		await world.clock.pass(12 * HOUR_MS);
		setAht(SALES, 300);
		const second = await trigger.poll();
		expect(second.reported).toEqual([]);
		expect(told(second)).toBe(`${SALES} recovered`);
		await world.clock.pass(12 * HOUR_MS);
		expect((await trigger.poll()).reported).toHaveLength(1);
	});

	it('does not stop the watch either when it was known once', async () => {
		const parameters = watchCampaigns(SALES, SUPPORT);
		const trigger = world.activate(parameters);
		await trigger.poll();
		const campaigns = world.simulator.data.campaigns;
		const gone = campaigns.splice(
			campaigns.findIndex(({ campaignName }) => campaignName === SUPPORT),
			1,
		);
		try {
			setAht(SALES, 400);
			const poll = await trigger.poll();
			expect(poll.error).toBeUndefined();
			expect(told(poll)).toBe(`${SALES} breached`);
			expect(poll.reported).toHaveLength(1);
			// n8n's durable scheduler gives every poll a context of its own
			const durable = await world.poll(parameters, {
				staticData: poll.staticData,
				activation: 'update',
			});
			expect(durable.error).toBeUndefined();
			expect(durable.reported).toEqual([]);
		} finally {
			campaigns.push(...gone);
		}
	});

	it('ends the poll where there is no other target', async () => {
		const { error } = await world.poll(watchCampaigns(MISSPELT), { activation: 'init' });
		expect(messageOf(error)).toBe(REFUSED);
		expect(failureOf(error)).toEqual({ cause: 'configuration-invalid' });
	});
});

describe('a token', () => {
	it('that dies in the middle of a poll is renewed once, and no event is lost or doubled', async () => {
		setAht(SALES, 400);
		setAht(SUPPORT, 400);
		const trigger = world.activate(watchCampaigns(SALES, SUPPORT));
		const first = await trigger.poll();
		world.simulator.killToken();
		world.simulator.requests.reset();
		setAht(SUPPORT, 300);
		const second = await trigger.poll();
		await world.clock.pass(2 * HOUR_MS);
		setAht(SALES, 300);
		const third = await trigger.poll();
		expect([first, second, third].map(told)).toEqual([
			`${SALES} breached,${SUPPORT} breached`,
			`${SUPPORT} recovered`,
			`${SALES} recovered`,
		]);
		expect(world.simulator.requests.counts.token).toBe(2);
	});
});

describe('a secret', () => {
	it('stands in no item, static data, error or log, whatever a poll meets', async () => {
		setAht(SALES, 400);
		const trigger = world.activate(watchCampaigns(SALES, MISSPELT), { activation: 'init' });
		const polls: PollOutcome[] = [];
		const echo: Fault = { type: 'refusal', message: `Bad key ${API_KEY}` };
		for (const fault of [undefined, echo, { type: 'drop' }, { type: 'html' }] as const) {
			if (fault) world.simulator.failNext(fault, { times: Infinity, kind: 'aht' });
			polls.push(await trigger.poll());
			world.simulator.clearFaults();
			await world.clock.pass(MINUTE_MS);
		}
		world.simulator.killToken();
		polls.push(await trigger.poll());
		const { sessionToken } = world.engine.store.read(world.account);
		expect(String(sessionToken)).toMatch(/^eyJ/);
		const everything = polls.map(everythingOf).join('\n') + logger.text();
		expect(everything).toContain('no AHT of the campaign');
		for (const secret of [API_KEY, String(sessionToken), 'eyJ']) {
			expect(everything).not.toContain(secret);
		}
	});
});

/** All that a poll left behind, the properties of its errors included. */
function everythingOf({ error, reported, ...rest }: PollOutcome): string {
	const errors = [error, ...reported].map((one) =>
		one instanceof Error ? JSON.stringify({ ...one, message: one.message, stack: one.stack }) : '',
	);
	return JSON.stringify(rest) + errors.join('');
}
