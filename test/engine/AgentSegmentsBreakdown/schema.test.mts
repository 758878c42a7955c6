import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import type { Scene } from './support.mts';
import { FILE, FILES, SEGMENTS, setScene, UNITS } from './support.mts';

interface Schema {
	type: string;
	version: number;
	properties: Record<string, { type: string[] | string }>;
}

let scene: Scene;
beforeEach(async () => {
	scene = await setScene();
});
afterEach(async () => await scene.end());

const typeOf = (value: unknown): string => {
	if (value === null) return 'null';
	return Number.isInteger(value) ? 'integer' : typeof value;
};

/** As it lies in the built package, where the editor finds it before a first run. */
function readSchema(resource: string, operation: string): Schema {
	const folder = join(
		import.meta.dirname,
		'../../../dist/nodes/AgentSegmentsBreakdown/__schema__/v1.0.0',
	);
	return JSON.parse(readFileSync(join(folder, resource, `${operation}.json`), 'utf8')) as Schema;
}

it.each([
	['Breakdown File: Get Many', FILES],
	['Breakdown File: Get', FILE],
	['Handling Time Unit: Get Many', UNITS],
	['Agent Segment: Get Many', SEGMENTS],
])('the schema of %s says what the operation gives, in its order', async (_label, operation) => {
	const path = { __rl: true, mode: 'path', value: scene.livePerson.data.files[0]?.path ?? '' };
	const run = await scene.run({ ...operation, path });
	const schema = readSchema(operation.resource, operation.operation);
	expect(schema).toMatchObject({ type: 'object', version: 1 });
	expect(run.json.length).toBeGreaterThan(0);
	for (const json of run.json) {
		expect(Object.keys(json)).toEqual(Object.keys(schema.properties));
		for (const [name, value] of Object.entries(json)) {
			expect([schema.properties[name]?.type].flat()).toContain(typeOf(value));
		}
	}
});
