import { spawn } from 'node:child_process';
import fs from 'node:fs';
import { fileURLToPath } from 'node:url';

const KEEPER = fileURLToPath(new URL('keeper.mts', import.meta.url));

/** A server that lives as long as its user wants, and no longer than its user. */
export interface Service {
	/** Each a program and its arguments. The last one is the server, those before it make it ready */
	commands: string[][];
	/** Removed when the server has ended: all that it stores */
	folder?: string;
	/** Whom the commands run as; default whoever runs this */
	user?: { uid: number; gid: number };
	/** Ends the server at once */
	signal: NodeJS.Signals;
}

export interface RunningService {
	/** Whether it has ended by itself */
	hasEnded(): boolean;
	/** Ends it and removes what it stored. */
	stop(): Promise<void>;
}

/** Starts a server; it is not said to be ready yet. Its output, and that of what precedes it, goes to `logFile`. */
export function startService(service: Service, logFile: string): RunningService {
	const log = fs.openSync(logFile, 'a');
	const keeper = spawn(process.execPath, [KEEPER, JSON.stringify(service)], {
		stdio: ['ignore', log, log, 'ipc'],
		detached: true, // a group of its own: a Ctrl-C here is not one there
	});
	fs.closeSync(log);
	const ended = new Promise<void>((resolve) => keeper.once('exit', () => resolve()));
	// It does not keep this process; what ends this process, ends it
	keeper.unref();
	keeper.channel?.unref();
	const hasEnded = () => keeper.exitCode !== null || keeper.signalCode !== null;
	return {
		hasEnded,
		stop: async () => {
			if (keeper.connected) keeper.disconnect();
			keeper.ref();
			if (!hasEnded()) await ended;
		},
	};
}
