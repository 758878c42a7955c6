import { makeCertificate } from './certificate.mts';
import type { ChatModelSimulator, ChatModelSimulatorOptions } from './chatModel/index.mts';
import { createChatModelSimulator } from './chatModel/index.mts';
import type { CloudAgentSimulator, CloudAgentSimulatorOptions } from './cloudAgent/index.mts';
import { createCloudAgentSimulator } from './cloudAgent/index.mts';
import { startConnectProxy } from './connectProxy.mts';
import { controlOperations } from './control.mts';
import { startControlServer } from './controlServer.mts';
import type { Front, RunningServer } from './httpsServer.mts';
import { startHttpsServer } from './httpsServer.mts';
import type { LivePersonSimulator, LivePersonSimulatorOptions } from './livePerson/simulator.mts';
import { createLivePersonSimulator } from './livePerson/simulator.mts';
import type { SlackSimulator, SlackSimulatorOptions } from './slack/index.mts';
import { createSlackSimulator } from './slack/index.mts';
import type { TeamsSimulatorOptions } from './teams/index.mts';
import { TeamsSimulator } from './teams/index.mts';

export interface SandboxOptions {
	/** The clock of every simulator, epoch ms; default the machine's */
	now?: () => number;
	/** How simulators wait when they are told to be slow; default real time */
	sleep?: (ms: number) => Promise<void>;
	livePerson?: LivePersonSimulatorOptions;
	cloudAgent?: CloudAgentSimulatorOptions;
	slack?: SlackSimulatorOptions;
	teams?: TeamsSimulatorOptions;
	chatModel?: ChatModelSimulatorOptions;
	/** Stands in front of every service */
	front?: Front;
	/** Ports to listen on; a free one where none is given */
	ports?: Partial<Record<SandboxPart, number>>;
}

export type SandboxPart =
	'chatModel' | 'cloudAgent' | 'control' | 'livePerson' | 'proxy' | 'slack' | 'teams';

/** Which service answers under which of the hosts that are fixed in the product. */
const FIXED_HOSTS = {
	livePerson: [
		'api.liveperson.net',
		'va.sentinel.liveperson.net',
		'va.agent-activity.liveperson.net',
		'va-a.acr.liveperson.net',
	],
	cloudAgent: ['in1-ccaas-api.ozonetel.com', 'api.ccaas.ozonetel.com'],
	slack: ['slack.com'],
	teams: ['graph.microsoft.com'],
	chatModel: ['api.openai.com'],
} as const;
type Service = keyof typeof FIXED_HOSTS;

export interface Sandbox {
	livePerson: LivePersonSimulator;
	cloudAgent: CloudAgentSimulator;
	slack: SlackSimulator;
	teams: TeamsSimulator;
	chatModel: ChatModelSimulator;
	/** `localhost:port` of each service, as a credential's Domain */
	domains: Record<Service, string>;
	/** PEM, for NODE_EXTRA_CA_CERTS or `tls.setDefaultCACertificates` */
	cert: string;
	/** The fixed hosts as `host:443`, each with the port on loopback that answers for it */
	hosts: Readonly<Record<string, number>>;
	/** For HTTPS_PROXY: knows the fixed hosts, refuses every other */
	proxyUrl: string;
	/** Hosts that something asked the proxy for in vain */
	refusedHosts: readonly string[];
	/** For `connectToSandbox` in another process */
	controlUrl: string;
	close(): Promise<void>;
}

/** Starts every simulator over HTTPS on loopback, under `localhost` and, through a proxy, its own hosts. */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
	const { ports = {}, now, sleep, front } = options;
	const shared = { ...(now && { now }), ...(sleep && { sleep }) };
	const cloudAgent = createCloudAgentSimulator({ ...shared, ...options.cloudAgent });
	const known = () => cloudAgent.data;
	const simulators = {
		livePerson: createLivePersonSimulator({ ...shared, ...options.livePerson }),
		cloudAgent,
		slack: createSlackSimulator({ ...(now && { now }), ...options.slack }),
		teams: new TeamsSimulator(options.teams),
		chatModel: createChatModelSimulator({ ...(now && { now }), known, ...options.chatModel }),
	};
	const certificate = await makeCertificate(Object.values(FIXED_HOSTS).flat());
	const services = Object.keys(FIXED_HOSTS) as Service[];
	const started = await Promise.all(
		services.map(async (service): Promise<[Service, RunningServer]> => {
			const { handler } = simulators[service];
			return [
				service,
				await startHttpsServer(certificate, handler, { port: ports[service], front }),
			];
		}),
	);
	const servers = Object.fromEntries(started) as Record<Service, RunningServer>;
	const hosts = Object.fromEntries(
		services.flatMap((service) =>
			FIXED_HOSTS[service].map((host) => [`${host}:443`, servers[service].port] as const),
		),
	);
	const proxy = await startConnectProxy(hosts, ports.proxy);
	const control = await startControlServer(controlOperations(simulators), ports.control);
	return {
		...simulators,
		domains: {
			livePerson: servers.livePerson.domain,
			cloudAgent: servers.cloudAgent.domain,
			slack: servers.slack.domain,
			teams: servers.teams.domain,
			chatModel: servers.chatModel.domain,
		},
		cert: certificate.cert,
		hosts,
		proxyUrl: proxy.url,
		refusedHosts: proxy.refused,
		controlUrl: control.url,
		close: async () => {
			await Promise.all([control, proxy, ...Object.values(servers)].map((part) => part.close()));
		},
	};
}
