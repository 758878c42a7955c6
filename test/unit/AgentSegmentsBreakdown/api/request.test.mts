import { SendError } from '../../../../nodes/shared/send.ts';
import type { ApiResponse, OutgoingRequest, SendFailure } from '../../../../nodes/shared/send.ts';
import { Pace } from '../../../../nodes/AgentSegmentsBreakdown/api/pace.ts';
import type { LivePersonRequest } from '../../../../nodes/AgentSegmentsBreakdown/api/request.ts';
import {
	livePersonRetries,
	sendWithRetries,
} from '../../../../nodes/AgentSegmentsBreakdown/api/request.ts';

const REQUEST: LivePersonRequest = {
	method: 'GET',
	url: 'https://localhost/x',
	headers: {},
};
const answer = (status: number, headers: Record<string, unknown> = {}): ApiResponse => ({
	status,
	headers,
	body: Buffer.alloc(0),
});
const fault = (failure: SendFailure) => new SendError(failure, 'no response');

/** What a proxy or gateway sends in place of LivePerson's response. */
const page = (status: number): ApiResponse => answer(status, { 'content-type': 'text/html' });

/** Waits (ms) that the policy asks for after these outcomes, in order. */
function waitsAfter(...outcomes: Array<ApiResponse | Error>): Array<number | undefined> {
	const waitBeforeRetry = livePersonRetries(undefined, () => 0);
	return outcomes.map((outcome, index) =>
		waitBeforeRetry(
			outcome instanceof Error ? { error: outcome } : { response: outcome },
			index + 1,
		),
	);
}

describe('the retry policy', () => {
	it.each([
		['500', answer(500)],
		['502', answer(502)],
		['503', answer(503)],
		['504', answer(504)],
		['a dropped connection', fault('cutOff')],
		['a refused connection', fault('refused')],
		['a timeout', fault('timeout')],
		['a network that is down', fault('unreachable')],
		['a web page, whatever its status', page(200)],
		['a web page with 404', page(404)],
	])(
		'repeats after %s three times, with the pauses that LivePerson asks for',
		(_label, outcome) => {
			expect(waitsAfter(outcome, outcome, outcome, outcome)).toEqual([
				5_000,
				10_000,
				15_000,
				undefined,
			]);
		},
	);

	it.each([
		['200', answer(200)],
		['206', answer(206)],
		['302', answer(302)],
		['400', answer(400)],
		['401', answer(401)],
		['403', answer(403)],
		['404', answer(404)],
		['an unknown host', fault('noHost')],
		['a certificate that is not trusted', fault('certificate')],
		['more data than a response can have', fault('tooLarge')],
		['an error without a code', new Error('thrown by n8n')],
	])('never repeats after %s', (_label, outcome) => {
		expect(waitsAfter(outcome)).toEqual([undefined]);
	});

	it('waits at least a second after 429, longer each time, and goes on as long as it may', () => {
		const many = Array.from({ length: 9 }, () => answer(429));
		expect(waitsAfter(...many)).toEqual([
			1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000, 60_000,
		]);
	});

	it.each([
		['seconds', '7', 7_000],
		['nothing that is a time, so its own back-off', 'soon', 1_000],
		['less than the second that LivePerson asks for', '0', 1_000],
	])('waits after 429 as long as Retry-After says: %s', (_label, retryAfter, waitMs) => {
		expect(waitsAfter(answer(429, { 'retry-after': retryAfter }))).toEqual([waitMs]);
	});

	it('waits longer after 503 where Retry-After says so, but never shorter', () => {
		expect(waitsAfter(answer(503, { 'retry-after': '30' }))).toEqual([30_000]);
		expect(waitsAfter(answer(503, { 'retry-after': '1' }))).toEqual([5_000]);
	});

	it('counts throttling and trouble apart', () => {
		expect(waitsAfter(answer(429), answer(500), answer(429), answer(500))).toEqual([
			1_000, 5_000, 2_000, 10_000,
		]);
	});

	it('spreads the retries of several requests, unless the server names the time', () => {
		const policy = livePersonRetries(undefined, () => 0.999);
		expect(policy({ response: answer(429) }, 1)).toBeGreaterThan(1_400);
		expect(policy({ response: answer(429, { 'retry-after': '3' }) }, 2)).toBe(3_000);
	});
});

