import { parseDomain } from '../../../nodes/shared/domain.ts';

const EXAMPLE = 'in1-ccaas-api.ozonetel.com';

describe('a domain', () => {
	it.each([
		['a host name', 'va.agent-activity.liveperson.net', 'va.agent-activity.liveperson.net'],
		['a host name with a port', 'localhost:8443', 'localhost:8443'],
		['a pasted https address', 'https://in1-ccaas-api.ozonetel.com', 'in1-ccaas-api.ozonetel.com'],
		['a trailing slash', 'HTTPS://API.ccaas.ozonetel.com/', 'api.ccaas.ozonetel.com'],
		['space around it', '  10.0.0.7:443 ', '10.0.0.7:443'],
	])('may be %s', (_label, typed, domain) => {
		expect(parseDomain(typed, EXAMPLE)).toBe(domain);
	});

	it.each([
		['nothing', ''],
		['another scheme', 'http://api.ccaas.ozonetel.com'],
		['a path', 'api.ccaas.ozonetel.com/ca_apis'],
		['user info', 'user:secret@api.ccaas.ozonetel.com'],
		['a space', 'api.ccaas ozonetel.com'],
		['a query', 'api.ccaas.ozonetel.com?x=1'],
		['a port past 65535', 'localhost:65536'],
		['a second scheme', 'https://https://api.ccaas.ozonetel.com'],
		['a leading hyphen', '-api.ozonetel.com'],
		['an address that there cannot be', '999.999.999.999'],
		['a number too large for an address', '6655555555555555:3'],
	])('may not be %s', (_label, typed) => {
		expect(() => parseDomain(typed, EXAMPLE)).toThrow(
			expect.objectContaining({
				message: "The 'Domain' of the credential is not a host name",
				description: expect.stringContaining(EXAMPLE),
			}),
		);
	});
});
