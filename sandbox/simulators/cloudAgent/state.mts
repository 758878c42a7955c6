import type { AhtValues } from './ahtValues.mts';
import type { CloudAgentData } from './data.mts';
import type { Limits } from './limits.mts';
import type { CloudAgentSwitches } from './switches.mts';
import type { Tokens } from './tokens.mts';

/** What the simulator's calls work on. */
export interface CloudAgentState {
	readonly now: () => number;
	readonly data: CloudAgentData;
	readonly switches: CloudAgentSwitches;
	readonly tokens: Tokens;
	readonly limits: Limits;
	readonly aht: AhtValues;
}
