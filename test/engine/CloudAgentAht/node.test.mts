import type { INodeProperties, INodePropertyCollection } from 'n8n-workflow';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { PACKAGE_ROOT } from '../../support/engine/builtPackage.mts';
import type { CloudAgentBench } from './support.mts';
import { agentItems, ofAgent, ofCampaign, startBench } from './support.mts';

jest.setTimeout(60_000);

let bench: CloudAgentBench;

beforeEach(async () => {
	bench = await startBench();
});

afterEach(async () => await bench.close());

const description = () =>
	bench.engine.types.getByNameAndVersion('n8n-nodes-handle-time.cloudAgentAht').description;

describe('the node', () => {
	it('is found by the words that people look for', () => {
		const path = join(PACKAGE_ROOT, 'dist/nodes/CloudAgentAht/CloudAgentAht.node.json');
		const { alias } = JSON.parse(readFileSync(path, 'utf8')) as { alias: string[] };
		for (const word of [
			'AHT',
			'average handle time',
			'average handling time',
			'call center',
			'CloudAgent',
			'contact center',
			'handle time',
			'Ozonetel',
			'WFM',
		]) {
			expect(alias).toContain(word);
		}
	});

	it.each([
		[50, false],
		[51, true],
	])('with %i items tells before the run that it will take minutes: %s', async (items, isTold) => {
		const [hint] = description().hints ?? [];
		expect(hint).toMatchObject({ whenToDisplay: 'beforeExecution', type: 'info' });
		// The editor evaluates the condition; here a parameter does
		const condition = hint?.displayCondition?.replace(/^={{(.*)}}$/, '={{ String($1) }}');
		const run = await bench.run(ofAgent(condition), { input: agentItems(items) });
		expect(run.error).toMatchObject({ message: `CloudAgent does not know the agent '${isTold}'` });
	});

	it.each(['cloudAgentAht', 'cloudAgentAhtTrigger'])(
		'has a help text at each parameter: %s',
		(name) => {
			const { properties } = bench.engine.types.getByNameAndVersion(
				`n8n-nodes-handle-time.${name}`,
			).description;
			const without = flatten(properties).filter(
				({ description, name: parameter }) =>
					!description && !['resource', 'operation', 'options'].includes(parameter),
			);
			expect(without.map(({ displayName }) => displayName)).toEqual([]);
		},
	);

	it.each(['agent', 'campaign'] as const)('gives what its schema says: %s', async (resource) => {
		const parameters = resource === 'agent' ? ofAgent('ananya.rao') : ofCampaign('Renewals_North');
		const path = join(
			PACKAGE_ROOT,
			`dist/nodes/CloudAgentAht/__schema__/v1.0.0/${resource}/getAht.json`,
		);
		const schema = JSON.parse(readFileSync(path, 'utf8')) as {
			properties: Record<string, { type: string | string[] }>;
		};
		bench.cloudAgent.setAht({ agentId: 'ananya.rao' }, 'noCalls');
		for (const ahtWithoutCalls of ['empty', 'zero']) {
			const run = await bench.run({ ...parameters, options: { ahtWithoutCalls } });
			const [item = {}] = run.json;
			expect(Object.keys(item)).toEqual(Object.keys(schema.properties));
			for (const [name, value] of Object.entries(item)) {
				expect([name, [schema.properties[name]?.type].flat()]).toEqual([
					name,
					expect.arrayContaining([typeOf(value)]),
				]);
			}
		}
	});

	it.each(['supplyData', 'engineRequest'] as const)(
		'answers an AI agent as its tool by %s',
		async (via) => {
			bench.cloudAgent.setAht({ campaignName: 'Renewals_North' }, 361);
			const call = async (campaign: string) =>
				await bench.clock.run(
					async () =>
						await bench.engine.runTool({
							type: 'cloudAgentAht',
							parameters: {
								operation: 'getAht',
								...ofCampaign('={{ $fromAI("campaign", "Name of the campaign", "string") }}'),
							},
							credentials: [bench.credential],
							calls: [{ campaign }],
							via,
						}),
				);
			const { responses } = await call('Renewals_North');
			expect(responses).toHaveLength(1);
			expect(responses[0]).toContain('00:06:01');
			expect(responses[0]?.length).toBeLessThan(600);
			const { error, responses: told } = await call('Nowhere');
			expect(`${String(error)} ${told.join()}`).toContain("does not know the campaign 'Nowhere'");
		},
	);
});

function typeOf(value: unknown): string {
	if (value === null) return 'null';
	return Number.isInteger(value) ? 'integer' : typeof value;
}

/** Parameters with those that stand in them. */
function flatten(properties: INodeProperties[]): INodeProperties[] {
	return properties.flatMap((property) => {
		const { options = [], type } = property;
		if (type === 'collection') return [property, ...flatten(options as INodeProperties[])];
		if (type !== 'fixedCollection') return [property];
		const rows = options as INodePropertyCollection[];
		return [property, ...rows.flatMap(({ values }) => flatten(values))];
	});
}
