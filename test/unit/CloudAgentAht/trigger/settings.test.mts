import type { TriggerParameters } from '../../../../nodes/CloudAgentAht/trigger/settings.ts';
import { parseSettings } from '../../../../nodes/CloudAgentAht/trigger/settings.ts';

const locator = (value: string) => ({ __rl: true, mode: 'list', value });
const campaign = (name: string, threshold?: unknown) => ({
	watch: 'campaign',
	campaignName: locator(name),
	...(threshold === undefined ? {} : { threshold }),
});

const parameters: TriggerParameters = {
	triggerOn: ['breached', 'recovered'],
	remindEvery: '30 min',
	direction: 'above',
	threshold: '00:06:00',
	targets: { target: [campaign('Sales')] },
	options: {},
	timeZone: 'Asia/Kolkata',
};

const many = (count: number) => Array.from({ length: count }, (_, i) => `agent.${i}`);

const read = (changes: Partial<TriggerParameters>) => parseSettings({ ...parameters, ...changes });
const readOptions = (options: unknown) => read({ options }).targets[0]?.rule;

describe("the trigger's parameters", () => {
	it('give a rule with the documented defaults', () => {
		expect(read({})).toEqual({
			triggerOn: new Set(['breached', 'recovered']),
			timeZone: 'Asia/Kolkata',
			targets: [
				{
					key: 'campaign:Sales',
					subjectType: 'campaign',
					subject: 'Sales',
					threshold: '',
					rule: {
						direction: 'above',
						thresholdSeconds: 360,
						recoveryMarginSeconds: 0,
						pollsToBreach: 1,
						pollsToRecover: 1,
						remindEverySeconds: undefined,
						noCalls: 'ignore',
					},
				},
			],
		});
	});

	it.each([
		['seconds', '360'],
		['seconds of an expression', 360],
		['MM:SS', '06:00'],
		['HH:MM:SS', '00:06:00'],
		['minutes', '6 min'],
		['minutes in short', ' 6m '],
	])('take a threshold as %s', (_label, threshold) => {
		expect(read({ threshold }).targets[0]?.rule.thresholdSeconds).toBe(360);
	});

	it("let a target's own threshold override the one for all", () => {
		const target = [campaign('Sales', '5:00'), campaign('Support', ' '), campaign('Billing')];
		const { targets } = read({ targets: { target } });
		expect(targets.map(({ subject, rule }) => [subject, rule.thresholdSeconds])).toEqual([
			['Sales', 300],
			['Support', 360],
			['Billing', 360],
		]);
	});

	it('list the targets of all rows in their order, one or several a row', () => {
		const target = [
			{ watch: 'agents', agentIds: ' ann@example.com, bob\n\ncarl;dora ,' },
			campaign('Sales'),
			{ watch: 'agent', agentId: '7' },
			{ watch: 'campaigns', campaignNames: 'Support, day\r\n Support, night \n', threshold: 90 },
			{ watch: 'agents', agentIds: ['eve', 12] },
		];
		const { targets } = read({ targets: { target } });
		expect(targets.map(({ key, rule }) => `${key} ${rule.thresholdSeconds}`)).toEqual([
			'agent:ann@example.com 360',
			'agent:bob 360',
			'agent:carl 360',
			'agent:dora 360',
			'campaign:Sales 360',
			'agent:7 360',
			'campaign:Support, day 90',
			'campaign:Support, night 90',
			'agent:eve 360',
			'agent:12 360',
		]);
	});

	it('take a single name exactly as CloudAgent has it, and typed ones without blanks around', () => {
		const target = [
			campaign('Sales '),
			{ watch: 'campaigns', campaignNames: [' Sales'] },
			{ watch: 'campaigns', campaignNames: 'Sales \n  Support' },
		];
		const { targets } = read({ targets: { target } });
		expect(targets.map(({ subject }) => subject)).toEqual(['Sales ', ' Sales', 'Sales', 'Support']);
	});

	it('tell an agent and a campaign of one name apart', () => {
		const target = [campaign('Sales'), { watch: 'agent', agentId: locator('Sales') }];
		expect(read({ targets: { target } }).targets).toHaveLength(2);
	});

	it('read the options', () => {
		expect(
			readOptions({
				noCalls: 'recovered',
				pollsToBreach: 3,
				pollsToRecover: '2',
				recoveryMargin: '0:30',
			}),
		).toMatchObject({
			noCalls: 'recovered',
			pollsToBreach: 3,
			pollsToRecover: 2,
			recoveryMarginSeconds: 30,
		});
	});

	it("take 'Remind Every' only where reminders were asked for", () => {
		const remindEvery = 'never';
		expect(read({ remindEvery }).targets[0]?.rule.remindEverySeconds).toBeUndefined();
		const triggerOn = ['reminder'];
		expect(read({ triggerOn }).targets[0]?.rule.remindEverySeconds).toBe(1800);
	});

	it.each<[string, Partial<TriggerParameters>, string]>([
		['no event', { triggerOn: [] }, "No event is selected in 'Trigger On'"],
		['an unknown event', { triggerOn: ['opened'] }, "No event is selected in 'Trigger On'"],
		['no threshold', { threshold: '' }, "'Threshold' is empty"],
		[
			'a threshold in words',
			{ threshold: 'six minutes' },
			"'Threshold' cannot be read as a time: six minutes",
		],
		[
			'a threshold with 61 seconds',
			{ threshold: '5:61' },
			"'Threshold' cannot be read as a time: 5:61",
		],
		['a negative threshold', { threshold: -5 }, "'Threshold' cannot be read as a time: -5"],
		['a threshold of zero', { threshold: '0:00' }, "'Threshold' is zero"],
		[
			"a target's own threshold in words",
			{ targets: { target: [campaign('Sales', 'long')] } },
			"'Threshold' of the campaign 'Sales' cannot be read as a time: long",
		],
		['no targets', { targets: {} }, "'Agents and Campaigns to Watch' is empty"],
		[
			'targets that an expression made null',
			{ targets: null },
			"'Agents and Campaigns to Watch' is empty",
		],
		[
			'a row without its campaign',
			{ targets: { target: [campaign('Sales'), campaign(' ')] } },
			"'Campaign' is empty in row 2 of 'Agents and Campaigns to Watch'",
		],
		[
			'a row of agents without any',
			{ targets: { target: [{ watch: 'agents', agentIds: ' , ' }] } },
			"'Agent IDs' is empty in row 1 of 'Agents and Campaigns to Watch'",
		],
		[
			'a row of an unknown kind',
			{ targets: { target: [{ watch: 'constructor' }] } },
			"'Watch' has an unknown value in row 1 of 'Agents and Campaigns to Watch'",
		],
		[
			'a target that is listed twice',
			{
				targets: { target: [campaign('Sales'), { watch: 'campaigns', campaignNames: 'a\nSales' }] },
			},
			"The campaign 'Sales' is in 'Agents and Campaigns to Watch' twice",
		],
		['an unknown direction', { direction: 'up' }, "'Alert When AHT Is' has an unknown value: up"],
		[
			'an unknown meaning of no calls',
			{ options: { noCalls: 'x' } },
			"'No Calls' has an unknown value: x",
		],
		[
			'a time zone that does not exist',
			{ timeZone: 'Pacific' },
			"The workflow's time zone does not exist: 'Pacific'",
		],
		[
			'a threshold of its own that an expression returned nothing for',
			{ targets: { target: [{ ...campaign('Sales'), threshold: undefined }] } },
			"'Threshold' of the campaign 'Sales' is empty",
		],
		[
			'a campaign that an expression made an object',
			{ targets: { target: [{ watch: 'campaign', campaignName: { name: 'Sales' } }] } },
			"'Campaign' is empty in row 1 of 'Agents and Campaigns to Watch'",
		],
		[
			'polls that an expression returned a list for',
			{ options: { pollsToBreach: [2] } },
			"'Polls Before Breach' is not a number of polls: [2]",
		],
		[
			'no calls that an expression returned nothing for',
			{ options: { noCalls: undefined } },
			"'No Calls' has an unknown value: ",
		],
		[
			'a margin that an expression returned nothing for',
			{ options: { recoveryMargin: null } },
			"'Recovery Margin' is empty",
		],
		[
			'more targets than could be read',
			{ targets: { target: [{ watch: 'agents', agentIds: many(1001) }] } },
			"'Agents and Campaigns to Watch' has 1001 entries, more than 1000",
		],
		[
			'half a poll',
			{ options: { pollsToBreach: 1.5 } },
			"'Polls Before Breach' is not a number of polls: 1.5",
		],
		[
			'no polls before recovery',
			{ options: { pollsToRecover: 0 } },
			"'Polls Before Recovery' is not a number of polls: 0",
		],
		[
			'a margin in words',
			{ options: { recoveryMargin: 'some' } },
			"'Recovery Margin' cannot be read as a time: some",
		],
		[
			'a margin that no AHT could come back past',
			{ options: { recoveryMargin: '6:00' } },
			"'Recovery Margin' is not smaller than the threshold of 00:06:00 for the campaign 'Sales'",
		],
		[
			'reminders more often than n8n polls',
			{ triggerOn: ['reminder'], remindEvery: 59 },
			"'Remind Every' is shorter than a minute: 59",
		],
		['reminders never', { triggerOn: ['reminder'], remindEvery: '' }, "'Remind Every' is empty"],
	])('are refused with their name and the way out: %s', (_label, changes, message) => {
		expect(() => read(changes)).toThrow(
			expect.objectContaining({ message, description: expect.stringMatching(/[A-Z].+\.$/) }),
		);
	});

	it('allow a margin wider than a lower threshold, which an AHT can rise to', () => {
		expect(() =>
			read({ direction: 'below', options: { recoveryMargin: '1:00:00' } }),
		).not.toThrow();
	});
});
