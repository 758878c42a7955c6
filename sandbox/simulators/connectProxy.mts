import { createServer } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { connect } from 'node:net';

export interface ConnectProxy {
	/** For HTTPS_PROXY */
	url: string;
	/** Hosts that were asked for and are not in the table; they were refused */
	refused: string[];
	close(): Promise<void>;
}

/**
 * A forward proxy on loopback that only knows the hosts in `routes` (`host:port` to a local port)
 * and refuses every other. TLS stays end to end: it passes bytes on and sees none of them. With it,
 * unchanged product code reaches fixed hosts such as api.liveperson.net on a simulator.
 */
export async function startConnectProxy(
	routes: Readonly<Record<string, number>>,
	port = 0,
): Promise<ConnectProxy> {
	const refused: string[] = [];
	const sockets = new Set<Socket>();
	const server = createServer((_request, response) => {
		response.statusCode = 405;
		response.end('This proxy only tunnels HTTPS.');
	});
	server.on('connection', (socket) => {
		sockets.add(socket);
		socket.on('error', () => socket.destroy());
		socket.on('close', () => sockets.delete(socket));
	});
	server.on('connect', (request, client: Socket, head: Buffer) => {
		const wanted = request.url ?? '';
		const target = Object.hasOwn(routes, wanted) ? routes[wanted] : undefined;
		if (target === undefined) {
			refused.push(wanted);
			client.end('HTTP/1.1 502 Bad Gateway\r\n\r\n');
			return;
		}
		const upstream = connect(target, '127.0.0.1', () => {
			client.write('HTTP/1.1 200 Connection Established\r\n\r\n');
			upstream.write(head);
			upstream.pipe(client);
			client.pipe(upstream);
		});
		upstream.on('error', () => client.destroy());
		client.on('close', () => upstream.destroy());
	});
	await new Promise<void>((resolve, reject) => {
		server.once('error', reject);
		server.listen(port, '127.0.0.1', resolve);
	});
	return {
		url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
		refused,
		close: async () => {
			for (const socket of sockets) socket.destroy();
			await new Promise<void>((resolve) => server.close(() => resolve()));
		},
	};
}
