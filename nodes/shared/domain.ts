import { UserError } from 'n8n-workflow';

const HOST_LABEL = '[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?';
const DOMAIN = new RegExp(`^${HOST_LABEL}(?:\\.${HOST_LABEL})*(?::\\d{1,5})?$`, 'i');

/**
 * Gives the domain as `host` or `host:port`, in lower case. A pasted `https://` and trailing slashes
 * are forgiven; another scheme, a path, user info or spaces are not.
 *
 * @param example a domain of the service, shown in the message
 * @throws UserError that says what a domain looks like
 */
export function parseDomain(value: string, example: string): string {
	const domain = value
		.trim()
		.replace(/^https:\/\//i, '')
		.replace(/\/+$/, '');
	// The pattern lets numbers through that are neither names nor addresses, such as 999.999.999.999
	if (!DOMAIN.test(domain) || !URL.canParse(`https://${domain}`)) {
		throw new UserError("The 'Domain' of the credential is not a host name", {
			description: `Enter only the host name, with a port if there is one, e.g. ${example}`,
		});
	}
	return domain.toLowerCase();
}
