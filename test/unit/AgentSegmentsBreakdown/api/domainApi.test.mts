import { SendError } from '../../../../nodes/shared/send.ts';
import { findDomain } from '../../../../nodes/AgentSegmentsBreakdown/api/domainApi.ts';

const HOST = 'va.agent-activity.liveperson.net';
const PATIENCE = { deadlineEpochMs: 0 };

let accounts = 0;
/** One that no test has asked for, since good answers are kept */
const newAccount = () => `1000${++accounts}`;

const answering = (status: number, body: unknown) =>
	jest.fn().mockImplementation(async () => ({
		status,
		headers: { 'content-type': 'application/json' },
		body: Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)),
	}));
const one = (baseURI: unknown, service = 'agentActivityDomain') => ({
	service,
	account: '1',
	baseURI,
});

describe('the look-up of a host', () => {
	it('asks the Domain API over https, with the service and version it documents', async () => {
		const send = answering(200, one(HOST));
		await findDomain(send, '12345678', 'agentActivityDomain', PATIENCE);
		expect(send).toHaveBeenCalledWith(
			expect.objectContaining({
				method: 'GET',
				url: 'https://api.liveperson.net/api/account/12345678/service/agentActivityDomain/baseURI.json?version=1.0',
			}),
		);
	});

	it.each([
		['one service, as older pages show it', one(HOST)],
		[
			'a list, as the current page shows it',
			{ baseURIs: [one('x.y.liveperson.net', 'z'), one(HOST)] },
		],
		['a host with a scheme', one(`https://${HOST}/`)],
		['a host in capitals', one(HOST.toUpperCase())],
	])('reads %s', async (_label, body) => {
		const found = findDomain(answering(200, body), newAccount(), 'agentActivityDomain', PATIENCE);
		await expect(found).resolves.toBe(HOST);
	});

	it.each<[label: string, status: number, body: unknown, message: string]>([
		['401 (documented: invalid site)', 401, {}, 'knows no account'],
		['400 (documented)', 400, {}, 'knows no account'],
		['404', 404, {}, 'has no host for service agentActivityDomain in account'],
		['an empty list', 200, { baseURIs: [] }, 'has no host'],
		['another service', 200, one(HOST, 'agentVep'), 'has no host'],
		['the service in other letters', 200, one(HOST, 'agentactivitydomain'), 'has no host'],
		['no host', 200, one(''), 'has no host'],
		['a host that is none', 200, one('to be announced'), 'has no host'],
		['a list instead of a host', 200, one([HOST]), "did not answer with an account's host"],
		['something that is not JSON', 200, 'soon', "did not answer with an account's host"],
		['another JSON', 200, { error: 'x' }, "did not answer with an account's host"],
		['an empty object', 200, {}, "did not answer with an account's host"],
		['null', 200, null, "did not answer with an account's host"],
		['a list', 200, [], "did not answer with an account's host"],
		['a number', 200, 12, "did not answer with an account's host"],
		['a host of somebody else', 200, one('liveperson.example.com'), 'liveperson.example.com'],
		['a host that only begins like one', 200, one(`${HOST}.example.com`), 'not LivePerson'],
		['503', 503, {}, 'api.liveperson.net is not available'],
	])('says what is wrong for %s', async (_label, status, body, message) => {
		const account = newAccount();
		const found = findDomain(answering(status, body), account, 'agentActivityDomain', PATIENCE);
		await expect(found).rejects.toMatchObject({
			message: expect.stringContaining(message) as string,
			description: expect.stringMatching(/./) as string,
		});
	});

	it('reads what has a byte order mark before it', async () => {
		const body = `\uFEFF${JSON.stringify(one(HOST))}`;
		const found = findDomain(answering(200, body), newAccount(), 'agentActivityDomain', PATIENCE);
		await expect(found).resolves.toBe(HOST);
	});

	it('quotes what it cannot read', async () => {
		const body = { error: 'Service is under maintenance' };
		const found = findDomain(answering(200, body), newAccount(), 'agentActivityDomain', PATIENCE);
		await expect(found).rejects.toMatchObject({
			description: expect.stringContaining('Service is under maintenance') as string,
		});
	});

	it('says that LivePerson cannot be reached', async () => {
		const send = jest.fn().mockRejectedValue(new SendError('noHost', 'x', 'ENOTFOUND'));
		const found = findDomain(send, newAccount(), 'agentActivityDomain', PATIENCE);
		await expect(found).rejects.toMatchObject({ message: 'There is no host api.liveperson.net' });
	});

	it('is kept for an hour, by account and service, and a failed one is not', async () => {
		jest.useFakeTimers();
		try {
			const account = newAccount();
			const failing = answering(503, {});
			await expect(findDomain(failing, account, 'sentinel', PATIENCE)).rejects.toThrow();
			const send = answering(200, { baseURIs: [one(HOST), one(HOST, 'sentinel')] });
			await findDomain(send, account, 'sentinel', PATIENCE);
			await findDomain(send, account, 'sentinel', PATIENCE);
			expect(send).toHaveBeenCalledTimes(1);
			await findDomain(send, account, 'agentActivityDomain', PATIENCE);
			await findDomain(send, newAccount(), 'sentinel', PATIENCE);
			expect(send).toHaveBeenCalledTimes(3);
			jest.advanceTimersByTime(60 * 60 * 1000 + 1);
			await findDomain(send, account, 'sentinel', PATIENCE);
			expect(send).toHaveBeenCalledTimes(4);
		} finally {
			jest.useRealTimers();
		}
	});
});
