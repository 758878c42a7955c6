/** A token as CloudAgent makes it: only what it says about its time matters, nobody checks it here. */
export function makeToken(claims: { iat?: number; exp?: number }, name = 'fake'): string {
	const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
	return `${part({ alg: 'HS512' })}.${part({ sub: 'demo_account', ...claims })}.${name}-signature`;
}
