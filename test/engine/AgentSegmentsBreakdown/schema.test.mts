import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import type { IDataObject } from 'n8n-workflow';

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
	expectToFit(run.json, readSchema(operation.resource, operation.operation));
});

function expectToFit(items: readonly IDataObject[], schema: Schema): void {
	expect(schema).toMatchObject({ type: 'object', version: 1 });
	expect(items.length).toBeGreaterThan(0);
	for (const json of items) {
		expect(Object.keys(json)).toEqual(Object.keys(schema.properties));
		for (const [name, value] of Object.entries(json)) {
			expect([name, schema.properties[name]?.type].flat()).toContain(typeOf(value));
		}
	}
}

describe('what LivePerson may leave out is in the schema as null:', () => {
	const answersWith = (path: string) => ({
		list: { files: [path] },
		file: {
			segmentId: 'a:b:c:d',
			sequence: '1',
			startReason: 'x',
			endReason: 'y',
			startTimestamp: 1,
			endTimestamp: 2,
			handleTimeMillis: '1',
		},
		segments: { segments: [{ segmentId: 'a:b:c:d' }] },
	});

	it.each([
		['the part of a file', FILES],
		['when a unit of a file was inserted', FILE],
		['when a unit was inserted', UNITS],
		['all of a segment but its ID', SEGMENTS],
	])('%s', async (_label, operation) => {
		const { accountId } = scene.livePerson.credentials.livePersonTokenApi;
		const path = `/year=2026/month=11/day=22/hour=7/accountId=${accountId}/all.json.gz`;
		const answers = answersWith(path);
		for (const kind of ['list', 'file', 'segments'] as const) {
			const body = JSON.stringify(answers[kind]);
			scene.livePerson.misbehave.always(kind, { type: 'status', status: 200, body });
		}
		const run = await scene.run({ ...operation, path: { __rl: true, mode: 'path', value: path } });
		expect(Object.values(run.json[0] ?? {})).toContain(null);
		expectToFit(run.json.slice(0, 1), readSchema(operation.resource, operation.operation));
	});
});
