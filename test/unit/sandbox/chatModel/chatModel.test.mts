import type { AIMessageChunk } from '@langchain/core/messages';
import { ChatOpenAI } from '@langchain/openai';

import type {
	ChatModelSimulator,
	ChatModelSimulatorOptions,
} from '../../../../sandbox/simulators/chatModel/index.mts';
import { createChatModelSimulator } from '../../../../sandbox/simulators/chatModel/index.mts';
import type { SimulatedRequest } from '../../../../sandbox/simulators/httpsServer.mts';

const API_KEY = 'fake-openai-key-for-tests';

const AHT_TOOL = {
	type: 'function' as const,
	function: {
		name: 'CloudAgent_AHT',
		description: 'The average handle time of an agent or a campaign',
		parameters: {
			type: 'object',
			properties: {
				Agent_ID: { type: 'string', description: 'Login of the agent' },
				Note: { type: 'string' },
			},
			required: ['Agent_ID'],
		},
	},
};
const WEATHER_TOOL = {
	type: 'function' as const,
	function: { name: 'weather', description: 'The weather', parameters: { type: 'object' } },
};
const KNOWN = { agents: [{ agentId: 'ananya.rao', agentName: 'Ananya Rao' }], campaigns: [] };

const AHT_RESULT = JSON.stringify([
	{ service: 'CloudAgent', subjectName: 'Ananya Rao', aht: '00:05:12', ahtSeconds: 312 },
]);

async function request(
	simulator: ChatModelSimulator,
	path: string,
	body?: unknown,
	headers: Record<string, string> = { authorization: `Bearer ${API_KEY}` },
) {
	const sent: SimulatedRequest = {
		method: body === undefined ? 'GET' : 'POST',
		host: 'api.openai.com',
		path,
		query: new URLSearchParams(),
		rawUrl: path,
		headers,
		body: Buffer.from(typeof body === 'string' ? body : JSON.stringify(body ?? '')),
	};
	const answer = await simulator.handler(sent);
	if (answer === 'drop') throw new Error('cut');
	return answer;
}

/** The client that n8n's OpenAI Chat Model node uses, with the simulator in place of the network. */
function client(simulator: ChatModelSimulator): ChatOpenAI {
	const viaSimulator = async (input: string | URL | Request, init?: RequestInit) => {
		const path = new URL(input instanceof Request ? input.url : input).pathname;
		const headers: Record<string, string> = {};
		new Headers(init?.headers).forEach((value, name) => (headers[name] = value));
		const answer = await request(simulator, path, String(init?.body), headers);
		return new Response(String(answer.body), { status: answer.status, headers: answer.headers });
	};
	return new ChatOpenAI({
		apiKey: API_KEY,
		model: 'gpt-5-mini',
		useResponsesApi: true,
		maxRetries: 0,
		configuration: { fetch: viaSimulator },
	});
}

function simulatorWith(options: ChatModelSimulatorOptions = {}): ChatModelSimulator {
	return createChatModelSimulator({ known: () => KNOWN, now: () => 1_795_424_400_000, ...options });
}

const QUESTION = { role: 'user', content: 'How long do calls take Ananya Rao?' };

