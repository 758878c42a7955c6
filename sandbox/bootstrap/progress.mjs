/** A condition that the user can do something about: shown as it is, without a stack. */
export class Advice extends Error {
	/**
	 * @param {string} message what happened
	 * @param {string} [advice] what to do next
	 */
	constructor(message, advice = '') {
		super(message);
		this.advice = advice;
	}
}

const BEGAN = 'HANDLE_TIME_COMMAND_BEGAN';
const startedAt = Number(process.env[BEGAN]) || Date.now();
process.env[BEGAN] = String(startedAt); // for the processes that this one starts
const HEARTBEAT_MS = 15_000;
const FRAMES = ['|', '/', '-', '\\'];

/**
 * `75 s`, `4 min 05 s`
 * @param {number} milliseconds
 */
export function duration(milliseconds) {
	const seconds = milliseconds / 1000;
	if (seconds < 10) return `${seconds.toFixed(1)} s`;
	if (seconds < 100) return `${Math.round(seconds)} s`;
	const whole = Math.round(seconds);
	return `${Math.floor(whole / 60)} min ${String(whole % 60).padStart(2, '0')} s`;
}

/**
 * A line under the time since the command began.
 * @param {string} text
 */
export function say(text) {
	const seconds = Math.floor((Date.now() - startedAt) / 1000);
	const clock = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
	console.log(`[${clock.padStart(5)}] ${text}`);
}

/**
 * Shows that `work` is going on, from beginning to end: a spinner on a terminal, a line every quarter
 * of a minute elsewhere.
 * @template T
 * @param {string} title
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function step(title, work) {
	const began = Date.now();
	const stop = process.stdout.isTTY ? spin(title, began) : beat(title, began);
	try {
		const result = await work();
		stop();
		say(`${title}: done (${duration(Date.now() - began)})`);
		return result;
	} catch (error) {
		stop();
		say(`${title}: stopped after ${duration(Date.now() - began)}`);
		throw error;
	}
}

/**
 * @param {string} title
 * @param {number} began
 */
function spin(title, began) {
	let frame = 0;
	const timer = setInterval(() => {
		const seconds = Math.floor((Date.now() - began) / 1000);
		const elapsed = seconds < 100 ? `${seconds} s` : duration(seconds * 1000);
		process.stdout.write(`\r\u001b[K  ${FRAMES[frame++ % FRAMES.length]}     ${title}, ${elapsed}`);
	}, 250);
	return () => {
		clearInterval(timer);
		process.stdout.write('\r\u001b[K');
	};
}

/**
 * @param {string} title
 * @param {number} began
 */
function beat(title, began) {
	say(`${title} ...`);
	const timer = setInterval(
		() => say(`  ${title}: still going, ${duration(Date.now() - began)}`),
		HEARTBEAT_MS,
	);
	return () => clearInterval(timer);
}
