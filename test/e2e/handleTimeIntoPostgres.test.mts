import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';

import type { Postgres } from '../../sandbox/services/postgres.mts';
import { postgresCredential, startPostgres } from '../../sandbox/services/postgres.mts';
import type { BreakdownFile } from '../../sandbox/simulators/livePerson/records.mts';
import type { RealN8n } from '../support/n8n/n8n.mts';
import { startRealN8n } from '../support/n8n/n8n.mts';
import { everySeconds, fillIn, readyMade } from '../support/n8n/readyMade.mts';
import { until } from '../support/n8n/until.mts';

const TRIGGER = 'New handling time units';
const WAIT_BRIEFLY = { amount: 2, unit: 'seconds' };

describe('The workflow "Handle time into PostgreSQL", activated', () => {
	let n8n: RealN8n;
	let postgres: Postgres;
	/** Not delivered yet, the oldest first */
	let late: BreakdownFile[];

	before(async () => {
		postgres = await startPostgres();
		n8n = await startRealN8n({ name: 'into-postgres', sandbox: { livePerson: { hours: 8 } } });
		late = n8n.sandbox.livePerson.data.files.splice(-10);
		await n8n.addCredential('postgres', postgresCredential(postgres));
	});
	after(async () => {
		await n8n?.close();
		await postgres?.stop();
	});

	/** With what the note says to turn on for data that is there already. */
	async function activate(id: string): Promise<void> {
		const polled = { ...everySeconds(10), options: { emitExisting: true } };
		const workflow = fillIn(readyMade('handle-time-into-postgres'), TRIGGER, polled);
		await n8n.importWorkflow(fillIn(workflow, 'Wait ten minutes', WAIT_BRIEFLY), id);
		await n8n.api.activate(id);
	}

	function deliver(count: number): void {
		n8n.sandbox.livePerson.data.files.push(...late.splice(0, count));
	}

	/** Rows, different segments and the sum of their handle times; none before the table is made. */
	function inTable(): number[] {
		const [[made] = []] = postgres.query("SELECT to_regclass('handling_time_units') IS NOT NULL");
		if (made !== 't') return [0, 0, 0];
		const [row = []] = postgres.query(
			`SELECT count(*), count(DISTINCT segment_id), coalesce(sum(handle_time_ms), 0)
			FROM handling_time_units`,
		);
		return row.map(Number);
	}

	function delivered(): number[] {
		const { units, segments, handleTimeMillis } = n8n.sandbox.livePerson.totals().total;
		return [units, segments, handleTimeMillis];
	}

	async function untilAllIsThere(): Promise<void> {
		await until('row for each unit', () => inTable()[0] === delivered()[0], 120_000);
		assert.deepEqual(inTable(), delivered());
	}

	/** Until all executions there are have ended. */
	async function untilQuiet(...ids: string[]): Promise<void> {
		await until('end of the executions', async () => {
			const executions = (await Promise.all(ids.map(executionsOf))).flat();
			return executions.every(({ hasEnded }) => hasEnded);
		});
	}

	async function executionsOf(id: string) {
		const ids = await n8n.api.executionIds(id);
		return await Promise.all(ids.map(async (each) => await n8n.api.execution(each)));
	}

	it('makes its table and puts every unit that is there into it', async () => {
		await activate('units-1');
		await untilAllIsThere();
	});

	it('puts those in that come later, on its own schedule', async () => {
		deliver(3);
		await untilAllIsThere();
	});

	it('misses none and has none twice through a restart and a kill -9 between polls', async () => {
		await untilQuiet('units-1');
		await n8n.instance.stop();
		deliver(2);
		await n8n.instance.start();
		await untilAllIsThere();
		await untilQuiet('units-1');
		await n8n.instance.kill();
		deliver(2);
		await n8n.instance.start();
		await untilAllIsThere();
	});

	it('loses nothing while the database is down', async () => {
		await untilQuiet('units-1');
		const before = inTable();
		const allow = (isOpen: boolean) =>
			postgres.query(
				`ALTER DATABASE ${postgres.database} ALLOW_CONNECTIONS ${isOpen};
				SELECT pg_terminate_backend(pid) FROM pg_stat_activity
				WHERE datname = '${postgres.database}'`,
				'postgres',
			);
		allow(false);
		deliver(1);
		await until('run that waits for the database', async () => {
			const executions = await executionsOf('units-1');
			return executions.some(({ hasEnded }) => !hasEnded);
		});
		const lists = () => n8n.sandbox.livePerson.requests.counts.list ?? 0;
		const listsBefore = lists();
		await until('poll after that', () => lists() > listsBefore);
		allow(true);
		assert.deepEqual(inTable(), before);
		await untilAllIsThere();
		await untilQuiet('units-1');
	});

	it('has each unit once when everything is delivered a second time', async () => {
		const rowsBefore = inTable();
		await activate('units-2');
		const executions = await until('second delivery', async () => {
			const runs = await executionsOf('units-2');
			return runs.length > 0 && runs.every(({ hasEnded }) => hasEnded) && runs;
		});
		const given = executions.flatMap((execution) => execution.items('Into the table'));
		assert.equal(
			given.reduce((sum, { units }) => sum + Number(units), 0),
			rowsBefore[0],
		);
		assert.deepEqual(inTable(), rowsBefore);
		deliver(2);
		await untilAllIsThere();
		await untilQuiet('units-1', 'units-2');
		assert.deepEqual(inTable(), delivered());
	});

	it('every unit is in the table as LivePerson gave it', () => {
		const rows = postgres.query(
			`SELECT segment_id, sequence, start_reason, end_reason,
				extract(epoch FROM started_at) * 1000, extract(epoch FROM ended_at) * 1000,
				handle_time_ms, extract(epoch FROM inserted_at) * 1000
			FROM handling_time_units`,
		);
		const known = n8n.sandbox.livePerson.data.files
			.flatMap((file) => [...file.units()])
			.map((unit) => [
				unit.segmentId,
				String(unit.sequence),
				unit.startReason,
				unit.endReason,
				String(unit.startTimestamp),
				String(unit.endTimestamp),
				String(unit.handleTimeMillis),
				String(unit.insertTimestamp),
			]);
		const plain = rows.map((row) => row.map((value) => value.replace(/\.0+$/, '')));
		assert.deepEqual(plain.sort(byText), known.sort(byText));
	});
});

function byText(a: readonly string[], b: readonly string[]): number {
	return a.join(' ') < b.join(' ') ? -1 : 1;
}
