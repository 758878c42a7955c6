/**
 * For `--import`: has a process go by the clock that fastClock.mts writes down. `Date` and the timers
 * follow it; sockets, and what they time out after, keep to the machine's time.
 */
import fs from 'node:fs';
import { withGlobal } from '@sinonjs/fake-timers';

import type { ClockRate } from './time.mts';
import { timeAt } from './time.mts';

/** How exact the clock is, in the machine's time */
const STEP_MS = 3;
const READ_EVERY_STEPS = 10;

const file = process.env['FAST_CLOCK_FILE'];
if (file) follow(file);

function follow(from: string): void {
	const { now: realNow } = Date;
	const { setInterval: everyRealMs } = globalThis;
	const read = () => JSON.parse(fs.readFileSync(from, 'utf8')) as ClockRate[];
	let rates = read();
	const clock = withGlobal(globalThis).install({
		now: Math.floor(timeAt(rates, realNow())),
		toFake: ['Date', 'setTimeout', 'clearTimeout', 'setInterval', 'clearInterval'],
	});
	let steps = 0;
	everyRealMs(() => {
		if (++steps % READ_EVERY_STEPS === 0) rates = read();
		const behindMs = Math.floor(timeAt(rates, realNow())) - clock.now;
		if (behindMs > 0) clock.tick(behindMs);
	}, STEP_MS);
}
