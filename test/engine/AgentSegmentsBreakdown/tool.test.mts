import type { Scene } from './support.mts';
import { FILE, FILES, NODE, SEGMENTS, setScene, TYPES, UNITS } from './support.mts';

let scene: Scene;
beforeEach(async () => {
	// More than a hundred files, with more than a hundred units
	scene = await setScene({ hours: 110, filesPerHour: 1, segmentsPerAgentHour: 12 });
});
afterEach(async () => await scene.end());

const runTool = async (parameters: object, via: 'engineRequest' | 'supplyData') =>
	await scene.clock.run(
		async () =>
			await scene.engine.runTool({
				type: NODE,
				via,
				parameters: { authentication: TYPES[0], ...parameters },
				credentials: [scene.addCredential()],
				calls: [{}],
			}),
	);

describe.each(['supplyData', 'engineRequest'] as const)('as a tool of an AI agent (%s)', (via) => {
	it.each([
		['units', { ...UNITS, returnAll: true }, 'segmentId'],
		['segments', { ...SEGMENTS, returnAll: true, simplify: false }, 'segmentId'],
		['files', { ...FILES, returnAll: true, from: '2026-11-01' }, 'timeFrameStart'],
		['units of a file', { ...FILE, path: '' }, 'segmentId'],
	])(
		'gives a model no more %s than it can read, and says that there are more',
		async (_label, operation, field) => {
			const largest = scene.livePerson.data.files.find((file) => file.units().length > 100);
			const path = { __rl: true, mode: 'path', value: largest?.path ?? '' };
			const parameters = 'path' in operation ? { ...operation, path } : operation;
			const tool = await runTool(parameters, via);
			expect(tool.error).toBeUndefined();
			const [response = ''] = tool.responses;
			expect(response).toContain('Only the first 100 results are shown');
			expect(response.length).toBeLessThan(60_000);
			expect(response.split(field).length - 1).toBe(100);
		},
	);

	it.each([
		['units', UNITS, 'The limit of 50 units was reached'],
		['segments', SEGMENTS, 'The limit of 50 segments was reached; there may be more'],
		['files', { ...FILES, from: '2026-11-18T00:00Z' }, 'The limit left out 54 files'],
	])(
		'says to a model, which sees no hints, that a limit left out %s',
		async (_label, operation, note) => {
			const [response = ''] = (await runTool({ ...operation, returnAll: false }, via)).responses;
			expect(response).toContain(note);
		},
	);

	it('says to a model what LivePerson says of the data', async () => {
		const [none = ''] = (await runTool({ ...UNITS, to: '2026-11-02' }, via)).responses;
		expect(none).toContain('LivePerson has no files for the time frame');
		scene.livePerson.switches.missingHours.add(Date.parse('2026-11-22T06:00Z'));
		const [partial = ''] = (await runTool({ ...UNITS, limit: 1 }, via)).responses;
		expect(partial).toContain('Some hours of the time frame are missing');
	});

	it('takes From and To from a model whatever Time Frame says', async () => {
		const { timeFrame: _timeFrame, ...operation } = FILES;
		const parameters = { ...operation, returnAll: true, from: '2026-11-22T06:00Z', to: 'now' };
		const [response = ''] = (await runTool(parameters, via)).responses;
		expect(response.split('timeFrameStart').length - 1).toBe(2);
		const [last = ''] = (await runTool({ ...operation, from: '', to: '' }, via)).responses;
		expect(last.split('timeFrameStart').length - 1).toBe(24);
	});

	it('gives few results without a remark', async () => {
		const tool = await runTool({ ...SEGMENTS, limit: 3 }, via);
		const [response = ''] = tool.responses;
		expect(response.split('segmentId').length - 1).toBe(3);
		expect(response).not.toContain('Only the first');
	});
});

it('tells a model what it does', async () => {
	const tool = await runTool({ ...SEGMENTS, limit: 1 }, 'supplyData');
	expect(tool.description).toMatch(/agent segments/i);
});
