import fs from 'node:fs';
import path from 'node:path';

import type { AlertRule, TargetState } from '../../../../nodes/CloudAgentAht/trigger/breach.ts';
import { decide } from '../../../../nodes/CloudAgentAht/trigger/breach.ts';

const README = fs.readFileSync(path.resolve(__dirname, '../../../../README.md'), 'utf8');

/** As the text above the table says */
const rule: AlertRule = {
	direction: 'above',
	thresholdSeconds: 360,
	recoveryMarginSeconds: 30,
	pollsToBreach: 2,
	pollsToRecover: 1,
	remindEverySeconds: 300,
	noCalls: 'ignore',
};

/** Rows of the table under "When it fires": time, AHT and event. */
function readTable(): string[][] {
	const [, table = ''] = README.split('| Poll | AHT | Fires | Why |\n');
	const [, ...lines] = table.slice(0, table.indexOf('\n\n')).split('\n');
	return lines.map((line) => line.split('|').map((cell) => cell.replace(/\*/g, '').trim()));
}

function secondsOf(clock: string): number {
	const [minutes = 0, seconds = 0] = clock.split(':').map(Number);
	return minutes * 60 + seconds;
}

it('fires as the table in the README says', () => {
	const rows = readTable();
	expect(rows).toHaveLength(12);
	let state: TargetState | undefined;
	const told = rows.map(([, time = '', aht = '']) => {
		if (aht === '-') return [time, aht, ''];
		const seconds = aht === 'no calls' ? null : secondsOf(aht);
		const decision = decide(state, seconds, rule, Date.parse(`2026-11-22T${time}:00Z`));
		state = decision.state;
		return [time, aht, decision.alert?.event ?? ''];
	});
	expect(told).toEqual(rows.map(([, time, aht, event]) => [time, aht, event]));
});
