/**
 * Percent-encodes as RFC 3986 has it: everything but letters, digits and `-._~`. OAuth 1.0 signs this
 * form, so requests are sent in it too.
 */
export function encodeRfc3986(text: string): string {
	return encodeURIComponent(text).replace(
		/[!'()*]/g,
		(character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
	);
}

/** Name and value of a query parameter, not encoded */
export type QueryParameter = readonly [name: string, value: string];

/** Writes a query, with the `?` where there is one. */
export function writeQuery(parameters: Iterable<QueryParameter>): string {
	const pairs = [...parameters].map(
		([name, value]) => `${encodeRfc3986(name)}=${encodeRfc3986(value)}`,
	);
	return pairs.length > 0 ? `?${pairs.join('&')}` : '';
}
