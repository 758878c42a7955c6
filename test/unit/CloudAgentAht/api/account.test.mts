import {
	accountKey,
	parseAccount,
	secretKey,
} from '../../../../nodes/CloudAgentAht/api/account.ts';

const DATA = {
	region: 'india',
	domain: '',
	userName: 'demo_account',
	apiAuthentication: 'TOKEN_AUTH',
	apiKey: 'fake-api-key-for-tests',
	token: '',
	sessionToken: '',
};

describe('the credential', () => {
	it.each([
		['India', { region: 'india' }, 'in1-ccaas-api.ozonetel.com'],
		['International', { region: 'international' }, 'api.ccaas.ozonetel.com'],
		[
			"a partner's",
			{ region: 'partner', domain: ' https://CCaaS.example.com:8443/ ' },
			'ccaas.example.com:8443',
		],
		[
			'India whatever stands in Domain',
			{ region: 'india', domain: 'evil.example.com' },
			'in1-ccaas-api.ozonetel.com',
		],
	])('names the domain of its region: %s', (_label, fields, domain) => {
		expect(parseAccount({ ...DATA, ...fields })).toMatchObject({ domain });
	});

	it('forgives space around what was pasted, and the word Bearer before a token', () => {
		const account = parseAccount({
			...DATA,
			userName: ' demo_account\n',
			apiAuthentication: 'token',
			token: ' Bearer fake.token.for-tests ',
		});
		expect(account).toMatchObject({
			userName: 'demo_account',
			token: 'fake.token.for-tests',
			apiKey: '',
		});
	});

	it.each([
		['User Name', { userName: '  ' }, "The 'User Name' of the credential is empty"],
		['API Key', { apiKey: '' }, "The 'API Key' of the credential is empty"],
		[
			'API Key',
			{ apiAuthentication: 'BASIC_AUTH', apiKey: '' },
			"The 'API Key' of the credential is empty",
		],
		['Token', { apiAuthentication: 'token' }, "The 'Token' of the credential is empty"],
		[
			'API Key',
			{ apiKey: 'one\r\nX-Evil: two' },
			"The 'API Key' of the credential has characters that it cannot have",
		],
		[
			'API Key',
			{ apiKey: 'schlüssel' },
			"The 'API Key' of the credential has characters that it cannot have",
		],
		[
			'API Authentication',
			{ apiAuthentication: 'OTHER' },
			"The 'API Authentication' of the credential has an unknown value",
		],
		[
			'host name',
			{ region: 'partner', domain: 'http://x' },
			"The 'Domain' of the credential is not a host name",
		],
	])('is refused before any request, with advice on %s', (field, fields, message) => {
		expect(() => parseAccount({ ...DATA, ...fields })).toThrow(
			expect.objectContaining({ message, description: expect.stringContaining(field) }),
		);
	});

	it('shares the limit with every credential of its account, and lists with those of its key alone', () => {
		const one = parseAccount(DATA);
		const other = parseAccount({ ...DATA, userName: 'Demo_Account', apiKey: 'another-fake-key' });
		expect(accountKey(other)).toBe(accountKey(one));
		expect(secretKey(other)).not.toBe(secretKey(one));
		expect(secretKey(one)).not.toContain(DATA.apiKey);
	});
});
