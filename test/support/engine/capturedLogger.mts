import { Logger } from '@n8n/backend-common';
import { Container } from '@n8n/di';
import type { LogMetadata, Logger as LoggerInterface } from 'n8n-workflow';
import { LoggerProxy } from 'n8n-workflow';
import { inspect } from 'node:util';

export interface LogEntry {
	level: 'debug' | 'error' | 'info' | 'warn';
	message: string;
	metadata: LogMetadata | undefined;
}

/** Takes n8n's log, prints nothing, and keeps it so that a test can search it, at every level. */
export class CapturedLogger implements LoggerInterface {
	readonly entries: LogEntry[] = [];

	debug(message: string, metadata?: LogMetadata): void {
		this.entries.push({ level: 'debug', message, metadata });
	}

	error(message: string, metadata?: LogMetadata): void {
		this.entries.push({ level: 'error', message, metadata });
	}

	info(message: string, metadata?: LogMetadata): void {
		this.entries.push({ level: 'info', message, metadata });
	}

	warn(message: string, metadata?: LogMetadata): void {
		this.entries.push({ level: 'warn', message, metadata });
	}

	scoped(): this {
		return this;
	}

	clear(): void {
		this.entries.length = 0;
	}

	/** All of it as text, with nested values, to search for a secret. */
	text(): string {
		return inspect(this.entries, { depth: 12, maxArrayLength: null, maxStringLength: null });
	}
}

/** The log of this test file's n8n-core; one, as n8n has one. */
export const logger = new CapturedLogger();

// The container knows loggers by their class alone, whose private members no other class can have
Container.set(Logger, logger as unknown as Logger);
LoggerProxy.init(logger);
