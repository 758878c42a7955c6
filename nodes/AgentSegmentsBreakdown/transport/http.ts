/** A request as it goes out: the URL is whole, its query already encoded. */
export interface OutgoingRequest {
	method: 'GET' | 'POST';
	url: string;
	headers: Readonly<Record<string, string>>;
	body?: string;
	timeoutMs: number;
}

/** Whatever the other side answered, error statuses and redirects included. */
export interface Answer {
	status: number;
	/** Names in lower case */
	headers: Readonly<Record<string, unknown>>;
	body: Buffer;
}

/** Sends one request, once. Rejects only where no answer came (no connection, cut off, refused by n8n). */
export type Send = (request: OutgoingRequest) => Promise<Answer>;

/** Is a plain object, so that its fields may be looked at. */
export function isRecord(value: unknown): value is Record<string, unknown> {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The value, and what it names as its cause, one below the other; bounded, since causes can go round. */
export function causesOf(value: unknown): unknown[] {
	const chain: unknown[] = [];
	for (let each = value; each !== undefined && each !== null && chain.length < 6;) {
		chain.push(each);
		each = typeof each === 'object' && 'cause' in each ? each.cause : undefined;
	}
	return chain;
}

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

/** Writes a query, with the `?` where there is one. */
export function writeQuery(parameters: Iterable<readonly [string, string]>): string {
	const pairs = [...parameters].map(
		([name, value]) => `${encodeRfc3986(name)}=${encodeRfc3986(value)}`,
	);
	return pairs.length > 0 ? `?${pairs.join('&')}` : '';
}