describe('sending patiently', () => {
	beforeEach(() => {
		jest.useFakeTimers();
	});
	afterEach(() => {
		jest.useRealTimers();
	});

	it('gives the answer that came after the pauses', async () => {
		const send = jest
			.fn()
			.mockResolvedValueOnce(answer(503))
			.mockRejectedValueOnce(fault('cutOff'))
			.mockResolvedValue(answer(200));
		const sent = sendWithRetries(send, REQUEST, { deadlineEpochMs: Date.now() + 60_000 });
		await jest.advanceTimersByTimeAsync(15_000);
		await expect(sent).resolves.toMatchObject({ status: 200 });
		expect(send).toHaveBeenCalledTimes(3);
	});

	it('throws the fault of the last attempt', async () => {
		const send = jest.fn().mockRejectedValue(fault('cutOff'));
		const sent = sendWithRetries(send, REQUEST, { deadlineEpochMs: Date.now() + 60_000 });
		const expectation = expect(sent).rejects.toMatchObject({ failure: 'cutOff' });
		await jest.advanceTimersByTimeAsync(30_000);
		await expectation;
		expect(send).toHaveBeenCalledTimes(4);
	});

	it('waits for nothing that ends after the deadline', async () => {
		const send = jest.fn().mockResolvedValue(answer(429, { 'retry-after': '61' }));
		const sent = sendWithRetries(send, REQUEST, { deadlineEpochMs: Date.now() + 60_000 });
		await expect(sent).resolves.toMatchObject({ status: 429 });
		expect(send).toHaveBeenCalledTimes(1);
	});

	it('holds back the other requests of the connection while LivePerson throttles', async () => {
		const pace = new Pace();
		const patience = { deadlineEpochMs: Date.now() + 60_000, pace };
		const throttled = jest
			.fn()
			.mockResolvedValueOnce(answer(429, { 'retry-after': '10' }))
			.mockResolvedValue(answer(200));
		const other = jest.fn().mockResolvedValue(answer(200));
		const first = sendWithRetries(throttled, REQUEST, patience);
		await jest.advanceTimersByTimeAsync(0);
		const second = sendWithRetries(other, REQUEST, patience);
		await jest.advanceTimersByTimeAsync(9_999);
		expect(other).not.toHaveBeenCalled();
		await jest.advanceTimersByTimeAsync(201);
		await Promise.all([first, second]);
		expect(other).toHaveBeenCalledTimes(1);
	});

	it('holds them back longer where LivePerson asks for longer meanwhile', async () => {
		const pace = new Pace();
		const patience = { deadlineEpochMs: Date.now() + 60_000, pace };
		const throttledFor = (seconds: string) =>
			jest
				.fn()
				.mockResolvedValueOnce(answer(429, { 'retry-after': seconds }))
				.mockResolvedValue(answer(200));
		const other = jest.fn().mockResolvedValue(answer(200));
		const first = sendWithRetries(throttledFor('10'), REQUEST, patience);
		const slow = throttledFor('20');
		const second = sendWithRetries(
			async (request) => {
				await new Promise((resolve) => setTimeout(resolve, 5_000));
				return (await slow(request)) as ApiResponse;
			},
			REQUEST,
			patience,
		);
		await jest.advanceTimersByTimeAsync(0);
		const third = sendWithRetries(other, REQUEST, patience);
		await jest.advanceTimersByTimeAsync(24_999);
		expect(other).not.toHaveBeenCalled();
		await jest.advanceTimersByTimeAsync(10_000);
		await Promise.all([first, second, third]);
		expect(other).toHaveBeenCalledTimes(1);
	});

	it('lets them go one after the other then, since LivePerson asks for no bursts', async () => {
		const patience = { deadlineEpochMs: Date.now() + 60_000, pace: new Pace() };
		const sentAtMs: number[] = [];
		const send = async (request: OutgoingRequest) => {
			sentAtMs.push(Date.now());
			return answer(request.url.endsWith('throttled') && sentAtMs.length === 1 ? 429 : 200);
		};
		const throttled = { ...REQUEST, url: 'https://localhost/throttled' };
		const sent = [sendWithRetries(send, throttled, patience)];
		await jest.advanceTimersByTimeAsync(0);
		for (let other = 0; other < 7; other++) sent.push(sendWithRetries(send, REQUEST, patience));
		await jest.advanceTimersByTimeAsync(5_000);
		await Promise.all(sent);
		expect(sentAtMs).toHaveLength(9);
		expect(new Set(sentAtMs).size).toBe(9);
	});

	it('lets them not wait where LivePerson asks for longer than there is time', async () => {
		const patience = { deadlineEpochMs: Date.now() + 60_000, pace: new Pace() };
		const throttled = jest.fn().mockResolvedValue(answer(429, { 'retry-after': '61' }));
		const other = jest.fn().mockResolvedValue(answer(200));
		await sendWithRetries(throttled, REQUEST, patience);
		await expect(sendWithRetries(other, REQUEST, patience)).resolves.toMatchObject({
			status: 429,
			headers: { 'retry-after': '61' },
		});
		expect(other).not.toHaveBeenCalled();
	});

	it('ends a wait at once when the execution is cancelled', async () => {
		const stop = new AbortController();
		const send = jest.fn().mockResolvedValue(answer(503));
		const sent = sendWithRetries(send, REQUEST, {
			deadlineEpochMs: Date.now() + 60_000,
			signal: stop.signal,
		});
		const expectation = expect(sent).rejects.toThrow();
		await jest.advanceTimersByTimeAsync(100);
		stop.abort();
		await expectation;
		expect(send).toHaveBeenCalledTimes(1);
	});
});
