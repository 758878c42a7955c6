import tls from 'node:tls';

/**
 * Makes this process trust the certificate and, where a proxy is given, reach fixed hosts through it
 * (localhost stays direct), until the function that it gives is called. Node reads
 * NODE_EXTRA_CA_CERTS only when it starts, hence the call.
 */
export function trust({ cert, proxyUrl }: { cert: string; proxyUrl?: string }): () => void {
	const authorities = tls.getCACertificates('default');
	tls.setDefaultCACertificates([...authorities, cert]);
	const before = { ...process.env };
	if (proxyUrl !== undefined) {
		process.env.HTTPS_PROXY = proxyUrl;
		process.env.NO_PROXY = 'localhost,127.0.0.1';
	}
	return () => {
		tls.setDefaultCACertificates(authorities);
		for (const name of ['HTTPS_PROXY', 'NO_PROXY']) {
			if (before[name] === undefined) delete process.env[name];
			else process.env[name] = before[name];
		}
	};
}
