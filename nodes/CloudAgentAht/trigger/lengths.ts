const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Writes seconds as people say them, to the second: `45 s`, `7 min 12 s`, `1 h 5 s`. */
export function describeSeconds(seconds: number): string {
	const whole = Math.round(seconds);
	const minutes = Math.floor((whole % HOUR) / MINUTE);
	return join([Math.floor(whole / HOUR), 'h'], [minutes, 'min'], [whole % MINUTE, 's']);
}

/** Writes how long something lasted, to the minute from a minute on: `45 s`, `35 min`, `1 d 3 h`. */
export function describeLength(seconds: number): string {
	const whole = Math.round(seconds);
	if (whole < MINUTE) return join([whole, 's']);
	const rounded = Math.round(whole / MINUTE) * MINUTE;
	if (rounded < DAY) {
		return join([Math.floor(rounded / HOUR), 'h'], [(rounded % HOUR) / MINUTE, 'min']);
	}
	return join([Math.floor(rounded / DAY), 'd'], [Math.floor((rounded % DAY) / HOUR), 'h']);
}

function join(...parts: Array<[number, string]>): string {
	const said = parts.filter(([count]) => count > 0);
	const shown = said.length > 0 ? said : parts.slice(-1);
	return shown.map(([count, unit]) => `${count} ${unit}`).join(' ');
}
