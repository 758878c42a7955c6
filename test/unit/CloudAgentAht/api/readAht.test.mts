import fc from 'fast-check';

import type { AhtTarget } from '../../../../nodes/CloudAgentAht/api/readAht.ts';
import { readAht } from '../../../../nodes/CloudAgentAht/api/readAht.ts';

const AGENT = { AgentID: 'ananya.rao', AgentName: 'Ananya Rao', AHT: '00:02:37' };
const CAMPAIGN = { CampaignID: '256', CampaignName: 'Renewals_North', AHT: '00:00:27' };
const AGENT_TARGET = { agentId: 'ananya.rao' };
const CAMPAIGN_TARGET = { campaignName: 'Renewals_North' };
const parse = (status: number, body: unknown, target: AhtTarget = AGENT_TARGET) =>
	readAht(status, typeof body === 'string' ? body : (JSON.stringify(body) ?? ''), target);
const ok = (fields: object) => ({ status: 'success', ...fields });

describe('an answer with an AHT', () => {
	it.each([
		['message as an object, as documented', ok({ message: AGENT })],
		['message as a list, as the older agent APIs', ok({ message: [AGENT] })],
		['message as JSON in a text', ok({ message: JSON.stringify(AGENT) })],
		[
			'message as the page prints it, without braces',
			ok({ message: '"AgentID": "ananya.rao" "AgentName": "Ananya Rao" "AHT":"00:02:37"' }),
		],
		[
			'message as a text without quotes',
			ok({ message: 'AgentID: ananya.rao AgentName: Ananya Rao AHT: 00:02:37' }),
		],
		['details, as the summary report was recorded', ok({ message: 'success', details: [AGENT] })],
		['details as an object', ok({ message: 'success', details: AGENT })],
		['data', ok({ message: 'success', data: [AGENT] })],
		['the top level', ok(AGENT)],
		['a list around it all', [ok({ message: AGENT })]],
		['no status', { message: AGENT }],
		[
			'keys in lower case',
			{
				STATUS: 'SUCCESS',
				message: { agentid: 'ananya.rao', agentname: 'Ananya Rao', aht: '00:02:37' },
			},
		],
		[
			'keys in upper case',
			{
				Status: 'Success',
				Message: { AGENTID: 'ananya.rao', AGENTNAME: 'Ananya Rao', AHT: '00:02:37' },
			},
		],
		['an object around the answer', { response: ok({ message: AGENT }) }],
		['an object around the record', ok({ message: { agent: AGENT } })],
		[
			'a list in the details',
			ok({ message: 'success', details: { rows: [{ note: 'x' }, AGENT] } }),
		],
		['rows without AHT before it', ok({ details: [{ note: 'x' }, AGENT] })],
	])('is found in %s', (_label, body) => {
		expect(parse(200, body)).toEqual({
			kind: 'aht',
			ahtSeconds: 157,
			id: 'ananya.rao',
			name: 'Ananya Rao',
		});
		// A body that n8n did not parse
		expect(parse(200, `﻿ ${JSON.stringify(body)}\r\n`)).toEqual(parse(200, body));
	});

	it('is read from a body that is printed like the page, without any braces', () => {
		const body =
			'"status": "success" "message": "CampaignID": "256" "CampaignName": "Renewals_North" "AHT": "00:00:27"';
		expect(parse(200, body, CAMPAIGN_TARGET)).toEqual({
			kind: 'aht',
			ahtSeconds: 27,
			id: '256',
			name: 'Renewals_North',
		});
	});

	it('gives ID and name of a campaign, the ID as text', () => {
		const answer = parse(200, ok({ message: { ...CAMPAIGN, CampaignID: 256 } }), CAMPAIGN_TARGET);
		expect(answer).toMatchObject({ id: '256', name: 'Renewals_North', ahtSeconds: 27 });
	});

	it('looks in message, details, data and the top level, in that order', () => {
		const withAht = (AHT: string) => ({ ...AGENT, AHT });
		const body = ok({
			...withAht('00:00:04'),
			data: [withAht('00:00:03')],
			details: [withAht('00:00:02')],
			message: withAht('00:00:01'),
		});
		expect(parse(200, body)).toMatchObject({ ahtSeconds: 1 });
		expect(parse(200, { ...body, message: 'success' })).toMatchObject({ ahtSeconds: 2 });
	});

	it('is believed whatever the HTTP status is', () => {
		expect(parse(500, ok({ message: AGENT }))).toMatchObject({ ahtSeconds: 157 });
	});

	it('reads hours of any width', () => {
		fc.assert(
			fc.property(
				fc.nat({ max: 9_999_999 }),
				fc.nat({ max: 59 }),
				fc.nat({ max: 59 }),
				(h, m, s) => {
					fc.pre(h + m + s > 0);
					const AHT = `${h}:${String(m).padStart(2, '0')}:${String(s).padStart(2, '0')}`;
					expect(parse(200, ok({ message: { AHT } }))).toMatchObject({
						ahtSeconds: h * 3600 + m * 60 + s,
					});
				},
			),
		);
	});

	it.each([
		['two minutes'],
		['00:61:00'],
		['00:02'],
		['-1:00:00'],
		[157],
		[true],
		[{ seconds: 157 }],
		['99999999:00:00'],
	])('is not guessed where it is no time: %j', (AHT) => {
		expect(parse(200, ok({ message: { ...AGENT, AHT } }))).toEqual({ kind: 'unreadable' });
	});
});

