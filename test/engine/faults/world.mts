import tls from 'node:tls';

import type { CloudAgentSimulator } from '../../../sandbox/simulators/cloudAgent/index.mts';
import { makeCertificate } from '../../../sandbox/simulators/certificate.mts';
import type {
	Front,
	RunningServer,
	SimulatedRequest,
} from '../../../sandbox/simulators/httpsServer.mts';
import { startHttpsServer } from '../../../sandbox/simulators/httpsServer.mts';
import { createDataSet } from '../../../sandbox/simulators/livePerson/dataSet.mts';
import type { LivePersonSimulator } from '../../../sandbox/simulators/livePerson/simulator.mts';
import { startSandbox } from '../../../sandbox/simulators/sandbox.mts';
import type { CredentialHandle, Engine } from '../../support/engine/engine.mts';
import { createEngine } from '../../support/engine/engine.mts';
import { trust } from '../../support/engine/trust.mts';
import type { VirtualTime } from '../../support/engine/virtualTime.mts';
import { startVirtualTime } from '../../support/engine/virtualTime.mts';
import { secretsFound } from '../../support/n8n/secrets.mts';
import type { Fault } from './faults.mts';

export const NOW = '2026-11-22T08:30:00Z';
export const API_KEY = 'fake-api-key-for-the-fault-table';
const UNKNOWN_HOST = 'nowhere.invalid';

/** Both services and an n8n, on accounts that nobody asked before, where a fault can be switched on. */
export interface World {
	clock: VirtualTime;
	engine: Engine;
	livePerson: LivePersonSimulator;
	cloudAgent: CloudAgentSimulator;
	/** For the Domain of a credential */
	domains: { livePerson: string; cloudAgent: string };
	/** The fault meets so many of the requests that `hits` chooses; one of the address, the credential */
	begin(meeting: {
		hits: (request: SimulatedRequest) => boolean;
		times: number;
		credential: CredentialHandle;
	}): Promise<void>;
	/** The fault is over: whoever entered a wrong Domain corrects it */
	end(credential: CredentialHandle): Promise<void>;
	/** Secrets of the credentials, or tokens made with them, that the texts hold in any form */
	secretsIn(texts: readonly string[]): string[];
	close(): Promise<void>;
}

let worlds = 0;

export async function openWorld(fault?: Fault): Promise<World> {
	const number = ++worlds;
	const engine = await createEngine();
	engine.logger.clear();
	const clock = startVirtualTime(NOW);
	const skewMs = fault && 'skewMs' in fault ? fault.skewMs : 0;
	const now = () => clock.now() + skewMs;
	const faulty = { hits: (_: SimulatedRequest) => false, left: 0 };
	const sent: string[] = [];
	const front: Front = async (request, response, proper) => {
		sent.push(request.headers.authorization ?? '');
		if (!fault || !('act' in fault) || faulty.left <= 0 || !faulty.hits(request)) return false;
		faulty.left--;
		await fault.act({
			request,
			response,
			sleep: clock.sleep,
			nowMs: now(),
			killToken: () => sandbox.cloudAgent.killToken(),
			proper: async () => {
				const answer = await proper();
				if (answer === 'drop') throw new Error('The simulator cut the connection');
				return answer;
			},
		});
		return true;
	};
	const userName = `account_${number}`;
	const accountId = String(50_000_000 + number);
	const sandbox = await startSandbox({
		now,
		sleep: clock.sleep,
		front,
		livePerson: { account: { accountId }, data: makeData(accountId) },
		cloudAgent: { accounts: [{ userName, apiKey: API_KEY, mode: 'TOKEN_AUTH' }], agentCount: 3 },
	});
	const stopTrusting = trust(sandbox);
	const good = { livePerson: sandbox.domains.livePerson, cloudAgent: sandbox.domains.cloudAgent };
	const elsewhere = fault && 'address' in fault ? await startElsewhere(fault.address) : undefined;
	return {
		clock,
		engine,
		livePerson: sandbox.livePerson,
		cloudAgent: sandbox.cloudAgent,
		domains: good,
		begin: async ({ hits, times, credential }) => {
			Object.assign(faulty, { hits, left: times });
			if (elsewhere) await engine.store.change(credential, { domain: elsewhere.domain });
		},
		end: async (credential) => {
			faulty.left = 0;
			const isLivePerson = credential.type.startsWith('livePerson');
			const domain = isLivePerson ? good.livePerson : good.cloudAgent;
			if (elsewhere) await engine.store.change(credential, { domain });
		},
		secretsIn: (texts) => {
			const { clientSecret, token, appSecret, accessToken, accessTokenSecret } =
				sandbox.livePerson.account;
			const secrets = [clientSecret, token, appSecret, accessToken, accessTokenSecret, API_KEY];
			const bearers = sent.filter((header) => header.startsWith('Bearer '));
			const tokens = bearers.map((header) => header.slice('Bearer '.length));
			const all = [...new Set([...secrets, ...sandbox.livePerson.tokens.minted, ...tokens])];
			const found = texts.map((text) => ({ where: 'a run', text }));
			return secretsFound(
				all.filter((secret) => secret.length >= 8),
				found,
			);
		},
		close: async () => {
			clock.stop();
			stopTrusting();
			await elsewhere?.close();
			await sandbox.close();
		},
	};
}

/** The same in every world, whatever its services' clocks say. */
function makeData(accountId: string) {
	return createDataSet({
		accountId,
		seed: 1,
		nowMs: Date.parse(NOW),
		hours: 5,
		hoursAhead: 0,
		filesPerHour: 1,
		segmentsPerAgentHour: 2,
		shortNumbers: false,
	});
}

/** A place that is not the service, as the Domain of a credential would name it. */
async function startElsewhere(
	address: 'expiredCertificate' | 'noHost' | 'refused' | 'untrustedCertificate',
): Promise<Pick<RunningServer, 'close' | 'domain'>> {
	const nothing = { close: async () => {} };
	if (address === 'refused') return { ...nothing, domain: 'localhost:1' };
	if (address === 'noHost') {
		// Past the proxy, which would answer for a name that it does not know
		for (const name of ['NO_PROXY', 'no_proxy']) process.env[name] += `,${UNKNOWN_HOST}`;
		return { ...nothing, domain: UNKNOWN_HOST };
	}
	const isExpired = address === 'expiredCertificate';
	const certificate = await makeCertificate([], isExpired ? new Date('2021-01-01') : undefined);
	if (isExpired) {
		tls.setDefaultCACertificates([...tls.getCACertificates('default'), certificate.cert]);
	}
	return await startHttpsServer(certificate, () => ({ status: 200, body: '{}' }));
}
