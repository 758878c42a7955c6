import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

import { ROOT } from '../../sandbox/bootstrap/paths.mjs';

export interface DataShape {
	hours: number;
	unitsPerFile: number;
	segmentsPerFile: number;
	/** Where files are kept that would not fit in memory */
	directory?: string;
}

/** A server with files, ready to be asked. */
export interface ServedData {
	domain: string;
	accountId: string;
	token: string;
	certificateFile: string;
	/** Epoch ms; the files are of the whole hours between */
	fromMs: number;
	toMs: number;
}

export interface DataServer {
	data: ServedData;
	/** From now on every answer takes so long */
	setLatency(ms: number): Promise<void>;
	close(): Promise<void>;
}

/** Starts the LivePerson simulator with a big data set in a process of its own. */
export async function startDataServer(shape: DataShape): Promise<DataServer> {
	const child = fork(join(ROOT, 'bench', 'server.mts'), {
		stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
	});
	const ask = async <T,>(message: object): Promise<T> => {
		child.send(message);
		const [answer] = (await once(child, 'message')) as [T];
		return answer;
	};
	const data = await ask<ServedData>({ shape });
	return {
		data,
		setLatency: async (latencyMs) => await ask({ latencyMs }),
		close: async () => {
			child.disconnect();
			await once(child, 'exit');
		},
	};
}