describe('an answer without calls', () => {
	it.each([
		['zero', ok({ message: { ...AGENT, AHT: '00:00:00' } })],
		['zero with wide hours', ok({ message: { ...AGENT, AHT: '000:00:00' } })],
		['an empty text', ok({ message: { ...AGENT, AHT: '' } })],
		['null', ok({ message: { ...AGENT, AHT: null } })],
		['NA', ok({ message: { ...AGENT, AHT: 'NA' } })],
		['N/A', ok({ message: { ...AGENT, AHT: 'n/a' } })],
		['the number 0', ok({ message: { ...AGENT, AHT: 0 } })],
	])('by %s is no AHT, and keeps whose it is', (_label, body) => {
		expect(parse(200, body)).toEqual({
			kind: 'aht',
			ahtSeconds: null,
			id: 'ananya.rao',
			name: 'Ananya Rao',
		});
	});

	it.each([
		['No Data Found', { status: 'error', message: 'No Data Found' }],
		['no data found.', { Status: 'Error', Message: 'no data found.' }],
		['no record found', { status: 'failure', message: 'no record found' }],
	])('by %s is no AHT', (_label, body) => {
		expect(parse(200, body)).toEqual({ kind: 'aht', ahtSeconds: null, id: '', name: '' });
	});
});

describe('a success without an AHT that can be recognized', () => {
	it.each([
		['no AHT at all', ok({ message: { AgentID: 'ananya.rao', AgentName: 'Ananya Rao' } })],
		[
			'another name for it',
			ok({ message: { ...AGENT, AHT: undefined, AverageHandlingTime: '00:02:37' } }),
		],
		['a notice', ok({ message: { notice: 'Busy' } })],
		['deeper than it is read', ok({ message: { a: { b: { c: { d: { e: { f: AGENT } } } } } } })],
		['an empty list', ok({ message: [] })],
		['empty details', ok({ message: 'success', details: [] })],
		['nothing but success', ok({})],
		[
			'JSON 20,000 levels deep',
			`{"status":"success","message":${'['.repeat(20_000)}${']'.repeat(20_000)}}`,
		],
	])('is no answer that can be read: %s', (_label, body) => {
		expect(['unreadable', 'undocumented']).toContain(parse(200, body).kind);
	});

	it('is recognized with blanks in its key', () => {
		const { AHT, ...rest } = AGENT;
		expect(parse(200, ok({ message: { ...rest, 'AHT ': AHT } }))).toMatchObject({
			ahtSeconds: 157,
		});
	});
});

describe('the AHT of somebody else', () => {
	const OTHER = { AgentID: 'vikram.shetty', AgentName: 'Vikram Shetty', AHT: '00:09:00' };

	it('is not taken where the own one is there, too', () => {
		for (const message of [[OTHER, AGENT], [AGENT, OTHER], { rows: [OTHER, AGENT] }]) {
			expect(parse(200, ok({ message }))).toMatchObject({ ahtSeconds: 157, id: 'ananya.rao' });
		}
	});

	it.each([
		['one', OTHER],
		['a list', [OTHER, { ...OTHER, AgentID: 'x', AgentName: 'y' }]],
	])('is not taken at all: %s', (_label, message) => {
		expect(parse(200, ok({ message }))).toEqual({ kind: 'otherTarget', text: 'vikram.shetty' });
	});

	it('cannot be told in several without a name', () => {
		const message = [{ AHT: '00:01:00' }, { AHT: '00:02:00' }];
		expect(parse(200, ok({ message }))).toEqual({ kind: 'otherTarget', text: '' });
		expect(parse(200, ok({ message: [{ AHT: '00:01:00' }] }))).toMatchObject({ ahtSeconds: 60 });
	});

	it('is known by the name where the ID is another kind of ID', () => {
		const message = { AgentID: 41_200, AgentName: 'Ananya Rao', AHT: '00:02:37' };
		expect(parse(200, ok({ message }), { agentId: 'Ananya Rao' })).toMatchObject({
			ahtSeconds: 157,
			id: '41200',
		});
	});

	it('is told from a campaign whose name differs by blanks', () => {
		const message = [
			{ CampaignName: 'Sales', AHT: '00:01:00' },
			{ CampaignName: 'Sales ', AHT: '00:02:00' },
		];
		expect(parse(200, ok({ message }), { campaignName: 'Sales ' })).toMatchObject({
			ahtSeconds: 120,
			name: 'Sales ',
		});
	});
});

