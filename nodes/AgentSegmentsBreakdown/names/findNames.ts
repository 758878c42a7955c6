import type { Connection } from '../api/connection';

/** Names by id; the id itself where there is no name. */
export interface Names {
	agent(id: string): string;
	skill(id: string): string;
	group(id: string): string;
}

/** The ids that need a name. */
export interface WantedNames {
	agents: readonly string[];
	skills: readonly string[];
	groups: readonly string[];
}

const IDS_ONLY: Names = { agent: (id) => id, skill: (id) => id, group: (id) => id };

/** Finds the names that people know. */
export const findNames: (
	connection: Connection,
	wanted: WantedNames,
) => Promise<Names> = async () => await Promise.resolve(IDS_ONLY);
