import fc from 'fast-check';

import { parseText } from '../../../../nodes/CloudAgentAht/api/answers.ts';
import { parseList, toAgent, toCampaign } from '../../../../nodes/CloudAgentAht/api/lists.ts';

const parseAgents = (body: unknown) => parseList(parseText(JSON.stringify(body)), toAgent);
const parseCampaigns = (body: unknown) => parseList(parseText(JSON.stringify(body)), toCampaign);

const AGENTS = [
	{
		AgentId: 'vikram.shetty',
		AgentName: 'Vikram Shetty',
		PhoneNumber: '9000000001',
		AgentState: 'READY',
	},
	{ AgentId: 'ananya.rao', AgentName: 'Ananya Rao' },
];
const LISTED = [
	{ value: 'ananya.rao', name: 'Ananya Rao' },
	{ value: 'vikram.shetty', name: 'Vikram Shetty' },
];

describe('the list of agents', () => {
	it.each([
		['message', { status: 'success', message: AGENTS }],
		['details', { status: 'success', message: 'success', details: AGENTS }],
		['data', { data: AGENTS }],
		['a bare list', AGENTS],
		['something nested', { status: 'success', message: { result: { list: AGENTS } } }],
		['JSON in a text', { status: 'success', message: JSON.stringify(AGENTS) }],
		[
			'blanks in the keys',
			AGENTS.map(({ AgentId }, i) => ({ ' Agent Id': AgentId, AgentName: AGENTS[i]?.AgentName })),
		],
		[
			'keys in other case',
			{
				message: AGENTS.map(({ AgentId, AgentName }) => ({
					agentid: AgentId,
					AGENTNAME: AgentName,
				})),
			},
		],
	])('is found in %s and sorted by name', (_label, body) => {
		expect(parseAgents(body)).toEqual(LISTED);
	});

	it('names each agent of the summary report once, by the login ID and not the number', () => {
		const row = { AgentIncrID: 41_200, AgentUniqueID: 'ananya.rao', AgentName: 'Ananya Rao' };
		const details = ['Manual', 'Progressive'].map((ModeType) => ({ ...row, ModeType }));
		expect(parseAgents({ details, status: 'success' })).toEqual([LISTED[0]]);
	});

	it('shows the ID of an agent without a name', () => {
		expect(parseAgents([{ AgentId: 77 }])).toEqual([{ value: '77', name: '77' }]);
	});
});

describe('the list of campaigns', () => {
	it.each(['CampaignName', 'Campaign', 'campaignName', 'campaign_name', 'name'])(
		'takes the name from %s',
		(key) => {
			const rows = ['Welcome_Calls', 'Renewals_North'].map((name, i) => ({
				CampaignID: String(i),
				[key]: name,
			}));
			expect(parseCampaigns({ status: 'success', message: rows })).toEqual([
				{ value: 'Renewals_North', name: 'Renewals_North' },
				{ value: 'Welcome_Calls', name: 'Welcome_Calls' },
			]);
		},
	);

	it('keeps blanks in front of a name and behind it: AHT takes it exactly as it is', () => {
		expect(parseCampaigns([{ CampaignName: ' Sales ' }, { CampaignName: '  ' }])).toEqual([
			{ value: ' Sales ', name: ' Sales ' },
		]);
	});

	it('takes no name of something else for a campaign’s', () => {
		expect(parseCampaigns({ status: 'success', message: [{ name: 'admin' }] })).toEqual([]);
	});
});

it.each([
	['agents', parseAgents],
	['campaigns', parseCampaigns],
])('no JSON makes the parser of %s throw', (_label, parse) => {
	fc.assert(fc.property(fc.jsonValue(), (body) => expect(Array.isArray(parse(body))).toBe(true)));
});
