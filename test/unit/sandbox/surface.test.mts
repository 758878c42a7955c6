import { compareSurfaces } from '../../../sandbox/surface/surface.mts';

const BEFORE = [
	'node x parameter limit default 50',
	'node x parameter limit: number',
	'node x parameter unit option "hour"',
	'node x parameter unit: options',
	'output x get field aht',
];

describe('changes of the public surface', () => {
	it.each([
		['an option that is gone', 'node x parameter unit option "hour"'],
		['an output field that is gone', 'output x get field aht'],
		['a parameter of another type or name', 'node x parameter limit: number'],
		['another default, since n8n saves no defaults', 'node x parameter limit default 50'],
	])('breaks saved workflows: %s', (_what, line) => {
		const after = BEFORE.filter((each) => each !== line);
		expect(compareSurfaces(BEFORE, after)).toEqual([{ line, kind: 'removed', breaks: true }]);
	});

	it.each([
		['a new option', 'node x parameter unit option "day"', false],
		['a new output field', 'output x get field units', false],
		['a new field that has to be filled in', 'node x parameter source is required', true],
	])('%s', (_what, line, breaks) => {
		const after = [...BEFORE, line];
		expect(compareSurfaces(BEFORE, after)).toEqual([{ line, kind: 'added', breaks }]);
	});

	it('takes a field that no longer has to be filled in for harmless', () => {
		const line = 'node x parameter source is required';
		expect(compareSurfaces([...BEFORE, line], BEFORE)).toEqual([
			{ line, kind: 'removed', breaks: false },
		]);
	});
});
