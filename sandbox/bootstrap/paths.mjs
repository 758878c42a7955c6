import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** The project folder. */
export const ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');

/** Everything that is installed or made at run time and is not the project's own; git ignores it. */
export const RUNTIME = path.join(ROOT, '.runtime');

export const LOGS = path.join(RUNTIME, 'logs');
