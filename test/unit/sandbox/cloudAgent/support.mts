import type {
	CloudAgentSimulator,
	CloudAgentSimulatorOptions,
} from '../../../../sandbox/simulators/cloudAgent/index.mts';
import { createCloudAgentSimulator } from '../../../../sandbox/simulators/cloudAgent/index.mts';
import type {
	SimulatedAnswer,
	SimulatedRequest,
} from '../../../../sandbox/simulators/httpsServer.mts';

export const USER = 'demo_account';
export const API_KEY = 'fake-api-key-for-tests';
export const TOKEN_PATH = '/ca_apis/CAToken/generateToken';
export const AHT_PATH = '/ca_apis/aht';
export const START_MS = Date.UTC(2026, 10, 23, 9, 0, 0);

export interface Answered {
	status: number;
	headers: Record<string, string>;
	/** The body as sent */
	text: string;
	/** The body as JSON */
	body: unknown;
}

/** A simulator with a clock that the test turns, and what a client of it needs. */
export class Bench {
	nowMs = START_MS;
	readonly simulator: CloudAgentSimulator;

	constructor(options: CloudAgentSimulatorOptions = {}) {
		this.simulator = createCloudAgentSimulator({ now: () => this.nowMs, ...options });
	}

	passSeconds(seconds: number): void {
		this.nowMs += seconds * 1000;
	}

	async send(
		method: string,
		path: string,
		headers: Record<string, string>,
		body: string,
	): Promise<Answered> {
		return read(await this.sendRaw(method, path, headers, body));
	}

	async sendRaw(
		method: string,
		path: string,
		headers: Record<string, string>,
		body: string,
	): Promise<SimulatedAnswer> {
		const [plainPath = '', query = ''] = path.split('?');
		const request: SimulatedRequest = {
			method,
			host: 'in1-ccaas-api.ozonetel.com',
			path: plainPath,
			query: new URLSearchParams(query),
			rawUrl: path,
			headers: { 'content-type': 'application/json', ...headers },
			body: Buffer.from(body),
		};
		return await this.simulator.handler(request);
	}

	async json(
		method: string,
		path: string,
		headers: Record<string, string>,
		body: unknown,
	): Promise<Answered> {
		return await this.send(method, path, headers, JSON.stringify(body));
	}

	/** A new token of the demo account. */
	async token(): Promise<string> {
		const { body } = await this.json('POST', TOKEN_PATH, { apikey: API_KEY }, { userName: USER });
		return (body as { token: string }).token;
	}

	/** AHT with the given headers; `userName` is the demo account's unless overridden. */
	async aht(headers: Record<string, string>, body: Record<string, unknown>): Promise<Answered> {
		return await this.json('POST', AHT_PATH, headers, { userName: USER, ...body });
	}

	/** AHT of the first agent by API key; the account is set to BASIC_AUTH for it. */
	async agentAht(): Promise<Answered> {
		this.simulator.setMode('BASIC_AUTH');
		return await this.aht({ apikey: API_KEY }, { agentId: 'ananya.rao' });
	}
}

export function read(answer: SimulatedAnswer): Answered {
	if (answer === 'drop') throw new Error('The connection was cut');
	const text = String(answer.body ?? '');
	let body: unknown;
	try {
		body = JSON.parse(text);
	} catch {
		body = undefined;
	}
	return { status: answer.status, headers: answer.headers ?? {}, text, body };
}

export function bearer(token: string): Record<string, string> {
	return { authorization: `Bearer ${token}` };
}
