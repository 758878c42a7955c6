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

/** Reads the body of `POST /v1/responses`. Tools that are no functions are OpenAI's own: left out. */
export function readResponsesRequest(body: JsonObject): Conversation {
	const tools = body['tools'] === undefined ? [] : asList(body['tools'], 'tools');
	const { input } = body;
	const items = typeof input === 'string' ? [{ role: 'user', content: input }] : input;
	const messages = asList(items, 'input').flatMap(readItem);
	const instructions = contentText(body['instructions']);
	return {
		model: asText(body['model'], 'model'),
		isStreamed: body['stream'] === true,
		messages:
			instructions === '' ? messages : [{ role: 'system', text: instructions }, ...messages],
		tools: tools
			.map((tool) => asObject(tool, 'tool'))
			.filter(({ type }) => type === 'function')
			.map(readTool),
	};
}

function readItem(value: unknown): Message[] {
	const item = asObject(value, 'input item');
	switch (item['type'] ?? 'message') {
		case 'message':
			return [readMessage(item)];
		case 'function_call':
			return [{ role: 'assistant', text: '', toolCalls: [readToolCall(item)] }];
		case 'function_call_output': {
			const callId = asText(item['call_id'], 'call_id');
			return [{ role: 'tool', callId, text: contentText(item['output']) }];
		}
		case 'reasoning':
			return [];
		default:
			throw new ModelRefusal(`Invalid type of an input item: ${JSON.stringify(item['type'])}`);
	}
}

function readMessage(item: JsonObject): Message {
	const text = contentText(item['content']);
	switch (item['role']) {
		case 'system':
		case 'developer':
			return { role: 'system', text };
		case 'user':
			return { role: 'user', text };
		case 'assistant':
			return { role: 'assistant', text, toolCalls: [] };
		default:
			throw new ModelRefusal(`Invalid role: ${JSON.stringify(item['role'])}`);
	}
}

function readToolCall(item: JsonObject): ToolCall {
	return {
		id: asText(item['call_id'], 'call_id'),
		name: asText(item['name'], 'name of a function call'),
		arguments: asText(item['arguments'], 'arguments of a function call'),
	};
}

/** Answers `POST /v1/responses`, whole or as the events of a stream. */
export function responsesAnswer(
	conversation: Conversation,
	turn: NumberedTurn,
	id: string,
	createdAt: number,
): SimulatedAnswer {
	const output = outputOf(turn, id);
	const whole = responseOf(conversation, id, createdAt, 'completed', output);
	if (!conversation.isStreamed) return json(200, whole);
	const begun = responseOf(conversation, id, createdAt, 'in_progress', []);
	const events: JsonObject[] = [
		{ type: 'response.created', response: begun },
		{ type: 'response.in_progress', response: begun },
		...output.flatMap(itemEvents),
		{ type: 'response.completed', response: whole },
	];
	const numbered = events.map((event, i) => ({ ...event, sequence_number: i }));
	return eventStream(
		numbered.map((event, i) => {
			return `event: ${String(events[i]?.['type'])}\ndata: ${JSON.stringify(event)}\n\n`;
		}),
	);
}

type OutputItem =
	| {
			type: 'function_call';
			id: string;
			call_id: string;
			name: string;
			arguments: string;
			status: string;
	  }
	| { type: 'message'; id: string; status: string; role: 'assistant'; content: OutputText[] };

interface OutputText {
	type: 'output_text';
	text: string;
	annotations: [];
}

function outputOf({ text, toolCalls }: NumberedTurn, id: string): OutputItem[] {
	if (toolCalls.length === 0) {
		const content: OutputText[] = [{ type: 'output_text', text, annotations: [] }];
		return [{ type: 'message', id: `msg_${id}`, status: 'completed', role: 'assistant', content }];
	}
	return toolCalls.map((call, i) => ({
		type: 'function_call',
		id: `fc_${id}_${i}`,
		call_id: call.id,
		name: call.name,
		arguments: call.arguments,
		status: 'completed',
	}));
}

function responseOf(
	conversation: Conversation,
	id: string,
	createdAt: number,
	status: string,
	output: readonly OutputItem[],
): JsonObject {
	const input = countTokens(JSON.stringify(conversation.messages));
	const given = countTokens(JSON.stringify(output));
	return {
		id: `resp_${id}`,
		object: 'response',
		created_at: createdAt,
		status,
		error: null,
		incomplete_details: null,
		instructions: null,
		metadata: {},
		model: conversation.model,
		output,
		parallel_tool_calls: true,
		previous_response_id: null,
		temperature: 1,
		text: { format: { type: 'text' } },
		tool_choice: 'auto',
		tools: [],
		top_p: 1,
		truncation: 'disabled',
		usage: {
			input_tokens: input,
			input_tokens_details: { cached_tokens: 0 },
			output_tokens: given,
			output_tokens_details: { reasoning_tokens: 0 },
			total_tokens: input + given,
		},
	};
}

/** The events of one output item, from its beginning to its end. */
function itemEvents(item: OutputItem, index: number): JsonObject[] {
	const at = { output_index: index, item_id: item.id };
	const added =
		item.type === 'message'
			? { ...item, status: 'in_progress', content: [] }
			: { ...item, status: 'in_progress', arguments: '' };
	return [
		{ type: 'response.output_item.added', output_index: index, item: added },
		...(item.type === 'message'
			? item.content.flatMap((part, i) => textEvents(part, { ...at, content_index: i }))
			: argumentEvents(item.arguments, at)),
		{ type: 'response.output_item.done', output_index: index, item },
	];
}

function textEvents(part: OutputText, at: JsonObject): JsonObject[] {
	return [
		{ type: 'response.content_part.added', ...at, part: { ...part, text: '' } },
		...pieces(part.text).map((delta) => ({ type: 'response.output_text.delta', ...at, delta })),
		{ type: 'response.output_text.done', ...at, text: part.text },
		{ type: 'response.content_part.done', ...at, part },
	];
}

function argumentEvents(text: string, at: JsonObject): JsonObject[] {
	const type = 'response.function_call_arguments';
	return [
		...pieces(text).map((delta) => ({ type: `${type}.delta`, ...at, delta })),
		{ type: `${type}.done`, ...at, arguments: text },
	];
}
