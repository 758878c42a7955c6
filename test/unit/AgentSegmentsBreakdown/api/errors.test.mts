import { UserError } from 'n8n-workflow';

import type { RequestTarget } from '../../../../nodes/AgentSegmentsBreakdown/api/errors.ts';
import {
	responseError,
	sendFailureError,
	shapeError,
} from '../../../../nodes/AgentSegmentsBreakdown/api/errors.ts';
import type { SendFailure } from '../../../../nodes/shared/send.ts';
import { SendError } from '../../../../nodes/shared/send.ts';

const HOST = 'va.agent-activity.liveperson.net';
const target = (changes: Partial<RequestTarget> = {}): RequestTarget => ({
	host: HOST,
	credentialType: 'livePersonOAuth1Api',
	isDomainGiven: true,
	secrets: [],
	...changes,
});
const answer = (status: number, body: unknown) => ({
	status,
	headers: { 'content-type': 'application/json' },
	body: Buffer.from(JSON.stringify(body)),
});

describe('a request without a response', () => {
	const failure = (name: SendFailure) => new SendError(name, 'fake-secret-of-the-test is bad');

	it.each<[SendFailure, string]>([
		['noHost', `There is no host ${HOST}`],
		['refused', `${HOST} does not accept connections`],
		['cutOff', `The connection to ${HOST} was cut off before the answer was complete`],
		['timeout', `${HOST} did not answer in time`],
		['unreachable', `${HOST} could not be reached`],
		['certificate', `The certificate of ${HOST} could not be verified`],
		['tooLarge', `${HOST} sent more data than a response can have`],
		['notSent', `The request to ${HOST} could not be made`],
	])('for %s says what happened', (name, message) => {
		const error = sendFailureError(failure(name), target());
		expect(error).toMatchObject({
			message,
			description: expect.stringContaining("'Domain'") as string,
		});
	});

	it('keeps the words of an error of our own', () => {
		const ours = new UserError("The 'Token' of the credential is empty", {
			description: 'Fill in',
		});
		expect(sendFailureError(ours, target())).toBe(ours);
	});

	it('shows why it was not sent, without secrets', () => {
		expect(
			sendFailureError(failure('notSent'), target({ secrets: ['fake-secret-of-the-test'] })),
		).toMatchObject({ description: expect.stringMatching(/^\*\*\* is bad\. /) as string });
	});

	it('gives no advice on a Domain that was not entered', () => {
		const { description } = sendFailureError(
			failure('noHost'),
			target({ isDomainGiven: false }),
		) as UserError;
		expect(description).not.toContain('Domain');
	});
});

describe('a response that quotes a secret', () => {
	const secrets = ['fake-secret-of-the-test'];
	const texts = [200, 400, 401, 403, 418, 500].flatMap((status) => {
		const quoted = { message: 'no: fake-secret-of-the-test', reason: 'fake-secret-of-the-test' };
		const error = responseError(answer(status, quoted), target({ secrets }));
		return [error, shapeError(answer(status, quoted), target({ secrets }), 'a list')];
	});

	it('is shown without it, whatever its status', () => {
		const shown = texts.map(({ message, description }) => `${message} ${description}`).join('\n');
		expect(shown).not.toContain('fake-secret');
		expect(shown).toContain('***');
	});

	it('is shown without it where the quote is cut', () => {
		const long = answer(418, `${'x'.repeat(490)}fake-secret-of-the-test`);
		const { description } = responseError(long, target({ secrets }));
		expect(description).not.toContain('fake');
	});
});

describe('an answer of 401', () => {
	const explain = (reason: string, changes: Partial<RequestTarget> = {}) => {
		const error = responseError(answer(401, { reason, message: 'Unauthorized' }), target(changes));
		return { ...error, message: error.message, description: error.description ?? '' };
	};

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
		const isAboutPermission = ['permission_denied', 'something_new'].includes(problem);
		expect(explanation.description.includes('off by default')).toBe(isAboutPermission);
		expect(explanation.description).toContain(`LivePerson says: ${problem}, Read this`);
		expect(explanation.failure).toEqual({ cause: 'credential-invalid' });
	});

	it('advises by the type of the credential', () => {
		const advice = (credentialType: RequestTarget['credentialType']) =>
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
