import type { RealN8n } from './n8n.mts';
import type { StoredText } from './storedText.mts';

/** Anything shorter occurs by chance, base64 cut at both ends above all. */
const SHORTEST = 8;

/** The API keys, tokens, secrets and passwords in the credentials, and the tokens made with them. */
export function secretsOf({ drafts, sandbox }: Pick<RealN8n, 'drafts' | 'sandbox'>): string[] {
	const { livePerson, cloudAgent } = sandbox;
	const given = drafts
		.flatMap(({ data }) => Object.entries(data))
		.filter(([name]) => /key|secret|token|password/i.test(name))
		.flatMap(([, value]) => (typeof value === 'object' && value ? Object.values(value) : [value]))
		.map(String);
	const { accounts } = cloudAgent.data;
	const sent = cloudAgent.requests.log
		.map(({ headers }) => headers.authorization ?? '')
		.map((header) => header.split(' ').at(-1) ?? '');
	const current = accounts.map(({ userName }) => cloudAgent.tokens.current(userName) ?? '');
	const all = [...given, ...sent, ...livePerson.tokens.minted, ...current];
	return [...new Set(all)].filter((secret) => secret.length >= SHORTEST);
}

/** Where the texts hold a secret in any of its forms: the places, each once. */
export function secretsFound(secrets: readonly string[], texts: Iterable<StoredText>): string[] {
	const forms = [...new Set(secrets.flatMap(formsOf))];
	const places = new Set<string>();
	for (const { where, text } of texts) {
		const form = forms.find((each) => text.includes(each));
		if (form !== undefined) places.add(`${where}: ${form.slice(0, 4)}... (${form.length})`);
	}
	return [...places];
}

/**
 * A secret as it is, in JSON, in a URL, in hexadecimal, and as base64 of a text that it stands in. Of a
 * JWT the signature counts, too: the rest tells nothing that gives access.
 */
export function formsOf(secret: string): string[] {
	const signature = secret.split('.')[2] ?? '';
	return [secret, signature].flatMap((text) =>
		[
			text,
			JSON.stringify(text).slice(1, -1),
			encodeURIComponent(text),
			Buffer.from(text).toString('hex'),
			...[0, 1, 2].flatMap((offset) => inBase64(text, offset)),
		].filter((form) => form.length >= SHORTEST),
	);
}

/** What base64 always makes of a text that `offset` bytes precede, whatever stands around it. */
function inBase64(text: string, offset: number): string[] {
	const bytes = Buffer.concat([Buffer.alloc(offset), Buffer.from(text)]);
	// A character holds 6 bits: those with bits of what stands before or after are left out
	const first = Math.ceil((offset * 8) / 6);
	const last = Math.floor((bytes.length * 8) / 6);
	return (['base64', 'base64url'] as const).map((encoding) =>
		bytes.toString(encoding).slice(first, last),
	);
}
