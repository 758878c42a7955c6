import type { Handler, SimulatedAnswer, SimulatedRequest } from '../httpsServer.mts';
import { json } from '../httpsServer.mts';
import type { AhtStep } from './ahtValues.mts';
import { AhtValues } from './ahtValues.mts';
import type { CloudAgentData } from './data.mts';
import { makeData } from './data.mts';
import { faultAnswer, PlannedFaults, springAnswer } from './faults.mts';
import { Limits } from './limits.mts';
import { Refusal } from './refusal.mts';
import { RequestLog } from './requestLog.mts';
import type { Route } from './routes.mts';
import { findRoute } from './routes.mts';
import type { CloudAgentState } from './state.mts';
import type { CloudAgentSwitches } from './switches.mts';
import { defaultSwitches } from './switches.mts';
import { Tokens } from './tokens.mts';
import type {
	Account,
	AhtValue,
	AuthenticationMode,
	Fault,
	FaultScope,
	Subject,
} from './types.mts';

export type { AhtStep } from './ahtValues.mts';
export type { Agent, Campaign, CloudAgentData } from './data.mts';
export type { CloudAgentSwitches } from './switches.mts';
export type * from './types.mts';

export interface CloudAgentSimulatorOptions {
	/** Epoch ms; default the machine's clock */
	now?: () => number;
	seed?: number;
	/** Default one account, `demo_account` with the key `fake-api-key-for-tests` and TOKEN_AUTH */
	accounts?: Account[];
	/** Default 12 */
	agentCount?: number;
	/** Waits for latency; default real time */
	sleep?: (ms: number) => Promise<void>;
}

const DEMO_ACCOUNT: Account = {
	userName: 'demo_account',
	apiKey: 'fake-api-key-for-tests',
	mode: 'TOKEN_AUTH',
};

/**
 * Ozonetel CloudAgent as its documents describe it: tokens, AHT, the calls behind drop-downs, the
 * limits. Everything lives in this object; two of them know nothing of each other.
 */
export class CloudAgentSimulator {
	readonly handler: Handler = (request) => this.#answer(request);
	readonly data: CloudAgentData;
	readonly requests = new RequestLog();
	/** Typed switches; change any while it runs. `failNext` is for faults of single requests. */
	readonly misbehave: CloudAgentSwitches = defaultSwitches();
	readonly tokens: Tokens;
	readonly #state: CloudAgentState;
	readonly #faults = new PlannedFaults();
	readonly #sleep: (ms: number) => Promise<void>;
	#hung: Array<() => void> = [];

