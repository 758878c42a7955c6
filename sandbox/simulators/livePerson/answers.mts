import type { SimulatedAnswer } from '../httpsServer.mts';
import { json } from '../httpsServer.mts';

export { json };

/** Error bodies as the page "Error Codes" documents them, and plain ones where it does not. */

export function badRequest(causes: readonly string[]): SimulatedAnswer {
	return json(400, { causes, message: 'Bad Request' });
}

/** @param problem of the OAuth Problem Reporting extension, e.g. `token_rejected` */
export function unauthorized(problem: string, advice: string): SimulatedAnswer {
	const reason = `oauth_problem=${problem}&oauth_problem_advice=${advice}`;
	return json(401, { reason, message: 'Unauthorized' });
}

export function forbidden(): SimulatedAnswer {
	return json(403, { message: 'Forbidden' });
}

export function notFound(message = 'Not Found'): SimulatedAnswer {
	return json(404, { message });
}

export function methodNotAllowed(allowed: string): SimulatedAnswer {
	return {
		status: 405,
		headers: { allow: allowed, 'content-type': 'application/json;charset=utf-8' },
		body: JSON.stringify({ message: 'Method Not Allowed' }),
	};
}

export function tooManyRequests(retryAfter?: string): SimulatedAnswer {
	return {
		status: 429,
		headers: {
			'content-type': 'application/json;charset=utf-8',
			...(retryAfter === undefined ? {} : { 'retry-after': retryAfter }),
		},
		body: JSON.stringify({ message: 'Too Many Requests' }),
	};
}

export function internalError(): SimulatedAnswer {
	return json(500, {
		internalCode: '3f0c1f5e-7a3e-4d0b-9a51-0d6a1c9e4b7d',
		message: 'Internal Server Error',
	});
}

export function unavailable(): SimulatedAnswer {
	return json(503, { message: 'Service Unavailable' });
}
