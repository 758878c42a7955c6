import corpus from './corpus.json' with { type: 'json' };
import { TARGETS } from './targets.mts';

describe.each(Object.entries(TARGETS))('%s', (name, target) => {
	const inputs: Readonly<Record<string, readonly string[]>> = corpus;

	it('holds for the inputs that fuzzing has kept', () => {
		expect(inputs[name]?.length).toBeGreaterThan(0);
		for (const input of inputs[name] ?? []) target(Buffer.from(input, 'base64'));
	});
});
