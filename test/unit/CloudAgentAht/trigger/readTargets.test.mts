import { ApiError, type Failure } from '../../../../nodes/shared/errors.ts';
import { readTargets } from '../../../../nodes/CloudAgentAht/trigger/readTargets.ts';
import type { Target } from '../../../../nodes/CloudAgentAht/trigger/targets.ts';

const NOW = Date.parse('2026-11-22T10:00:00Z');
const SECOND_MS = 1000;

const targets: Target[] = ['a', 'b', 'c', 'd', 'e'].map((subject) => ({
	key: `agent:${subject}`,
	subjectType: 'agent',
	subject,
	threshold: undefined,
}));

/** Each answer takes ten seconds; the subjects named in `faults` are answered with one. */
async function ask(
	faults: Partial<Record<string, Failure['cause'] | 'unreadable'>> = {},
	{ firstKey = undefined as string | undefined, withinSeconds = 300 } = {},
) {
	const asked: string[] = [];
	const answers = await readTargets(
		targets,
		firstKey,
		async ({ subject }) => {
			asked.push(subject);
			jest.setSystemTime(Date.now() + 10 * SECOND_MS);
			const cause = faults[subject];
			if (cause === 'unreadable') throw new ApiError(`no ${subject}`);
			if (cause) throw new ApiError(`no ${subject}`, { failure: { cause } });
			return await Promise.resolve({ ahtSeconds: 60, readAtEpochMs: Date.now() });
		},
		NOW + withinSeconds * SECOND_MS,
	);
	const { readings, errors, nextKey } = answers;
	return { asked: asked.join(''), nextKey, read: readings.size, errors: errors.size };
}

describe('reading the targets', () => {
	beforeEach(() => jest.useFakeTimers({ now: NOW, doNotFake: ['nextTick', 'setImmediate'] }));
	afterEach(() => jest.useRealTimers());

	it('takes every target', async () => {
		expect(await ask()).toEqual({ asked: 'abcde', nextKey: undefined, read: 5, errors: 0 });
	});

	it('begins where the one before stopped, and comes round', async () => {
		expect((await ask({}, { firstKey: 'agent:d' })).asked).toBe('deabc');
		expect((await ask({}, { firstKey: 'agent:removed' })).asked).toBe('abcde');
	});

	it('stops when its time is up and says where the next one begins', async () => {
		expect(await ask({}, { withinSeconds: 25 })).toMatchObject({
			asked: 'abc',
			nextKey: 'agent:d',
			read: 3,
		});
	});

	it('reads at least one, so that no budget is too small to get on', async () => {
		expect(await ask({}, { withinSeconds: 0, firstKey: 'agent:e' })).toMatchObject({
			asked: 'e',
			nextKey: 'agent:a',
			read: 1,
		});
	});

	it('goes on after names that CloudAgent does not know, however many', async () => {
		const unknown = {
			a: 'configuration-invalid',
			b: 'configuration-invalid',
			c: 'configuration-invalid',
			d: 'configuration-invalid',
		} as const;
		expect(await ask(unknown)).toMatchObject({ asked: 'abcde', nextKey: undefined, read: 1 });
	});

	it.each<Failure['cause']>(['credential-invalid', 'quota-exhausted'])(
		'stops at a fault that every other target would meet too (%s)',
		async (cause) => {
			expect(await ask({ b: cause })).toMatchObject({ asked: 'ab', nextKey: 'agent:b', read: 1 });
		},
	);

	it('stops when three in a row are not answered, and begins there the next time', async () => {
		expect(
			await ask({
				a: 'temporarily-unavailable',
				c: 'temporarily-unavailable',
				d: 'unreadable',
				e: 'temporarily-unavailable',
			}),
		).toMatchObject({
			asked: 'abcde',
			nextKey: 'agent:e',
			read: 1,
		});
		expect(
			await ask({ a: 'temporarily-unavailable', b: 'unreadable', d: 'temporarily-unavailable' }),
		).toMatchObject({
			asked: 'abcde',
			nextKey: undefined,
		});
	});

	it('stops where the limit leaves no room, and holds that against no target', async () => {
		expect(await ask({ c: 'rate-limited' })).toMatchObject({
			asked: 'abc',
			nextKey: 'agent:c',
			read: 2,
			errors: 0,
		});
		expect(await ask({ a: 'rate-limited' })).toMatchObject({ asked: 'a', read: 0, errors: 1 });
	});

	it('takes whatever goes wrong with one target for its own error', async () => {
		const bug = new RangeError('Maximum call stack size exceeded');
		const { readings, errors, nextKey } = await readTargets(
			targets,
			undefined,
			async ({ subject }) =>
				subject === 'b'
					? await Promise.reject(bug)
					: await Promise.resolve({ ahtSeconds: 60, readAtEpochMs: NOW }),
			NOW + SECOND_MS,
		);
		expect([...readings.keys()]).toEqual(['agent:a', 'agent:c', 'agent:d', 'agent:e']);
		expect([...errors]).toEqual([['agent:b', bug]]);
		expect(nextKey).toBeUndefined();
	});

	it('abandons a target that is stuck, ends its waits and begins with the next one then', async () => {
		const left: string[] = [];
		const work = readTargets(
			targets,
			undefined,
			async ({ subject }, { signal }) => {
				if (subject !== 'b') return { ahtSeconds: 60, readAtEpochMs: Date.now() };
				signal.addEventListener('abort', () => left.push(subject));
				return await new Promise<never>(() => {});
			},
			NOW + 10 * SECOND_MS,
		);
		await jest.advanceTimersByTimeAsync(11 * SECOND_MS);
		const { readings, errors, nextKey } = await work;
		expect([...readings.keys()]).toEqual(['agent:a']);
		expect(errors.get('agent:b')).toMatchObject({
			failure: { cause: 'temporarily-unavailable' },
		});
		expect(nextKey).toBe('agent:c');
		expect(left).toEqual(['b']);
	});

	it('leaves no timer behind', async () => {
		await ask();
		expect(jest.getTimerCount()).toBe(0);
	});
});