	constructor(options: CloudAgentSimulatorOptions = {}) {
		const { now = Date.now, seed = 1, accounts = [{ ...DEMO_ACCOUNT }], agentCount = 12 } = options;
		this.#sleep = options.sleep ?? ((ms) => new Promise((resolve) => setTimeout(resolve, ms)));
		this.data = makeData(accounts, agentCount, seed);
		this.tokens = new Tokens(now, seed);
		this.#state = {
			now,
			data: this.data,
			switches: this.misbehave,
			tokens: this.tokens,
			limits: new Limits(now, this.misbehave),
			aht: new AhtValues(this.data, now, seed),
		};
	}

	/** The account that `userName` names, the first by default. */
	account(userName?: string): Account {
		const { accounts } = this.data;
		const found = accounts.find((one) => userName === undefined || one.userName === userName);
		if (found === undefined) throw new Error(`The simulator has no account ${userName ?? ''}`);
		return found;
	}

	/** Changes the account's API Authentication setting. */
	setMode(mode: AuthenticationMode, userName?: string): void {
		this.account(userName).mode = mode;
	}

	/** The AHT of an agent or a campaign from now on. */
	setAht(subject: Subject, value: AhtValue): void {
		this.#state.aht.set(subject, value);
	}

	/** The AHT of an agent or a campaign as a series over the simulator's time. */
	scriptAht(subject: Subject, steps: readonly AhtStep[]): void {
		this.#state.aht.script(subject, steps);
	}

	/** Lets the simulated calls rule the AHT again. */
	clearAht(subject: Subject): void {
		this.#state.aht.clear(subject);
	}

	/** What AHT would be answered at a moment, default now. */
	ahtOf(subject: Subject, atMs?: number): AhtValue {
		return this.#state.aht.at(subject, atMs);
	}

	/** Another client makes a token, which kills the one in use. Gives the new one. */
	killToken(userName?: string): string {
		return this.tokens.mintByOtherClient(this.account(userName).userName);
	}

	/** Another client makes `many` AHT requests now. */
	useUpLimit(many: number, userName?: string): void {
		this.#state.limits.useUp(this.account(userName).userName, many);
	}

	/** AHT requests let in during the last 60 seconds, other clients' among them. */
	usedInLastMinute(userName?: string): number {
		return this.#state.limits.usedInLastMinute(this.account(userName).userName);
	}

	/** Plans a fault for the next request or requests, after those planned before. */
	failNext(fault: Fault, scope?: FaultScope): void {
		this.#faults.plan(fault, scope);
	}

	/** Forgets the faults still to come. */
	clearFaults(): void {
		this.#faults.clear();
	}

	/** Cuts the connections that a `hang` keeps open. */
	releaseHung(): void {
		for (const release of this.#hung.splice(0)) release();
	}

	/** Switches, faults and the log as at the start. Tokens, limits and AHT stay. */
	calmDown(): void {
		Object.assign(this.misbehave, defaultSwitches());
		this.clearFaults();
		this.releaseHung();
		this.requests.reset();
	}

	async #answer(request: SimulatedRequest): Promise<SimulatedAnswer> {
		const route = findRoute(this.#state, request.path);
		const kind = route?.kind ?? 'other';
		const at = this.#state.now();
		const fault = this.#faults.take(kind, request);
		if (fault !== undefined && fault.type !== 'latency') {
			const about = { at, kind, outcome: 'fault' as const, reason: fault.type };
			const answer = fault.type === 'hang' ? 'drop' : faultAnswer(fault, request, at);
			this.requests.add(request, about, answer);
			if (fault.type === 'hang') await new Promise<void>((resolve) => this.#hung.push(resolve));
			return answer;
		}
		const { answer, refusal } = this.#callRoute(route, request);
		const outcome = refusal === undefined ? 'ok' : 'refused';
		this.requests.add(request, { at, kind, outcome, reason: refusal ?? '' }, answer);
		const waitMs = this.misbehave.latencyMs + (fault?.ms ?? 0);
		if (waitMs > 0) await this.#sleep(waitMs);
		return answer;
	}

	#callRoute(
		route: Route | undefined,
		request: SimulatedRequest,
	): { answer: SimulatedAnswer; refusal?: string } {
		const now = this.#state.now();
		if (route === undefined) {
			return { answer: springAnswer(404, 'Not Found', request, now), refusal: 'HTTP 404' };
		}
		if (!route.methods.includes(request.method)) {
			const allow = { allow: route.methods.join(', ') };
			const answer = springAnswer(405, 'Method Not Allowed', request, now, allow);
			return { answer, refusal: 'HTTP 405' };
		}
		try {
			return { answer: json(200, this.#inEnvelope(route.call(this.#state, request))) };
		} catch (error) {
			if (!(error instanceof Refusal)) throw error;
			const answer = json(error.httpStatus, this.#inEnvelope(error.body));
			if (answer !== 'drop') answer.headers = { ...answer.headers, ...error.headers };
			return { answer, refusal: error.message };
		}
	}

	#inEnvelope(body: unknown): unknown {
		if (!this.misbehave.capitalEnvelope || typeof body !== 'object' || body === null) return body;
		if (Array.isArray(body)) return body;
		const capital = (key: string) => ({ status: 'Status', message: 'Message' })[key] ?? key;
		return Object.fromEntries(Object.entries(body).map(([key, value]) => [capital(key), value]));
	}
}

/** Makes a CloudAgent simulator; see `CloudAgentSimulator` for what it can do. */
export function createCloudAgentSimulator(
	options: CloudAgentSimulatorOptions = {},
): CloudAgentSimulator {
	return new CloudAgentSimulator(options);
}
