import { generate } from 'selfsigned';

/** A certificate and its key, PEM. */
export interface Certificate {
	cert: string;
	key: string;
}

/**
 * Makes a certificate that is its own authority, valid for loopback and for `hosts`. Whoever is to
 * trust it gets `cert` through NODE_EXTRA_CA_CERTS; nothing is installed on the machine.
 */
export async function makeCertificate(
	hosts: readonly string[],
	notAfterDate = new Date('2049-12-31T00:00:00Z'),
): Promise<Certificate> {
	const altNames = [
		{ type: 2 as const, value: 'localhost' },
		{ type: 7 as const, ip: '127.0.0.1' },
		...hosts.map((value) => ({ type: 2 as const, value })),
	];
	const { cert, private: key } = await generate(
		[{ name: 'commonName', value: 'handle-time sandbox' }],
		{
			keyType: 'ec',
			algorithm: 'sha256',
			// Fixed, since a test may have set the clock of this process, and TLS goes by the machine's
			notBeforeDate: new Date('2020-01-01T00:00:00Z'),
			notAfterDate,
			extensions: [
				{ name: 'basicConstraints', cA: true },
				{ name: 'subjectAltName', altNames },
			],
		},
	);
	return { cert, key };
}
