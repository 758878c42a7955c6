import type { Handler, SimulatedAnswer, SimulatedRequest } from '../httpsServer.mts';
import { json } from '../httpsServer.mts';
import type { SlackArguments } from './arguments.mts';
import { readArguments, readToken, SlackError } from './arguments.mts';
import { authTest, listChannels, listUsers, profile } from './methods.mts';
import { postMessage } from './postMessage.mts';
import type { SlackMessage, SlackToken, SlackWorkspace } from './workspace.mts';
import { makeWorkspace } from './workspace.mts';

export type * from './workspace.mts';

export interface SlackSimulatorOptions {
	/** Epoch ms; default the machine's clock */
	now?: () => number;
	/** Default: the workspace of `makeWorkspace`, token `xoxb-fake-token-for-tests` */
	workspace?: SlackWorkspace;
	/** Is called with each message that comes in */
	onMessage?: (message: SlackMessage) => void;
}

/** What Slack may do in place of its usual answer. */
export type SlackFault =
	| { type: 'error'; code: string }
	/** HTTP 429, as Slack limits */
	| { type: 'rateLimited'; retryAfterSeconds: number }
	| { type: 'unavailable' }
	| { type: 'drop' };

interface Method {
	/** The scope a token needs; none for a call that any token may make */
	scope?: string;
	takesJson?: boolean;
	call(args: SlackArguments, token: SlackToken): Record<string, unknown>;
}

/** As much of Slack's Web API as posting a message and its pick lists need, as strict as Slack. */
export class SlackSimulator {
	readonly handler: Handler = (request) => this.#answer(request);
	readonly workspace: SlackWorkspace;
	/** Messages received, the oldest first */
	readonly messages: SlackMessage[] = [];
	/** Calls by method, refused ones too */
	readonly counts: Record<string, number> = {};
	readonly #now: () => number;
	readonly #onMessage: SlackSimulatorOptions['onMessage'];
	readonly #methods: ReadonlyMap<string, Method>;
	readonly #faults: SlackFault[] = [];
	#lastTs = 0;

	constructor({
		now = Date.now,
		workspace = makeWorkspace(),
		onMessage,
	}: SlackSimulatorOptions = {}) {
		this.#now = now;
		this.#onMessage = onMessage;
		this.workspace = workspace;
		const post: Method['call'] = (args, token) => this.#post(args, token);
		this.#methods = new Map<string, Method>([
			['auth.test', { call: () => authTest(workspace) }],
			[
				'users.profile.get',
				{ scope: 'users.profile:read', call: (args) => profile(workspace, args) },
			],
			[
				'conversations.list',
				{ scope: 'channels:read', call: (args) => listChannels(workspace, args) },
			],
			['users.list', { scope: 'users:read', call: (args) => listUsers(workspace, args) }],
			['chat.postMessage', { scope: 'chat:write', takesJson: true, call: post }],
		]);
	}

	/** Messages of one channel, by name or ID, the oldest first. */
	messagesIn(channel: string): SlackMessage[] {
		const isIt = ({ channelId, channelName }: SlackMessage) =>
			channelId === channel || channelName === channel;
		return this.messages.filter(isIt);
	}

	/** Plans faults, each for one call. */
	failNext(...faults: SlackFault[]): void {
		this.#faults.push(...faults);
	}

	#answer(request: SimulatedRequest): SimulatedAnswer {
		const name = /^\/api\/([\w.]+)$/.exec(request.path)?.[1] ?? '';
		this.counts[name] = (this.counts[name] ?? 0) + 1;
		const fault = this.#faults.shift();
		if (fault !== undefined) return faultAnswer(fault);
		try {
			return json(200, this.#call(name, request));
		} catch (error) {
			if (!(error instanceof SlackError)) throw error;
			return json(200, { ok: false, error: error.message, ...error.fields });
		}
	}

	#call(name: string, request: SimulatedRequest): Record<string, unknown> {
		const method = this.#methods.get(name);
		if (method === undefined) throw new SlackError('unknown_method', { req_method: name });
		const given = readToken(request);
		if (given === '') throw new SlackError('not_authed');
		const token = this.workspace.tokens.find((one) => one.token === given);
		if (token === undefined) throw new SlackError('invalid_auth');
		if (method.scope !== undefined && !token.scopes.includes(method.scope)) {
			const provided = token.scopes.join(',');
			throw new SlackError('missing_scope', { needed: method.scope, provided });
		}
		return method.call(readArguments(request, method.takesJson === true), token);
	}

	#post(args: SlackArguments, token: SlackToken): Record<string, unknown> {
		const { message, answer } = postMessage(this.workspace, token, args, this.#nextTs());
		this.messages.push(message);
		this.#onMessage?.(message);
		return answer;
	}

	/** Slack's time stamps are the messages' IDs: never two alike. In microseconds. */
	#nextTs(): string {
		this.#lastTs = Math.max(this.#lastTs + 1, this.#now() * 1000);
		const digits = String(this.#lastTs).padStart(16, '0');
		return `${digits.slice(0, -6)}.${digits.slice(-6)}`;
	}
}

/** Makes a Slack simulator; see `SlackSimulator` for what it can do. */
export function createSlackSimulator(options: SlackSimulatorOptions = {}): SlackSimulator {
	return new SlackSimulator(options);
}

function faultAnswer(fault: SlackFault): SimulatedAnswer {
	switch (fault.type) {
		case 'error':
			return json(200, { ok: false, error: fault.code });
		case 'rateLimited':
			return {
				status: 429,
				headers: {
					'content-type': 'application/json; charset=utf-8',
					'retry-after': String(fault.retryAfterSeconds),
				},
				body: JSON.stringify({ ok: false, error: 'ratelimited' }),
			};
		case 'unavailable':
			return { status: 503, headers: { 'content-type': 'text/html' }, body: '<html></html>' };
		case 'drop':
			return 'drop';
	}
}
