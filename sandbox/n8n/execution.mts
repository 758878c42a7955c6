/** A node's output item, as far as these scripts look. */
export type Item = Record<string, unknown>;

/** An execution as n8n stored it. */
export interface Execution {
	id: string;
	/** `success`, `error`, `running`, `waiting`, `crashed`, ... */
	status: string;
	hasEnded: boolean;
	/** What stopped the execution */
	error: { message: string; description?: string } | undefined;
	/** JSON of the items of a node's last run, first output; none where the node did not run */
	items(nodeName: string): Item[];
	/** Hints that a node gave in its last run */
	hints(nodeName: string): string[];
	/** Everything that was stored, as text, to search for a secret */
	stored: string;
}

interface StoredExecution {
	id: string;
	status: string;
	data: string;
}

interface RunData {
	resultData?: {
		error?: { message: string; description?: string };
		runData?: Record<string, NodeRun[]>;
	};
}

interface NodeRun {
	data?: { main?: Array<Array<{ json: Item }> | null> };
	hints?: Array<{ message: string }>;
}

const NOT_ENDED = ['new', 'running', 'unknown'];

export function readExecution({ id, status, data }: StoredExecution): Execution {
	const { resultData } = (unflatten(data) ?? {}) as RunData; // nothing is stored before the end
	const lastRun = (nodeName: string) => resultData?.runData?.[nodeName]?.at(-1);
	return {
		id,
		status,
		hasEnded: !NOT_ENDED.includes(status),
		error: resultData?.error,
		items: (nodeName) => (lastRun(nodeName)?.data?.main?.[0] ?? []).map(({ json }) => json),
		hints: (nodeName) => (lastRun(nodeName)?.hints ?? []).map(({ message }) => message),
		stored: data,
	};
}

/**
 * n8n stores an execution as a flat list in which every string inside an object or array is the
 * place of a value in that list, so that a value which occurs twice is written once.
 */
function unflatten(text: string): unknown {
	const list = JSON.parse(text) as unknown[];
	const made = new Map<number, unknown>();
	const resolve = (value: unknown): unknown =>
		typeof value === 'string' ? valueAt(Number(value)) : value;
	const valueAt = (place: number): unknown => {
		if (made.has(place)) return made.get(place);
		const flat = list[place];
		if (typeof flat !== 'object' || flat === null) return flat;
		const whole: unknown[] | Record<string, unknown> = Array.isArray(flat) ? [] : {};
		made.set(place, whole);
		for (const [key, value] of Object.entries(flat)) Reflect.set(whole, key, resolve(value));
		return whole;
	};
	return valueAt(0);
}
