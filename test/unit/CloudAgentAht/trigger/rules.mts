import type { AlertRule } from '../../../../nodes/CloudAgentAht/trigger/breach.ts';

/** An AHT over six minutes is a breach, with all else as a new trigger has it. */
export const overSixMinutes: AlertRule = {
	direction: 'above',
	thresholdSeconds: 360,
	recoveryMarginSeconds: 0,
	pollsToBreach: 1,
	pollsToRecover: 1,
	remindEverySeconds: undefined,
	noCalls: 'ignore',
};
