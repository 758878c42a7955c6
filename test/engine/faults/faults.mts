import type { ServerResponse } from 'node:http';

import type {
	SimulatedAnswer,
	SimulatedRequest,
} from '../../../sandbox/simulators/httpsServer.mts';

/** Where a fault takes place. */
export interface FaultyPlace {
	request: SimulatedRequest;
	response: ServerResponse;
	/** What the service answers to the request */
	proper: () => Promise<Exclude<SimulatedAnswer, 'drop'>>;
	/** In virtual time */
	sleep: (ms: number) => Promise<void>;
	/** Epoch ms, of the service's clock */
	nowMs: number;
	/** Makes another client renew CloudAgent's token */
	killToken: () => void;
}

/** What goes wrong: at a request, at the address in *Domain*, or with the service's clock. */
export type Fault = {
	name: string;
	/** LivePerson's documented way of saying that there is nothing */
	isNothing?: boolean;
	/** Another fault stands for it in all but the first column of a service */
	isAlike?: boolean;
} & (
	| { act: (place: FaultyPlace) => Promise<void> | void }
	| { address: 'expiredCertificate' | 'noHost' | 'refused' | 'untrustedCertificate' }
	| { skewMs: number }
);

const PAGE = '<!doctype html><html><head><title>Sign in</title></head><body>Sign in</body></html>';
const JSON_TYPE = 'application/json;charset=utf-8';
const DAY_MS = 86_400_000;
/** Every answer of a fault quotes what was sent, secrets and all, as careless servers do. */
function quoted({ headers, body, rawUrl }: SimulatedRequest): string {
	return JSON.stringify({ headers, body: body.toString(), rawUrl });
}

function send(
	{ response }: FaultyPlace,
	status: number,
	body: Buffer | string,
	headers: Record<string, string> = { 'content-type': JSON_TYPE },
): void {
	response.writeHead(status, headers);
	response.end(body);
}

const refuse = (name: string, status: number, headers: Record<string, string> = {}): Fault => ({
	name,
	act: (place) =>
		send(place, status, JSON.stringify({ message: `Refused: ${quoted(place.request)}` }), {
			'content-type': JSON_TYPE,
			...headers,
		}),
});
const page = (name: string, status: number): Fault => ({
	name,
	act: (place) => send(place, status, PAGE, { 'content-type': 'text/html' }),
});
const redirect = (status: number, where: 'another host' | 'the same host'): Fault => ({
	name: `${status} to ${where}`,
	isAlike: status !== 307,
	act: (place) => {
		const host = where === 'the same host' ? place.request.host : 'slack.com';
		send(place, status, '', { location: `https://${host}${place.request.rawUrl}` });
	},
});
/** The proper answer, its bytes changed. */
const spoil = (name: string, change: (body: Buffer) => Buffer, type?: string): Fault => ({
	name,
	act: async (place) => {
		const { status, headers = {}, body = '' } = await place.proper();
		send(place, status, change(Buffer.from(body)), {
			...headers,
			...(type !== undefined && { 'content-type': type }),
		});
	},
});
/** The proper answer's first half, after which the connection ends as `end` says. */
const cut = (name: string, end: (response: ServerResponse) => void): Fault => ({
	name,
	act: async ({ proper, response }) => {
		const { status, headers = {}, body = '' } = await proper();
		const bytes = Buffer.from(body);
		response.writeHead(status, { ...headers, 'content-length': String(bytes.length) });
		const half = bytes.subarray(0, Math.floor(bytes.length / 2));
		await new Promise<void>((resolve) => {
			response.write(half.length > 0 ? half : ' ', () => resolve());
		});
		end(response);
	},
});

/** In the order of the page. */
export const FAULTS: readonly Fault[] = [
	{ name: 'Connection refused', address: 'refused' },
	{ name: 'Unknown host', address: 'noHost' },
	{ name: 'Certificate of nobody known', address: 'untrustedCertificate' },
	{ name: 'Certificate that has expired', address: 'expiredCertificate' },
	{ name: 'Cut before the answer', act: ({ response }) => void response.socket?.destroy() },
	cut('Cut within the answer', (response) => response.socket?.destroy()),
	cut('Answer shorter than announced', (response) => response.socket?.end()),
	{ name: 'No answer', act: async ({ sleep }) => await sleep(DAY_MS) },
	{
		name: 'A byte every 5 s',
		act: async ({ proper, response, sleep }) => {
			const { status, headers = {}, body = '' } = await proper();
			response.writeHead(status, headers);
			for (const byte of Buffer.from(body)) {
				if (response.closed) return;
				response.write(Buffer.from([byte]));
				await sleep(5_000);
			}
			response.end();
		},
	},
	...[301, 302, 307, 308].flatMap((status) => [
		redirect(status, 'the same host'),
		redirect(status, 'another host'),
	]),
	refuse('400', 400),
	refuse('401', 401),
	refuse('403', 403),
	{ ...refuse('404', 404), isNothing: true },
	page('404 with a web page', 404),
	{ ...refuse('408', 408), isAlike: true },
	{ ...refuse('413', 413), isAlike: true },
	{ ...refuse('418', 418), isAlike: true },
	refuse('429', 429),
	refuse('429, Retry-After: 7', 429, { 'retry-after': '7' }),
	{
		name: '429, Retry-After: a date',
		isAlike: true,
		act: (place) =>
			send(place, 429, JSON.stringify({ message: quoted(place.request) }), {
				'content-type': JSON_TYPE,
				'retry-after': new Date(place.nowMs + 9_000).toUTCString(),
			}),
	},
	{ ...refuse('429, Retry-After: soon', 429, { 'retry-after': 'soon' }), isAlike: true },
	refuse('500', 500),
	page('502 with a web page', 502),
	refuse('503', 503),
	{ ...refuse('504', 504), isAlike: true },
	page('200 with a sign-in page', 200),
	{
		name: '200 with an error in it',
		act: (place) =>
			send(place, 200, JSON.stringify({ error: `Maintenance: ${quoted(place.request)}` })),
	},
	{ name: '200 with {}', act: (place) => send(place, 200, '{}') },
	{ name: '200 with 0 bytes', act: (place) => send(place, 200, '') },
	spoil('Another content type', (body) => body, 'application/pdf'),
	spoil('A byte order mark in front', (body) => Buffer.concat([Buffer.from('\uFEFF'), body])),
	spoil('Bytes that are not UTF-8', (body) => Buffer.concat([Buffer.from([0xff, 0xfe]), body])),
	{
		name: 'Token ended by another client',
		act: async (place) => {
			place.killToken();
			const { status, headers = {}, body = '' } = await place.proper();
			send(place, status, body, headers);
		},
	},
	{ name: "Service's clock an hour ahead", skewMs: 3_600_000 },
	{ name: "Service's clock an hour behind", skewMs: -3_600_000 },
];
