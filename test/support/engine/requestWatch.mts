import { AsyncLocalStorage } from 'node:async_hooks';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { ClientRequest, ServerResponse } from 'node:http';

/** libuv's own work whose end will bring something, as `process.getActiveResourcesInfo` names it. */
const LIBUV_WORK = new Set([
	'FSReqCallback',
	'FSReqPromise',
	'GetAddrInfoReqWrap',
	'ShutdownWrap',
	'TCPConnectWrap',
	'WriteWrap',
]);
const SENT = 'http.client.request.created';
const RECEIVED = 'http.server.request.start';

export interface RequestWatch {
	/** Requests on their way: not yet answered to the last byte, not held, not given up */
	readonly underWay: number;
	/** Goes up whenever a request begins or ends */
	readonly changes: number;
	isLibuvBusy(): boolean;
	/** Does what a server does before it answers the request that it is at, which is held meanwhile */
	hold<T>(work: Promise<T>): Promise<T>;
	/** Counts the requests that are under way as waiting for time to pass */
	giveUp(): void;
	/** The open requests, for a message */
	describe(): string;
	stop(): void;
}

/** Watches every HTTP request that this process sends or answers, through Node's own diagnostics. */
export function watchRequests(): RequestWatch {
	const open = new Set<ClientRequest>();
	const givenUp = new Set<ClientRequest>();
	const held = new Set<ServerResponse>();
	/** Which answer a piece of code is there for */
	const answering = new AsyncLocalStorage<ServerResponse>();
	let changes = 0;
	const onSent = (message: unknown): void => {
		const { request } = message as { request: ClientRequest };
		open.add(request);
		changes++;
		request.once('close', () => {
			open.delete(request);
			givenUp.delete(request);
			changes++;
		});
	};
	const onReceived = (message: unknown): void => {
		const { response } = message as { response: ServerResponse };
		answering.enterWith(response);
		// A client that left waits for nothing
		response.once('close', () => held.delete(response));
	};
	subscribe(SENT, onSent);
	subscribe(RECEIVED, onReceived);
	return {
		get underWay() {
			// The same request may be in both
			return open.size - Math.max(givenUp.size, held.size);
		},
		get changes() {
			return changes;
		},
		isLibuvBusy: () => process.getActiveResourcesInfo().some((name) => LIBUV_WORK.has(name)),
		hold: async (work) => {
			const response = answering.getStore();
			if (response && !response.closed) held.add(response);
			try {
				return await work;
			} finally {
				if (response) held.delete(response);
			}
		},
		giveUp: () => {
			for (const request of open) givenUp.add(request);
		},
		describe: () =>
			`Open requests: ${[...open].map(({ host, path }) => `${host}${path}`).join(', ') || 'none'}`,
		stop: () => {
			unsubscribe(SENT, onSent);
			unsubscribe(RECEIVED, onReceived);
		},
	};
}
