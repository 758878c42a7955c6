import type { Handler, SimulatedAnswer, SimulatedRequest } from '../httpsServer.mts';
import { json } from '../httpsServer.mts';
import type { Conversation, JsonObject, NumberedTurn, Turn } from './conversation.mts';
import { asObject, checkConversation, ModelRefusal } from './conversation.mts';
import type { KnownNames, Mind } from './mind.mts';
import { makeMind } from './mind.mts';
import { readResponsesRequest, responsesAnswer } from './responsesApi.mts';

export type * from './conversation.mts';
export type { KnownNames } from './mind.mts';

export interface ChatModelSimulatorOptions {
	/** Epoch ms; default the machine's clock */
	now?: () => number;
	apiKey?: string;
	/** Default `gpt-5-mini` (what n8n picks) and one other */
	models?: string[];
	/** The people and campaigns that it recognises in a question; default none */
	known?: () => KnownNames;
}

/** A request the model was asked, and what it did. */
export interface ModelRequest extends Conversation {
	at: number;
	turn: NumberedTurn;
}

const NOBODY: KnownNames = { agents: [], campaigns: [] };

/**
 * A chat model behind OpenAI's Responses API, which n8n's node uses: it thinks by rules instead of a
 * network, is as strict as OpenAI about requests, and remembers each.
 */
export class ChatModelSimulator {
	readonly handler: Handler = (request) => this.#answer(request);
	/** Requests in order */
	readonly requests: ModelRequest[] = [];
	readonly apiKey: string;
	readonly models: readonly string[];
	readonly #mind: Mind;
	readonly #now: () => number;
	readonly #scripted: Turn[] = [];

	constructor(options: ChatModelSimulatorOptions = {}) {
		const { now = Date.now, known = () => NOBODY } = options;
		this.#now = now;
		this.apiKey = options.apiKey ?? 'fake-openai-key-for-tests';
		this.models = options.models ?? ['gpt-5-mini', 'gpt-5'];
		this.#mind = makeMind(known, now);
	}

	/** Fixes the next turns; after them the mind decides again. */
	script(...turns: Turn[]): void {
		this.#scripted.push(...turns);
	}

	/** What tools gave to the model, in order: the last request of a conversation has them all. */
	toolResults(): Array<{ name: string; text: string }> {
		const { messages = [] } = this.requests.at(-1) ?? {};
		const names = new Map(
			messages.flatMap((message) =>
				message.role === 'assistant'
					? message.toolCalls.map(({ id, name }): [string, string] => [id, name])
					: [],
			),
		);
		return messages.flatMap((message) =>
			message.role === 'tool'
				? [{ name: names.get(message.callId) ?? '', text: message.text }]
				: [],
		);
	}

	#answer(request: SimulatedRequest): SimulatedAnswer {
		try {
			this.#authenticate(request);
			if (request.path === '/v1/models' && request.method === 'GET') return this.#listModels();
			if (request.path === '/v1/responses' && request.method === 'POST') {
				return this.#converse(request);
			}
			throw new ModelRefusal(`Unknown request URL: ${request.method} ${request.path}`, 404);
		} catch (error) {
			if (!(error instanceof ModelRefusal)) throw error;
			const { message, code, status } = error;
			const type = 'invalid_request_error';
			return json(status, { error: { message, type, param: null, code } });
		}
	}

	#authenticate(request: SimulatedRequest): void {
		if (request.headers.authorization === `Bearer ${this.apiKey}`) return;
		throw new ModelRefusal('Incorrect API key provided', 401, 'invalid_api_key');
	}

	#listModels(): SimulatedAnswer {
		const data = this.models.map((id) => ({
			id,
			object: 'model',
			created: 1_754_000_000,
			owned_by: 'system',
		}));
		return json(200, { object: 'list', data });
	}

	#converse(request: SimulatedRequest): SimulatedAnswer {
		const conversation = readResponsesRequest(readBody(request));
		if (!this.models.includes(conversation.model)) {
			const text = `The model '${conversation.model}' does not exist`;
			throw new ModelRefusal(text, 404, 'model_not_found');
		}
		checkConversation(conversation);
		const id = String(this.requests.length + 1).padStart(8, '0');
		const turn = numbered(this.#scripted.shift() ?? this.#mind(conversation), id);
		this.requests.push({ ...conversation, at: this.#now(), turn });
		return responsesAnswer(conversation, turn, id, Math.floor(this.#now() / 1000));
	}
}

/** Makes a chat model simulator; see `ChatModelSimulator` for what it can do. */
export function createChatModelSimulator(
	options: ChatModelSimulatorOptions = {},
): ChatModelSimulator {
	return new ChatModelSimulator(options);
}

function readBody(request: SimulatedRequest): JsonObject {
	let body: unknown;
	try {
		body = JSON.parse(request.body.toString('utf8'));
	} catch {
		throw new ModelRefusal('We could not parse the JSON body of your request.');
	}
	return asObject(body, 'body');
}

function numbered(turn: Turn, id: string): NumberedTurn {
	if ('text' in turn) return { text: turn.text, toolCalls: [] };
	const toolCalls = turn.toolCalls.map((call, i) => ({
		id: `call_${id}_${i}`,
		name: call.name,
		arguments: JSON.stringify(call.arguments),
	}));
	return { text: '', toolCalls };
}
