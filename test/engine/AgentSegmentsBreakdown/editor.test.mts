import type { INode, INodeParameters } from 'n8n-workflow';
import { NodeHelpers, Workflow } from 'n8n-workflow';

import { createFile } from '../../../sandbox/simulators/livePerson/dataSet.mts';
import type { Scene } from './support.mts';
import { FILE, FILES, NODE, setScene, SEGMENTS, TYPES, UNITS } from './support.mts';

let scene: Scene;
beforeEach(async () => {
	scene = await setScene();
});
afterEach(async () => await scene.end());

const description = () =>
	scene.engine.types.getByNameAndVersion(`n8n-nodes-handle-time.${NODE}`, 1).description;

/** The marks that the editor sets on parameters before a run: the same function, n8n's own. */
function issuesOf(parameters: INodeParameters): Record<string, string[]> {
	const nodeType = description();
	const node: INode = {
		id: '1',
		name: 'Node',
		type: nodeType.name,
		typeVersion: 1,
		position: [0, 0],
		parameters,
	};
	node.parameters =
		NodeHelpers.getNodeParameters(nodeType.properties, parameters, true, false, node, nodeType) ??
		{};
	return NodeHelpers.getNodeParametersIssues(nodeType.properties, node, nodeType)?.parameters ?? {};
}

const source = (value: string) => ({ __rl: true, mode: 'name', value });

describe('the editor', () => {
	it.each([
		['nothing typed, so the default', undefined],
		['20 characters', 'a'.repeat(20)],
		['letters, digits and underscores', 'LP_AgentUI_2'],
		['an expression', '={{ $json.source }}'],
	])('lets Source be %s', (_label, value) => {
		for (const operation of [FILES, UNITS, SEGMENTS]) {
			const parameters = value === undefined ? operation : { ...operation, source: source(value) };
			expect(issuesOf(parameters)).toEqual({});
		}
	});

	it.each([
		['21 characters', 'a'.repeat(21)],
		['a hyphen', 'daily-report'],
		['a space', 'daily report'],
		['a letter of another alphabet', 'отчёт'],
	])('marks a Source with %s as it is typed', (_label, value) => {
		for (const operation of [FILES, UNITS, SEGMENTS]) {
			expect(issuesOf({ ...operation, source: source(value) })).toEqual({
				source: ['Source: use 1 to 20 letters, digits and underscores'],
			});
		}
	});

	it.each([
		[{}, 'Handle time by agent'],
		[
			{ groupBy: ['skill', 'endReason'], interval: 'halfHour' },
			'Handle time by skill, end reason per 30 min',
		],
		[{ groupBy: [] }, 'Handle time'],
		[{ groupBy: '={{ "agent" }}', interval: 'day' }, 'Handle time per day'],
		[
			{ groupBy: "={{ $fromAI('Group_By') }}", interval: "={{ $fromAI('Interval') }}" },
			'Handle time',
		],
		[UNITS, 'Handling time units'],
		[FILES, 'Breakdown files'],
		[SEGMENTS, 'Agent segments'],
	])('shows on the canvas what a node with %j does: %s', async (parameters, subtitle) => {
		const nodeType = description();
		const node: INode = {
			id: '1',
			name: 'Node',
			type: `n8n-nodes-handle-time.${NODE}`,
			typeVersion: 1,
			position: [0, 0],
			parameters,
		};
		const nodes = [node];
		const { types } = scene.engine;
		const workflow = new Workflow({ nodes, connections: {}, active: false, nodeTypes: types });
		await workflow.expression.acquireIsolate();
		const [added = node] = Object.values(workflow.nodes);
		const shown = workflow.expression.getSimpleParameterValue(
			added,
			nodeType.subtitle,
			'internal',
			{},
		);
		await workflow.expression.releaseIsolate();
		expect(shown).toBe(subtitle);
	});

	it('marks an empty Source', () => {
		expect(issuesOf({ ...FILES, source: source('') })).toHaveProperty('source');
	});

	it('lets a File path be one that Get Many gives', () => {
		const value = scene.livePerson.data.files[0]?.path ?? '';
		expect(issuesOf({ ...FILE, path: { __rl: true, mode: 'path', value } })).toEqual({});
	});

	it('offers a credential for each way to authenticate, tested by the node', () => {
		expect(description().credentials?.map(({ name, testedBy }) => [name, testedBy])).toEqual(
			TYPES.map((name) => [name, 'livePersonCredentialTest']),
		);
	});

	const SUMMARY = { resource: 'handlingTimeUnit', operation: 'summarize' };
	it.each([
		[{ ...UNITS, returnAll: true }, ['Return All downloads every file']],
		[{ ...UNITS, returnAll: false }, []],
		[{ ...FILES, returnAll: true }, []],
		[{ ...SEGMENTS, returnAll: true }, ['Return All requests all agent segments']],
		[{ ...SEGMENTS, returnAll: false }, []],
		[{ ...SUMMARY, groupBy: ['agent'] }, []],
		[{ ...SUMMARY, countSegment: 'worked' }, ['Counted as it was worked']],
		[{ ...SUMMARY, groupBy: ['segment'], returnAll: true }, []],
	])('tells before a run of %j that it takes many requests: %j', (parameters, messages) => {
		const shown = (description().hints ?? []).filter(({ displayCondition, whenToDisplay }) => {
			expect(whenToDisplay).toBe('beforeExecution');
			const body = (displayCondition ?? '').replace(/^=\{\{(.*)\}\}$/s, '$1');
			const evaluate = new Function('$parameter', `return ${body}`) as (
				parameter: unknown,
			) => unknown;
			return evaluate(parameters);
		});
		expect(shown.map(({ message }) => message)).toEqual(
			messages.map((message) => expect.stringContaining(message) as unknown),
		);
	});
});

