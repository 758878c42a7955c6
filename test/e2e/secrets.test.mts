import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';

import type { RealN8n } from '../support/n8n/n8n.mts';
import { startRealN8n } from '../support/n8n/n8n.mts';
import { readyMade } from '../support/n8n/readyMade.mts';
import { secretsFound, secretsOf } from '../support/n8n/secrets.mts';
import { everyStoredText } from '../support/n8n/storedText.mts';
import type { Trouble } from '../support/n8n/troubles.mts';
import { TROUBLES } from '../support/n8n/troubles.mts';
import { chain, locator, START } from '../support/n8n/workflows.mts';

const AGENT = 'ananya.rao';
const DEMO = {
	userName: 'demo_account',
	apiKey: 'fake-api-key-for-tests',
	mode: 'TOKEN_AUTH',
} as const;
const TRIED = TROUBLES.map((trouble, i) => ({ trouble, userName: `account_${i + 1}` }));
const ACCOUNTS = TRIED.map(({ trouble: { mode = 'TOKEN_AUTH' }, userName }) => ({
	userName,
	apiKey: `fake-api-key-of-${userName}`,
	mode,
}));

describe('In a real n8n that logs all it can,', () => {
	let n8n: RealN8n;

	before(async () => {
		const sandbox = { livePerson: { hours: 60 }, cloudAgent: { accounts: [DEMO, ...ACCOUNTS] } };
		n8n = await startRealN8n({ name: 'secrets', sandbox, env: { N8N_LOG_LEVEL: 'debug' } });
	});
	after(async () => {
		await n8n?.close();
	});

	/** Runs the node into its trouble: first so that the workflow goes on, then so that it stops. */
	async function run({ trouble, userName }: (typeof TRIED)[number]): Promise<unknown[]> {
		const { apiKey, mode } = n8n.sandbox.cloudAgent.account(userName);
		const credential = await n8n.addCredential(
			'cloudAgentApi',
			{ region: 'india', userName, apiKey, apiAuthentication: mode, ...prepare(trouble, userName) },
			userName,
		);
		const parameters = {
			resource: 'agent',
			operation: 'getAht',
			agentId: locator('id', AGENT),
			...trouble.parameters,
		};
		const node = { type: 'cloudAgentAht', parameters };
		const workflow = chain(trouble.name, [
			{ ...node, name: 'Goes on', onError: 'continueRegularOutput' },
			{ ...node, name: 'Stops' },
		]);
		const id = await n8n.importWorkflow(workflow, undefined, [credential]);
		const execution = await n8n.api.run(id, START);
		return [execution.items('Goes on')[0]?.['error'], execution.error?.message];
	}

	/** Brings the trouble about; gives the credential's fields that are not as usual. */
	function prepare(trouble: Trouble, userName: string): Record<string, unknown> {
		const { cloudAgent } = n8n.sandbox;
		const { apiKey, mode } = cloudAgent.account(userName);
		const isToken = mode === 'TOKEN_AUTH' && !trouble.hasNoToken;
		const token = isToken ? cloudAgent.killToken(userName) : '';
		trouble.before?.(cloudAgent, userName);
		if (trouble.fault) {
			const kind = trouble.kind ?? 'aht';
			cloudAgent.failNext(trouble.fault({ apiKey, token }), { kind, userName, times: Infinity });
		}
		return { ...(token && { sessionToken: token }), ...trouble.credential };
	}

	describe('CloudAgent AHT says what happened', { concurrency: true }, () => {
		for (const tried of TRIED) {
			it(`when it meets this: ${tried.trouble.name}`, async () => {
				for (const message of await run(tried)) {
					assert.match(String(message), tried.trouble.says);
				}
			});
		}
	});

	describe('a ready-made workflow', () => {
		/** Runs the workflow; an execution that stopped says why in words, not as a status code. */
		async function runIntoTrouble(id: string, trigger: string): Promise<void> {
			const { status, error } = await n8n.api.run(id, trigger);
			if (status === 'error') assert.match(error?.message ?? '', /[a-z]{3,} [a-z]+/i);
		}

		it('of CloudAgent and Slack may fail in any step', async () => {
			const { cloudAgent, slack } = n8n.sandbox;
			const id = await n8n.importWorkflow(readyMade('campaign-aht-board'));
			slack.failNext({ type: 'error', code: 'invalid_auth' });
			await runIntoTrouble(id, 'Every half hour');
			cloudAgent.killToken();
			cloudAgent.failNext({ type: 'serverError' }, { times: 2 });
			await runIntoTrouble(id, 'Every half hour');
			cloudAgent.account().apiKey = 'fake-changed-key-for-tests';
			await runIntoTrouble(id, 'Every half hour');
		});

		it('of LivePerson may be refused its files and its token', async () => {
			const { misbehave, tokens } = n8n.sandbox.livePerson;
			const id = await n8n.importWorkflow(readyMade('daily-handle-time-report'));
			misbehave.always('list', { type: 'status', status: 401 });
			await runIntoTrouble(id, 'Every morning');
			misbehave.stop();
			tokens.revoke();
			misbehave.always('token', { type: 'htmlPage', status: 403 });
			await runIntoTrouble(id, 'Every morning');
		});
	});

	it('a credential test may fail, too', async () => {
		const credentials = n8n.credentials.filter(({ type }) => type === 'cloudAgentApi');
		const tests = credentials.map(async (credential) => {
			const draft = n8n.drafts.find(({ name }) => name === credential.name);
			return (await n8n.api.testCredential(credential, draft?.data ?? {})).status;
		});
		assert.ok((await Promise.all(tests)).includes('Error'));
	});

	it('and nothing that is stored or logged after all that holds a secret', () => {
		const secrets = [...secretsOf(n8n), ...ACCOUNTS.map(({ apiKey }) => apiKey)];
		const stored = [...everyStoredText(n8n.home)];
		const executions = stored.filter(({ where }) => where === 'execution_data');
		for (const { name, says } of TROUBLES) {
			const words = new RegExp(says.source.replace(/^\^|\$$/g, ''));
			assert.ok(
				executions.some(({ text }) => words.test(text)),
				`${name}: searched`,
			);
		}
		assert.deepEqual(secretsFound(secrets, stored), []);
	});
});