describe('a conversation', () => {
	it('calls the tool that fits, then quotes its figures', async () => {
		const simulator = simulatorWith();
		const model = client(simulator).bindTools([AHT_TOOL, WEATHER_TOOL]);
		const asked = await model.invoke([QUESTION]);
		expect(asked.tool_calls).toEqual([
			{
				type: 'tool_call',
				id: 'call_00000001_0',
				name: 'CloudAgent_AHT',
				args: { Agent_ID: 'ananya.rao' },
			},
		]);
		const result = { role: 'tool', tool_call_id: 'call_00000001_0', content: AHT_RESULT };
		const answered = await model.invoke([QUESTION, asked, result]);
		expect(answered.text).toBe('Ananya Rao has an average handle time of 00:05:12 (312 s).');
		expect(simulator.toolResults()).toEqual([{ name: 'CloudAgent_AHT', text: AHT_RESULT }]);
	});

	it('streams tool calls and text to the same effect', async () => {
		const model = client(simulatorWith()).bindTools([AHT_TOOL]);
		let asked: AIMessageChunk | undefined;
		for await (const chunk of await model.stream([QUESTION])) {
			asked = asked === undefined ? chunk : asked.concat(chunk);
		}
		expect(asked?.tool_calls?.[0]).toMatchObject({
			name: 'CloudAgent_AHT',
			args: { Agent_ID: 'ananya.rao' },
		});
		const result = { role: 'tool', tool_call_id: 'call_00000001_0', content: AHT_RESULT };
		let text = '';
		const history = [
			QUESTION,
			{
				role: 'assistant',
				content: '',
				tool_calls: [
					{
						id: 'call_00000001_0',
						type: 'function' as const,
						function: { name: 'CloudAgent_AHT', arguments: '{}' },
					},
				],
			},
			result,
		];
		for await (const chunk of await model.stream(history)) text += chunk.text;
		expect(text).toBe('Ananya Rao has an average handle time of 00:05:12 (312 s).');
	});

	it('remembers what it was asked, tools and their descriptions with it', async () => {
		const simulator = simulatorWith();
		await client(simulator)
			.bindTools([AHT_TOOL])
			.invoke([{ role: 'system', content: 'You help team leads.' }, QUESTION]);
		const { parameters, name, description } = AHT_TOOL.function;
		expect(simulator.requests).toEqual([
			expect.objectContaining({
				at: 1_795_424_400_000,
				model: 'gpt-5-mini',
				isStreamed: false,
				messages: [
					{ role: 'system', text: 'You help team leads.' },
					{ role: 'user', text: QUESTION.content },
				],
				tools: [{ name, description, parameters }],
			}),
		]);
	});

	it('follows a script before it thinks for itself', async () => {
		const simulator = simulatorWith();
		simulator.script({ text: 'Let me think.' });
		const model = client(simulator).bindTools([AHT_TOOL]);
		expect((await model.invoke([QUESTION])).text).toBe('Let me think.');
		expect((await model.invoke([QUESTION])).tool_calls).toHaveLength(1);
	});

	it('counts tokens', async () => {
		const answer = await client(simulatorWith()).invoke([QUESTION]);
		expect(answer.usage_metadata?.input_tokens).toBeGreaterThan(10);
		expect(answer.usage_metadata?.output_tokens).toBeGreaterThan(5);
	});
});

describe('the API', () => {
	const asked = { model: 'gpt-5', input: [QUESTION] };
	const calling = { type: 'function_call', call_id: 'c1', name: 'aht', arguments: '{}' };
	const result = { type: 'function_call_output', call_id: 'c1', output: 'x' };
	const tool = (differing: object) => ({
		type: 'function',
		...WEATHER_TOOL.function,
		...differing,
	});

	it('lists its models', async () => {
		const answer = await request(simulatorWith(), '/v1/models');
		expect(JSON.parse(String(answer.body))).toMatchObject({
			data: [{ id: 'gpt-5-mini', object: 'model' }, { id: 'gpt-5' }],
		});
	});

	it.each([
		['an unknown model', { ...asked, model: 'gpt-0' }, 404],
		['no messages', { ...asked, input: [] }, 400],
		['an unknown role', { ...asked, input: [{ role: 'boss', content: 'x' }] }, 400],
		['a body that is no JSON', '{', 400],
		['a tool with an odd name', { ...asked, tools: [tool({ name: 'CloudAgent AHT' })] }, 400],
		[
			'a tool with a long description',
			{ ...asked, tools: [tool({ description: 'x'.repeat(1025) })] },
			400,
		],
		[
			'a tool with a schema that is no object',
			{ ...asked, tools: [tool({ parameters: { type: 'string' } })] },
			400,
		],
		['two tools of one name', { ...asked, tools: [tool({}), tool({})] }, 400],
		['a result nobody called for', { ...asked, input: [QUESTION, result] }, 400],
		['a call without its result', { ...asked, input: [QUESTION, calling, QUESTION] }, 400],
		['a call left open', { ...asked, input: [QUESTION, calling] }, 400],
	])('refuses %s and remembers nothing', async (_label, body, status) => {
		const simulator = simulatorWith();
		const answer = await request(simulator, '/v1/responses', body);
		expect(answer.status).toBe(status);
		expect(JSON.parse(String(answer.body))).toHaveProperty('error.type', 'invalid_request_error');
		expect(simulator.requests).toEqual([]);
	});

	it('refuses a wrong key and an unknown path', async () => {
		const wrong = { authorization: 'Bearer fake-other-key' };
		expect((await request(simulatorWith(), '/v1/models', undefined, wrong)).status).toBe(401);
		expect((await request(simulatorWith(), '/v1/nothing', {})).status).toBe(404);
	});
});
