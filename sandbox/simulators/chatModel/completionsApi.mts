import type { SimulatedAnswer } from '../httpsServer.mts';
import { json } from '../httpsServer.mts';
import type { Conversation, JsonObject, Message, NumberedTurn, ToolCall } from './conversation.mts';
import {
	asList,
	asObject,
	asText,
	contentText,
	countTokens,
	eventStream,
	ModelRefusal,
	pieces,
	readTool,
} from './conversation.mts';

/** Reads the body of `POST /v1/chat/completions`. */
export function readCompletionsRequest(body: JsonObject): Conversation {
	const tools = body['tools'] === undefined ? [] : asList(body['tools'], 'tools');
	return {
		model: asText(body['model'], 'model'),
		isStreamed: body['stream'] === true,
		messages: asList(body['messages'], 'messages').map(readMessage),
		tools: tools.map((tool) => readTool(asObject(tool, 'tool')['function'])),
	};
}

function readMessage(value: unknown): Message {
	const message = asObject(value, 'message');
	const text = contentText(message['content']);
	switch (message['role']) {
		case 'system':
		case 'developer':
			return { role: 'system', text };
		case 'user':
			return { role: 'user', text };
		case 'tool':
			return { role: 'tool', callId: asText(message['tool_call_id'], 'tool_call_id'), text };
		case 'assistant':
			return { role: 'assistant', text, toolCalls: readToolCalls(message['tool_calls']) };
		default:
			throw new ModelRefusal(`Invalid role: ${JSON.stringify(message['role'])}`);
	}
}

function readToolCalls(value: unknown): ToolCall[] {
	if (value === undefined || value === null) return [];
	return asList(value, 'tool_calls').map((entry) => {
		const call = asObject(entry, 'tool call');
		const called = asObject(call['function'], 'function of a tool call');
		return {
			id: asText(call['id'], 'id of a tool call'),
			name: asText(called['name'], 'name of a tool call'),
			arguments: asText(called['arguments'], 'arguments of a tool call'),
		};
	});
}

/** Answers `POST /v1/chat/completions`, whole or as a stream that ends with the usage. */
export function completionsAnswer(
	conversation: Conversation,
	turn: NumberedTurn,
	id: string,
	createdAt: number,
): SimulatedAnswer {
	const head = { id: `chatcmpl-${id}`, created: createdAt, model: conversation.model };
	const finish = turn.toolCalls.length > 0 ? 'tool_calls' : 'stop';
	const usage = usageOf(conversation, turn);
	if (!conversation.isStreamed) {
		const choice = { index: 0, message: messageOf(turn), logprobs: null, finish_reason: finish };
		return json(200, { ...head, object: 'chat.completion', choices: [choice], usage });
	}
	const chunk = (delta: JsonObject, finishReason: string | null) => ({
		...head,
		object: 'chat.completion.chunk',
		choices: [{ index: 0, delta, logprobs: null, finish_reason: finishReason }],
	});
	const chunks = [
		chunk({ role: 'assistant', content: '' }, null),
		...deltasOf(turn).map((delta) => chunk(delta, null)),
		chunk({}, finish),
		{ ...head, object: 'chat.completion.chunk', choices: [], usage },
	];
	const events = chunks.map((one) => `data: ${JSON.stringify(one)}\n\n`);
	return eventStream([...events, 'data: [DONE]\n\n']);
}

function messageOf({ text, toolCalls }: NumberedTurn): JsonObject {
	if (toolCalls.length === 0) return { role: 'assistant', content: text, refusal: null };
	return { role: 'assistant', content: null, refusal: null, tool_calls: toolCalls.map(wireCall) };
}

function deltasOf({ text, toolCalls }: NumberedTurn): JsonObject[] {
	if (toolCalls.length === 0) return pieces(text).map((content) => ({ content }));
	return toolCalls.flatMap((call, index) => [
		{ tool_calls: [{ index, ...wireCall({ ...call, arguments: '' }) }] },
		...pieces(call.arguments).map((piece) => ({
			tool_calls: [{ index, function: { arguments: piece } }],
		})),
	]);
}

function wireCall({ id, name, arguments: text }: ToolCall): JsonObject {
	return { id, type: 'function', function: { name, arguments: text } };
}

function usageOf(conversation: Conversation, turn: NumberedTurn): JsonObject {
	const prompt = countTokens(JSON.stringify(conversation.messages));
	const completion = countTokens(JSON.stringify(turn));
	return {
		prompt_tokens: prompt,
		completion_tokens: completion,
		total_tokens: prompt + completion,
	};
}
