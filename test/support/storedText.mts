import fs from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';

import type { RealN8n } from './n8n.mts';

/** A text in n8n's database or in a file of its folder, and where it stands. */
export interface StoredText {
	where: string;
	text: string;
}

/** Credentials are stored encrypted, with the key in this file. */
const ENCRYPTION_KEY_FILE = 'config';

/** Every value of n8n's SQLite database, and every text file that n8n keeps besides it. */
export function* everyStoredText(home: string): Generator<StoredText> {
	const folder = path.join(home, '.n8n');
	yield* textsInDatabase(path.join(folder, 'database.sqlite'));
	const files = fs.readdirSync(home, { recursive: true, encoding: 'utf8' });
	for (const file of files.filter((each) => !each.includes('node_modules'))) {
		const whole = path.join(home, file);
		const isDatabase = path.basename(file).startsWith('database.sqlite');
		if (isDatabase || path.basename(file) === ENCRYPTION_KEY_FILE) continue;
		if (fs.statSync(whole).isFile()) yield { where: file, text: fs.readFileSync(whole, 'latin1') };
	}
}

function* textsInDatabase(file: string): Generator<StoredText> {
	const database = new DatabaseSync(file, { readOnly: true });
	try {
		const tables = database.prepare("SELECT name FROM sqlite_master WHERE type = 'table'").all();
		for (const { name } of tables) {
			for (const row of database.prepare(`SELECT * FROM "${String(name)}"`).iterate()) {
				yield { where: String(name), text: Object.values(row).map(asText).join('\n') };
			}
		}
	} finally {
		database.close();
	}
}

function asText(value: unknown): string {
	return value instanceof Uint8Array ? Buffer.from(value).toString('latin1') : String(value);
}

/** The API keys, tokens, secrets and passwords in the credentials, and the tokens made with them. */
export function secretsOf({ drafts, sandbox }: RealN8n): string[] {
	const { livePerson, cloudAgent } = sandbox;
	const given = drafts
		.flatMap(({ data }) => Object.entries(data))
		.filter(([name]) => /key|secret|token|password/i.test(name))
		.map(([, value]) => String(value));
	const sent = cloudAgent.requests.log
		.map(({ headers }) => headers.authorization ?? '')
		.map((header) => header.split(' ').at(-1) ?? '');
	const current = cloudAgent.tokens.current(cloudAgent.account().userName) ?? '';
	const all = [...given, ...sent, ...livePerson.tokens.minted, current];
	return [...new Set(all)].filter((secret) => secret.length >= 8);
}