describe('a refusal', () => {
	it.each([
		['userName should not be empty', 'userNameMissing'],
		['apiKey should not be empty', 'apiKeyMissing'],
		['Both agentId and campaignName cannot be passed at a time', 'bothGiven'],
		['Both agentId and campaignName cannot be empty', 'neitherGiven'],
		['userName or apiKey is Invalid', 'userNameOrKeyWrong'],
		['agentId is Invalid', 'agentUnknown'],
		['campaignName is Invalid', 'campaignUnknown'],
		['max limit exceeded', 'limitExceeded'],
		['Max limit exceeded', 'limitExceeded'],
		['MAX LIMIT EXCEEDED.', 'limitExceeded'],
		['MaxLimitExceeded', 'limitExceeded'],
		['Rate limit exceeded', 'limitExceeded'],
		['Too Many Requests', 'limitExceeded'],
		['Token generation limit exceeded', 'limitExceeded'],
		['Token Expired', 'tokenExpired'],
		['token has expired', 'tokenExpired'],
		['Invalid Token', 'tokenInvalid'],
		['Token Should Not be Null or Empty.', 'tokenMissing'],
		['Api Key Should Not be Null or Empty.', 'apiKeyMissing'],
		['Username Should Not be Null or Empty.', 'userNameMissing'],
		['Invalid User Details', 'userNameOrKeyWrong'],
		['Invalid Json Pass Valid Json', 'bodyUnreadable'],
		['Missing userName or apiKey', 'userNameOrKeyMissing'],
	])('"%s" is recognized with any status around it', (message, refusal) => {
		const bodies = [
			...['error', 'false', 'fail', 'Fail', 'failure', 'Error', 0, false].map((status) => ({
				status,
				message,
			})),
			{ Status: 'error', Message: message },
			{ message, data: null },
			{ status: 'error', message: [message] },
			{ status: 'error', message: { field: message } },
			ok({ message }),
		];
		for (const body of bodies) {
			for (const status of [200, 400, 401, 500]) {
				expect(parse(status, body)).toMatchObject({ kind: 'refused', refusal });
			}
		}
		expect(parse(200, message)).toMatchObject({ kind: 'refused', refusal });
	});

	it('without words is known by the status 429', () => {
		expect(parse(429, '<html>slow down</html>')).toMatchObject({
			refusal: 'limitExceeded',
		});
		expect(parse(429, {})).toMatchObject({ refusal: 'limitExceeded' });
	});

	it('in other words is shown as it is', () => {
		expect(parse(200, { status: 'error', message: 'Account suspended' })).toEqual({
			kind: 'undocumented',
			text: 'Account suspended',
		});
		expect(parse(500, { status: 500, error: 'Internal Server Error', path: '/x' })).toEqual({
			kind: 'undocumented',
			text: 'Internal Server Error',
		});
	});

	it('beats an AHT that an error carries along', () => {
		expect(
			parse(200, { status: 'error', message: 'agentId is Invalid', data: AGENT }),
		).toMatchObject({
			refusal: 'agentUnknown',
		});
	});

	it('is not read into a success that says something else', () => {
		expect(parse(200, ok({ message: 'Report queued' }))).toEqual({
			kind: 'undocumented',
			text: 'Report queued',
		});
	});
});

describe('an answer that is not of CloudAgent', () => {
	it.each([
		['an HTML page', '<!DOCTYPE html><html><body>AHT: 00:01:00</body></html>'],
		['nothing', ''],
		['a number', 42],
		['null', null],
		['true', true],
		['an empty object', {}],
		['a list of numbers', [1, 2]],
		['other text', 'It works!'],
	])('is unreadable: %s', (_label, body) => {
		expect(parse(200, body)).toEqual({ kind: 'unreadable' });
	});

	it('never makes the parser throw, whatever JSON it is', () => {
		fc.assert(
			fc.property(fc.jsonValue(), fc.integer({ min: 100, max: 599 }), (body, status) => {
				expect(['aht', 'otherTarget', 'refused', 'undocumented', 'unreadable']).toContain(
					parse(status, body).kind,
				);
			}),
		);
		fc.assert(
			fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (body) => {
				expect(parse(200, body)).toHaveProperty('kind');
			}),
		);
	});
});
