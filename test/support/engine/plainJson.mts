/**
 * Gives a copy of the data as n8n's database would give it back.
 *
 * @throws Error that names the first value that JSON would change
 */
export function throughJson<T extends object>(data: T): T {
	const place = findUnfaithful(data, '$');
	if (place !== undefined) throw new Error(`Not plain JSON at ${place}`);
	return JSON.parse(JSON.stringify(data)) as T;
}

function findUnfaithful(value: unknown, place: string): string | undefined {
	if (value === null || value === undefined) return undefined;
	if (typeof value === 'string' || typeof value === 'boolean') return undefined;
	if (typeof value === 'number') return Number.isFinite(value) ? undefined : place;
	// By name: jest's realm and Node's have an Object and an Array each
	const isPlain =
		typeof value === 'object' &&
		(Array.isArray(value) || Object.prototype.toString.call(value) === '[object Object]') &&
		['Array', 'Object', undefined].includes(value.constructor?.name);
	if (!isPlain) return place;
	for (const [key, inner] of Object.entries(value)) {
		const found = findUnfaithful(inner, `${place}.${key}`);
		if (found !== undefined) return found;
	}
	return undefined;
}
