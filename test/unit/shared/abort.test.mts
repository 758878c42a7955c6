import { orAborted } from '../../../nodes/shared/abort.ts';

const never = () => new Promise<never>(() => {});

describe('work that may be cancelled', () => {
	it('gives its result, with and without a signal', async () => {
		expect(await orAborted(Promise.resolve(1), undefined)).toBe(1);
		expect(await orAborted(Promise.resolve(1), new AbortController().signal)).toBe(1);
	});

	it('gives its error', async () => {
		const work = Promise.reject(new Error('broken'));
		await expect(orAborted(work, new AbortController().signal)).rejects.toThrow('broken');
	});

	it('ends at once when it is cancelled', async () => {
		const stop = new AbortController();
		const work = orAborted(never(), stop.signal);
		stop.abort(new Error('cancelled'));
		await expect(work).rejects.toThrow('cancelled');
	});

	it('does not begin to wait after it was cancelled', async () => {
		await expect(orAborted(never(), AbortSignal.abort(new Error('before')))).rejects.toThrow(
			'before',
		);
	});
});
