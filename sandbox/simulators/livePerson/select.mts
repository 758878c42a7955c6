/** Fields that a `select` asks for; a nested list for those of an object. */
export type Selection = Map<string, Selection | undefined>;

const NAME = /^[\w$]+/;

/**
 * Reads `select` of LivePerson's configuration APIs: names separated by commas, those of an object's
 * fields in parentheses behind its own, as in `id,memberOf(agentGroupId)`.
 *
 * @returns `undefined` where it is not well formed
 */
export function parseSelect(text: string): Selection | undefined {
	const parsed = parseList(text);
	return parsed?.rest === '' ? parsed.selection : undefined;
}

function parseList(text: string): { selection: Selection; rest: string } | undefined {
	const selection: Selection = new Map();
	for (let rest = text; ;) {
		const name = NAME.exec(rest)?.[0];
		if (name === undefined) return undefined;
		rest = rest.slice(name.length);
		let nested: Selection | undefined;
		if (rest.startsWith('(')) {
			const inner = parseList(rest.slice(1));
			if (!inner?.rest.startsWith(')')) return undefined;
			nested = inner.selection;
			rest = inner.rest.slice(1);
		}
		selection.set(name, nested);
		if (!rest.startsWith(',')) return { selection, rest };
		rest = rest.slice(1);
	}
}

/** The chosen fields; one that the record does not know is blank, without a word. `$all` is all. */
export function pick(record: object, selection: Selection): Record<string, unknown> {
	if (selection.has('$all')) return { ...record };
	const fields = record as Record<string, unknown>;
	return Object.fromEntries(
		[...selection].map(([name, nested]) => {
			const value = Object.hasOwn(fields, name) ? fields[name] : '';
			const isObject = typeof value === 'object' && value !== null;
			return [name, nested && isObject ? pick(value, nested) : value];
		}),
	);
}
