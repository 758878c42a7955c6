import tls from 'node:tls';

/** Both spellings: where a machine sets the small one, it wins. */
const PROXY_VARIABLES = ['HTTPS_PROXY', 'https_proxy', 'NO_PROXY', 'no_proxy'];

/**
 * Makes this process trust the certificate and, where a proxy is given, reach fixed hosts through it
 * (localhost stays direct), until the function that it gives is called. Node reads
 * NODE_EXTRA_CA_CERTS only when it starts, hence the call.
 */
export function trust({ cert, proxyUrl }: { cert: string; proxyUrl?: string }): () => void {
	const authorities = tls.getCACertificates('default');
	tls.setDefaultCACertificates([...authorities, cert]);
	const before = PROXY_VARIABLES.map((name) => [name, process.env[name]] as const);
	if (proxyUrl !== undefined) {
		for (const name of PROXY_VARIABLES) {
			process.env[name] = name.toLowerCase() === 'no_proxy' ? 'localhost,127.0.0.1' : proxyUrl;
		}
	}
	return () => {
		tls.setDefaultCACertificates(authorities);
		for (const [name, value] of before) {
			if (value === undefined) delete process.env[name];
			else process.env[name] = value;
		}
	};
}
