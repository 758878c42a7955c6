import { NodeApiError, UserError } from 'n8n-workflow';

import {
	describeAnswer,
	describeFault,
} from '../../../../nodes/AgentSegmentsBreakdown/transport/errors.ts';
import type { Asked } from '../../../../nodes/AgentSegmentsBreakdown/transport/explanation.ts';
import { toApiError } from '../../../../nodes/AgentSegmentsBreakdown/transport/explanation.ts';

const HOST = 'va.agent-activity.liveperson.net';
const asked = (changes: Partial<Asked> = {}): Asked => ({
	host: HOST,
	credentialType: 'livePersonOAuth1Api',
	isDomainGiven: true,
	...changes,
});
const answer = (status: number, body: unknown) => ({
	status,
	headers: { 'content-type': 'application/json' },
	body: Buffer.from(JSON.stringify(body)),
});
const NODE = {
	id: '1',
	name: 'Node',
	type: 'x',
	typeVersion: 1,
	position: [0, 0] as [number, number],
	parameters: {},
};

describe('a request without an answer', () => {
	const fault = (code: string, message = 'x') =>
		Object.assign(new Error(message), { code, config: { headers: { Authorization: 'secret' } } });

	it.each([
		['ENOTFOUND', `There is no host ${HOST}`],
		['ECONNREFUSED', `${HOST} does not accept connections`],
		['ECONNRESET', `The connection to ${HOST} was cut off before the answer was complete`],
		['ETIMEDOUT', `${HOST} did not answer in time`],
		['CERT_HAS_EXPIRED', `The certificate of ${HOST} could not be verified`],
		['DEPTH_ZERO_SELF_SIGNED_CERT', `The certificate of ${HOST} could not be verified`],
		['ERR_TLS_CERT_ALTNAME_INVALID', `The certificate of ${HOST} could not be verified`],
		['UNABLE_TO_VERIFY_LEAF_SIGNATURE', `The certificate of ${HOST} could not be verified`],
		['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', `The certificate of ${HOST} could not be verified`],
	])('for %s says what happened', (code, message) => {
		const explanation = describeFault(fault(code), asked());
		expect(explanation.message).toBe(message);
		expect(explanation.description).toContain("'Domain'");
	});

	it('tells a timeout from a connection that was given up', () => {
		const wrapped = new NodeApiError(
			NODE,
			fault('ECONNABORTED', 'timeout of 9ms exceeded') as never,
		);
		expect(describeFault(wrapped, asked()).message).toContain('did not answer in time');
		expect(describeFault(fault('ECONNABORTED', 'aborted'), asked()).message).toContain('cut off');
	});

	it('keeps the words of an error of our own that n8n has wrapped', () => {
		const ours = new UserError("The 'Token' of the credential is empty", {
			description: 'Fill in',
		});
		expect(describeFault(new NodeApiError(NODE, ours as never), asked())).toEqual({
			message: "The 'Token' of the credential is empty",
			description: 'Fill in',
		});
	});

	it('becomes an error with exactly these words and nothing of the request', () => {
		const explanation = describeFault(fault('ECONNRESET'), asked());
		const error = toApiError(NODE, explanation);
		expect(error).toMatchObject(explanation);
		expect(JSON.stringify(error)).not.toContain('secret');
		expect(error.cause).toBeUndefined();
	});

	it('shows what n8n says where it did not send the request', () => {
		const { message, description } = describeFault(
			new Error('The address fake-secret-of-the-test is not allowed'),
			asked({ secrets: ['fake-secret-of-the-test'] }),
		);
		expect(message).toBe(`The request to ${HOST} could not be made`);
		expect(description).toContain('n8n says: The address *** is not allowed.');
	});

	it('gives no advice on a Domain that was not entered', () => {
		const { description } = describeFault(fault('ENOTFOUND'), asked({ isDomainGiven: false }));
		expect(description).not.toContain('Domain');
	});
});

describe('an answer of 401', () => {
	const explain = (reason: string, changes: Partial<Asked> = {}) =>
		describeAnswer(answer(401, { reason, message: 'Unauthorized' }), asked(changes));

	it.each([
		['consumer_key_unknown', "'App Key'", "'App Key'"],
		['consumer_key_rejected', "'App Key'", 'OAuth2'],
		['token_rejected', 'access token', "'Access Token'"],
		['signature_invalid', 'signature', "'App Secret' and 'Access Token Secret'"],
		['timestamp_refused', 'time of the request', 'clock'],
		['permission_denied', 'may not use', 'account manager'],
		['something_new', 'does not accept the credential', 'values of the credential'],
	])('for %s says what and what to do', (problem, message, advice) => {
		const explanation = explain(`oauth_problem=${problem}&oauth_problem_advice=Read%20this`);
		expect(explanation.message).toContain(message);
		expect(explanation.description).toContain(advice);
		expect(explanation.description).toContain('off by default');
		expect(explanation.description).toContain(`LivePerson says: ${problem}, Read this`);
		expect(explanation.failure).toEqual({ cause: 'credential-invalid' });
	});

	it('advises by the type of the credential', () => {
		const advice = (credentialType: Asked['credentialType']) =>
			explain('oauth_problem=token_rejected', { credentialType }).description;
		expect(advice('livePersonTokenApi')).toContain("Enter a new one as 'Token'");
		expect(advice('livePersonOAuth2Api')).toContain('A new one was asked for');
	});

	it('does not repeat a secret that LivePerson quotes', () => {
		const secrets = ['fake-secret-of-the-test'];
		const { description } = explain(
			'oauth_problem=x&oauth_problem_advice=fake-secret-of-the-test',
			{
				secrets,
			},
		);
		expect(description).toContain('LivePerson says: x, ***');
	});

	it('cuts and cleans what LivePerson says', () => {
		const { description } = explain(`a\u0000b\u202ec${'d'.repeat(5000)}`);
		expect(description).toContain('a b c');
		expect(description.length).toBeLessThan(1000);
	});
});
