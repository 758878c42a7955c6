const { default: Sequencer } = require('@jest/test-sequencer');

/** What takes minutes, the longest first: begun last, it would keep one process busy and leave the others idle. */
const LONGEST = ['faults/faults', 'CloudAgentAht/pace', 'CloudAgentAht/triggerPace'];

module.exports = class LongestFirst extends Sequencer {
	sort(tests) {
		const rank = ({ path }) => {
			const place = LONGEST.findIndex((name) => path.endsWith(`/engine/${name}.test.mts`));
			return place === -1 ? LONGEST.length : place;
		};
		// jest's own order among the rest: by the last run's durations, else by size
		return [...super.sort(tests)].sort((a, b) => rank(a) - rank(b));
	}
};
