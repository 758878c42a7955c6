import { refusedTokenHeader, takeRefusedToken } from '../../../nodes/shared/tokenRenewal.ts';

const URL = 'https://a.example.com/';

describe('a request that names a refused token', () => {
	const request = { url: URL, headers: { accept: '*/*', ...refusedTokenHeader('token-1') } };

	it('is known by the token that is stored', () => {
		expect(takeRefusedToken(request, 'token-1').isRefused).toBe(true);
		expect(takeRefusedToken(request, 'token-2').isRefused).toBe(false);
		expect(takeRefusedToken({ url: URL }, 'token-1').isRefused).toBe(false);
	});

	it('is sent without the name', () => {
		expect(takeRefusedToken(request, 'token-1').request).toEqual({
			url: URL,
			headers: { accept: '*/*' },
		});
	});

	it('does not hold the token itself', () => {
		expect(JSON.stringify(request)).not.toContain('token-1');
	});
});