describe('the list of files in the editor', () => {
	const search = async (filter?: string, paginationToken?: string) =>
		await scene.clock.run(
			async () =>
				await scene.engine.listSearch({
					type: NODE,
					method: 'searchBreakdownFiles',
					path: 'parameters.path',
					parameters: { authentication: TYPES[0], ...FILE },
					credentials: [credential ?? scene.addCredential()],
					...(filter === undefined ? {} : { filter }),
					...(paginationToken === undefined ? {} : { paginationToken }),
				}),
		);
	let credential: ReturnType<Scene['addCredential']> | undefined;
	beforeEach(() => {
		credential = undefined;
	});

	it('begins with the newest file', async () => {
		const { results, paginationToken } = await search();
		expect(results).toHaveLength(108);
		expect(results[0]).toEqual({
			name: '2026-11-22 07:00 UTC, part 2',
			value: scene.livePerson.data.files.at(-1)?.path,
		});
		expect(paginationToken).toBe('2026-11-15T09:00:00.000Z');
	});

	it('goes back a week a page, a month in all', async () => {
		credential = scene.addCredential();
		const pages: number[] = [];
		let token: unknown;
		do {
			const page = await search(undefined, token as string | undefined);
			pages.push(page.results.length);
			token = page.paginationToken;
		} while (token !== undefined && pages.length < 10);
		expect(pages).toEqual([108, 0, 0, 0, 0]);
	});

	it('shows a file once where two pages meet within its hour', async () => {
		const hourStartMs = Date.parse('2026-11-15T08:00:00Z');
		const { accountId } = scene.livePerson.account;
		const file = { accountId, hourStartMs, part: 0, units: [], listedFromMs: 0 };
		scene.livePerson.data.files.unshift(createFile(file));
		credential = scene.addCredential();
		const first = await search();
		const second = await search(undefined, first.paginationToken as string);
		const names = [...first.results, ...second.results].map(({ name }) => name);
		expect(names.filter((name) => name.startsWith('2026-11-15 08:00'))).toHaveLength(1);
	});

	it.each([
		['an hour', '07:00', 6],
		['a day', '2026-11-21', 72],
		['a day and an hour', '2026-11-21 13', 3],
		['an hour as Get Many gives it', '2026-11-21T13:00:00.000Z', 3],
		['a part', 'part 1', 36],
		['a piece of the path', 'hour=23/', 6],
		['something else', 'monday', 0],
	])('is searched by %s', async (_label, filter, found) => {
		expect((await search(filter)).results).toHaveLength(found);
	});

	it('has one page of a day', async () => {
		expect((await search('2026-11-21')).paginationToken).toBeUndefined();
	});

	it('is empty where there is nothing, and fails where something is wrong', async () => {
		expect((await search('2026-11-01')).results).toEqual([]);
		credential = scene.addCredential('livePersonOAuth2Api', { clientSecret: 'fake-wrong' });
		await expect(search()).rejects.toThrow("'Client ID' and 'Client Secret'");
	});
});
