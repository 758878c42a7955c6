/** An object of unknown origin. */
export type Fields = Readonly<Record<string, unknown>>;

export function isObject(value: unknown): value is Fields {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The key of a field whatever its case (CloudAgent writes `message` and `Message`); the first one. */
export function keyOf(object: Fields, name: string): string | undefined {
	return Object.keys(object).find((key) => key.toLowerCase() === name.toLowerCase());
}

/** A field whatever the case of its key. */
export function field(object: Fields, name: string): unknown {
	const key = keyOf(object, name);
	return key === undefined ? undefined : object[key];
}

/** Text, number or boolean as trimmed text; empty for anything else. */
export function textOf(value: unknown): string {
	return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
		? String(value).trim()
		: '';
}

/** Parses a text or a buffer that holds JSON; any other value, and other text, as it is. */
export function fromJson(value: unknown): unknown {
	const text = Buffer.isBuffer(value) ? value.toString('utf8') : value;
	if (typeof text !== 'string') return text;
	try {
		return JSON.parse(text.trim());
	} catch {
		return text;
	}
}
