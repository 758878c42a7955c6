export type JsonObject = Record<string, unknown>;

/** A tool as a request offers it. */
export interface OfferedTool {
	name: string;
	description: string;
	/** JSON schema of its arguments */
	parameters: JsonObject;
}

export interface ToolCall {
	id: string;
	name: string;
	/** JSON text, as the model wrote it */
	arguments: string;
}

export type Message =
	| { role: 'system' | 'user'; text: string }
	| { role: 'assistant'; text: string; toolCalls: ToolCall[] }
	| { role: 'tool'; callId: string; text: string };

/** What a request says. */
export interface Conversation {
	model: string;
	isStreamed: boolean;
	messages: Message[];
	tools: OfferedTool[];
}

/** What the model does next: it calls tools, or it answers. */
export type Turn = { toolCalls: Array<{ name: string; arguments: JsonObject }> } | { text: string };

/** A turn with the ids that the wire needs. */
export interface NumberedTurn {
	text: string;
	toolCalls: ToolCall[];
}

/** A request that OpenAI's API would refuse, with the HTTP status it would give. */
export class ModelRefusal extends Error {
	readonly status: number;
	readonly code: string | null;

	constructor(message: string, status = 400, code: string | null = null) {
		super(message);
		this.status = status;
		this.code = code;
	}
}

const TOOL_NAME = /^[a-zA-Z0-9_-]{1,64}$/;
const LONGEST_DESCRIPTION = 1024;

/** A checked tool: OpenAI refuses odd names, long descriptions and schemas that are no object. */
export function readTool(value: unknown): OfferedTool {
	const { name, description = '', parameters = { type: 'object' } } = asObject(value, 'tool');
	if (typeof name !== 'string' || !TOOL_NAME.test(name)) {
		throw new ModelRefusal(`Invalid tool name: ${JSON.stringify(name)}`);
	}
	if (typeof description !== 'string' || description.length > LONGEST_DESCRIPTION) {
		throw new ModelRefusal(`Invalid description of tool ${name}: at most 1024 characters`);
	}
	const schema = asObject(parameters, `parameters of tool ${name}`);
	if (schema['type'] !== 'object') {
		throw new ModelRefusal(`Invalid schema for function '${name}': type must be "object"`);
	}
	return { name, description, parameters: schema };
}

/** Refuses what no conversation may have: tools of one name, results nobody called for, calls without result. */
export function checkConversation({ messages, tools }: Conversation): void {
	if (messages.length === 0) throw new ModelRefusal('The conversation is empty');
	if (new Set(tools.map(({ name }) => name)).size < tools.length) {
		throw new ModelRefusal('Tool names must be unique');
	}
	const open = new Set<string>();
	for (const message of messages) {
		if (message.role === 'tool') {
			if (!open.delete(message.callId)) {
				throw new ModelRefusal(`No tool call found for the result with id ${message.callId}`);
			}
			continue;
		}
		const isCall = message.role === 'assistant' && message.toolCalls.length > 0;
		if (open.size > 0 && !isCall) refuseOpenCalls(open);
		if (isCall) for (const { id } of message.toolCalls) open.add(id);
	}
	if (open.size > 0) refuseOpenCalls(open);
}

function refuseOpenCalls(open: ReadonlySet<string>): never {
	throw new ModelRefusal(`No tool result found for the calls ${[...open].join(', ')}`);
}

export function asObject(value: unknown, what: string): JsonObject {
	if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
		return value as JsonObject;
	}
	throw new ModelRefusal(`Invalid ${what}: expected an object`);
}

export function asList(value: unknown, what: string): unknown[] {
	if (Array.isArray(value)) return value;
	throw new ModelRefusal(`Invalid ${what}: expected an array`);
}

export function asText(value: unknown, what: string): string {
	if (typeof value === 'string') return value;
	throw new ModelRefusal(`Invalid ${what}: expected a string`);
}

/** Content as text: a string, or parts with a `text` each. */
export function contentText(value: unknown): string {
	if (value === undefined || value === null) return '';
	if (typeof value === 'string') return value;
	return asList(value, 'content')
		.map((part) => asText(asObject(part, 'content part')['text'], 'content part'))
		.join('');
}

/** Server-sent events, all at once. */
export function eventStream(events: readonly string[]): {
	status: number;
	headers: Record<string, string>;
	body: string;
} {
	return {
		status: 200,
		headers: { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-cache' },
		body: events.join(''),
	};
}

/** About four characters a token, as a rule of thumb. */
export function countTokens(text: string): number {
	return Math.ceil(text.length / 4);
}

/** A text in the pieces a stream would deliver. */
export function pieces(text: string): string[] {
	return text.match(/[^]{1,24}/g) ?? [];
}
