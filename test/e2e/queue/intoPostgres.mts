import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';

import type { RealQueue } from '../../support/n8n/queue.mts';
import { hasFailed } from '../../support/n8n/queue.mts';
import { everySeconds, fillIn, readyMade } from '../../support/n8n/readyMade.mts';
import { until } from '../../support/n8n/until.mts';

const ID = 'into-postgres';
const TRIGGER = 'New handling time units';
/** The newest, those of some ten hours: a worker is busy with them for seconds, not minutes */
const FILES = 30;
const LONGEST_MS = 240_000;

/** What "Handle time into PostgreSQL" promises when a worker is killed and files come twice. */
export function intoPostgres(queue: () => RealQueue): void {
	describe('"Handle time into PostgreSQL"', () => {
		let interrupted: string;

		before(async () => {
			const { files } = queue().sandbox.livePerson.data;
			files.splice(0, files.length - FILES);
			// With what the note says to turn on for data that is there already
			const polled = { ...everySeconds(5), options: { emitExisting: true } };
			const workflow = fillIn(readyMade('handle-time-into-postgres'), TRIGGER, polled);
			await queue().importWorkflow(workflow, ID);
		});

		const deliveries = () =>
			queue()
				.executions(ID)
				.filter(({ id }) => id !== interrupted);

		it('is interrupted when its worker is killed', async () => {
			await queue().api.activate(ID);
			const worker = await until('worker that has begun', () => {
				const id = deliveries()[0]?.id ?? '';
				return queue().workers.find((_, i) => queue().begunBy(i).includes(id));
			});
			await worker.kill();
			const again = worker.start();
			const noticed = until(
				'notice',
				() => deliveries().find(({ status }) => hasFailed(status)),
				LONGEST_MS,
			);
			interrupted = (await noticed).id;
			await again;
		});

		it('has each unit once although everything is delivered twice after that', async () => {
			for (const delivery of [1, 2]) {
				await queue().api.deactivate(ID);
				// What the trigger has seen is forgotten, so that it begins anew
				queue().postgres.query(`UPDATE workflow_entity SET "staticData" = NULL WHERE id = '${ID}'`);
				await queue().api.activate(ID);
				await until(
					`delivery ${delivery}`,
					() =>
						deliveries().length >= delivery &&
						deliveries().every(({ status }) => status === 'success'),
					LONGEST_MS,
				);
			}
			await queue().api.deactivate(ID);
			const { units, segments, handleTimeMillis } = queue().sandbox.livePerson.totals().total;
			const rows = queue().results(
				`SELECT count(*), count(DISTINCT segment_id), sum(handle_time_ms)
				FROM handling_time_units`,
			);
			assert.deepEqual(rows, [[units, segments, handleTimeMillis].map(String)]);
		});
	});
}
