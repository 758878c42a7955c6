import { X509Certificate } from 'node:crypto';

import { makeCertificate } from '../../../sandbox/simulators/certificate.mts';
import { startVirtualTime } from '../../support/engine/virtualTime.mts';

describe('the certificate of the sandbox', () => {
	it.each(['2021-06-01', '2047-06-01'])('is valid now, made at %s of virtual time', async (at) => {
		const now = new Date();
		const clock = startVirtualTime(at);
		try {
			const { cert } = await makeCertificate(['api.liveperson.net']);
			const { validFromDate, validToDate } = new X509Certificate(cert);
			expect(validFromDate.getTime()).toBeLessThan(now.getTime());
			expect(validToDate.getTime()).toBeGreaterThan(now.getTime());
		} finally {
			clock.stop();
		}
	});
});
