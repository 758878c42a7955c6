import type { IncomingMessage } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface ControlServer {
	url: string;
	close(): Promise<void>;
}

type Operations = Record<string, Record<string, (...args: never[]) => unknown>>;

/** Offers operations on loopback: POST `/<service>/<operation>` with the arguments as a JSON array. */
export async function startControlServer(operations: Operations, port = 0): Promise<ControlServer> {
	const server = createServer((request, response) => {
		perform(operations, request)
			.then(
				(result) => [200, { result }] as const,
				(error: unknown) => [400, { error: String(error) }] as const,
			)
			.then(([status, body]) => {
				response.writeHead(status, { 'content-type': 'application/json' });
				response.end(JSON.stringify(body));
			});
	});
	await new Promise<void>((resolve, reject) => {
		server.once('error', reject);
		server.listen(port, '127.0.0.1', resolve);
	});
	return {
		url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
		close: async () => {
			server.closeAllConnections();
			await new Promise<void>((resolve) => server.close(() => resolve()));
		},
	};
}

async function perform(operations: Operations, request: IncomingMessage): Promise<unknown> {
	const chunks: Buffer[] = [];
	for await (const chunk of request) chunks.push(chunk as Buffer);
	const [, service = '', name = ''] = (request.url ?? '').split('/');
	const ofService = Object.hasOwn(operations, service) ? operations[service] : undefined;
	const operation = ofService && Object.hasOwn(ofService, name) ? ofService[name] : undefined;
	if (request.method !== 'POST' || !operation) {
		throw new Error(`There is no operation ${request.method} ${request.url}`);
	}
	const args = JSON.parse(Buffer.concat(chunks).toString('utf8')) as never[];
	return await operation(...args);
}
