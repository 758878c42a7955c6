import { formsOf, secretsFound } from '../../support/n8n/secrets.mts';

const SECRET = 'fake/key+of "tests"?';
const TOKEN = 'eyJhbGciOiJIUzUxMiJ9.eyJzdWIiOiJkZW1vIn0.c2lnbmF0dXJlIG9mIGEgdG9rZW4';
const search = (text: string) => secretsFound([SECRET, TOKEN], [{ where: 'here', text }]);

describe('the search for secrets', () => {
	it.each([
		['as it is', `key: ${SECRET}.`],
		['in JSON', JSON.stringify({ apiKey: SECRET })],
		['in JSON in JSON', JSON.stringify(JSON.stringify({ header: `Bearer ${TOKEN}` }))],
		['in a URL', `https://example.com/?key=${encodeURIComponent(SECRET)}&more=1`],
		['in hexadecimal', Buffer.from(`=${SECRET}=`).toString('hex')],
		['the signature of a token alone', `...${TOKEN.split('.')[2]}`],
		...['', ':', 'u:', 'user:', 'a user:'].flatMap((before) =>
			(['base64', 'base64url'] as const).flatMap((encoding): Array<[string, string]> =>
				Object.entries({ key: SECRET, token: TOKEN }).map(([what, secret]) => [
					`in ${encoding}, a ${what} after "${before}"`,
					Buffer.from(`${before}${secret}, and more`).toString(encoding),
				]),
			),
		),
	])('finds one %s', (_form, text) => {
		expect(search(text)).toHaveLength(1);
	});

	it('finds none where there is none, and says where without telling it', () => {
		expect(search('fake, key, eyJhbGciOiJIUzUxMiJ9.eyJzdWIiOiJkZW1vIn0')).toEqual([]);
		expect(search(SECRET)[0]).toMatch(/^here: fake\.\.\./);
		expect(formsOf(SECRET).every((form) => form.length >= 8)).toBe(true);
	});
});
