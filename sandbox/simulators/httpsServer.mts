import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';

import type { Certificate } from './certificate.mts';

/** A request as a simulator sees it, body read whole. */
export interface SimulatedRequest {
	method: string;
	/** Host header, lower case */
	host: string;
	/** Path as sent (not decoded) and its query */
	path: string;
	query: URLSearchParams;
	/** Path and query exactly as sent */
	rawUrl: string;
	headers: IncomingMessage['headers'];
	body: Buffer;
}

/**
 * `'drop'` cuts the connection without an answer, `isCut` after the body that is given. A string body is
 * sent as UTF-8.
 */
export type SimulatedAnswer =
	| 'drop'
	| { status: number; headers?: Record<string, string>; body?: Buffer | string; isCut?: boolean };

export type Handler = (request: SimulatedRequest) => Promise<SimulatedAnswer> | SimulatedAnswer;

/**
 * Stands in front of a simulator as a faulty network would: writes what it likes and returns true, or
 * leaves the request to the simulator, whose proper answer it may ask for.
 */
export type Front = (
	request: SimulatedRequest,
	response: ServerResponse,
	proper: () => Promise<SimulatedAnswer>,
) => Promise<boolean>;

export interface RunningServer {
	port: number;
	/** `localhost:port`, as a credential's Domain */
	domain: string;
	close(): Promise<void>;
}

/** Serves `handler` over HTTPS on loopback. Port 0 takes a free one. */
export async function startHttpsServer(
	certificate: Certificate,
	handler: Handler,
	{ port = 0, front }: { port?: number | undefined; front?: Front | undefined } = {},
): Promise<RunningServer> {
	const server = createServer({ ...certificate, keepAlive: true }, (request, response) => {
		answer(handler, front, request, response).catch((error: unknown) => {
			response.statusCode = 500;
			response.end(`simulator fault: ${String(error)}`);
		});
	});
	await new Promise<void>((resolve, reject) => {
		server.once('error', reject);
		server.listen(port, '127.0.0.1', resolve);
	});
	const actualPort = (server.address() as AddressInfo).port;
	return {
		port: actualPort,
		domain: `localhost:${actualPort}`,
		close: async () => {
			server.closeAllConnections();
			await new Promise<void>((resolve) => server.close(() => resolve()));
		},
	};
}

async function answer(
	handler: Handler,
	front: Front | undefined,
	request: IncomingMessage,
	response: ServerResponse,
): Promise<void> {
	const chunks: Buffer[] = [];
	for await (const chunk of request) chunks.push(chunk as Buffer);
	const rawUrl = request.url ?? '/';
	const [path = '/', ...query] = rawUrl.split('?');
	const simulated: SimulatedRequest = {
		method: request.method ?? 'GET',
		host: (request.headers.host ?? '').toLowerCase(),
		path,
		query: new URLSearchParams(query.join('?')),
		rawUrl,
		headers: request.headers,
		body: Buffer.concat(chunks),
	};
	const proper = async () => await handler(simulated);
	if (await front?.(simulated, response, proper)) return;
	const result = await proper();
	if (result === 'drop') {
		request.socket.destroy();
		return;
	}
	response.writeHead(result.status, result.headers ?? {});
	if (result.isCut) response.write(result.body ?? '', () => request.socket.destroy());
	else response.end(result.body);
}

/** An answer with a JSON body. */
export function json(status: number, body: unknown): SimulatedAnswer {
	return {
		status,
		headers: { 'content-type': 'application/json;charset=utf-8' },
		body: JSON.stringify(body),
	};
}
