import fs from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';

import type { Postgres } from '../../../sandbox/services/postgres.mts';

/** A text in n8n's database or in a file of its folder, and where it stands. */
export interface StoredText {
	where: string;
	text: string;
}

/** n8n keeps its encryption key here; credentials are stored encrypted with it. */
const ENCRYPTION_KEY_FILES = ['config', 'encryption-key'];

/** Every value of n8n's SQLite database, and every file that n8n keeps, the database's own included. */
export function* everyStoredText(home: string): Generator<StoredText> {
	yield* textsInSqlite(path.join(home, '.n8n/database.sqlite'));
	yield* textsInFiles(home);
}

/** Every file in the folder, logs among them, as n8n and what runs beside it left them. */
export function* textsInFiles(folder: string): Generator<StoredText> {
	for (const file of fs.readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
		const whole = path.join(folder, file);
		if (file.includes('node_modules') || !fs.statSync(whole).isFile()) continue;
		if (ENCRYPTION_KEY_FILES.includes(path.basename(file))) continue;
		yield { where: file, text: fs.readFileSync(whole, 'latin1') };
	}
}

function* textsInSqlite(file: string): Generator<StoredText> {
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

/** Every value of a PostgreSQL database, row by row. */
export function* textsInPostgres(postgres: Postgres, database?: string): Generator<StoredText> {
	const columns = postgres.query(
		`SELECT table_name, column_name, data_type FROM information_schema.columns
		WHERE table_schema = 'public' ORDER BY table_name`,
		database,
	);
	for (const table of new Set(columns.map(([name = '']) => name))) {
		const values = columns
			.filter(([name]) => name === table)
			.map(([, column, type]) =>
				type === 'bytea' ? `encode("${column}", 'escape')` : `"${column}"::text`,
			);
		for (const row of postgres.query(`SELECT ${values.join(', ')} FROM "${table}"`, database)) {
			yield { where: table, text: row.join('\n') };
		}
	}
}

function asText(value: unknown): string {
	return value instanceof Uint8Array ? Buffer.from(value).toString('latin1') : String(value);
}
