/** A request that CloudAgent turns down: thrown where the rule is, answered in one place. */
export class Refusal extends Error {
	/** The body's `status`: this API has a word for it in every family of calls */
	readonly status: unknown;
	readonly httpStatus: number;
	readonly headers: Record<string, string>;

	constructor(
		message: string,
		status: unknown,
		httpStatus: number,
		headers: Record<string, string> = {},
	) {
		super(message);
		this.status = status;
		this.httpStatus = httpStatus;
		this.headers = headers;
	}

	/** The gateway adds `"data": null` to its refusals. */
	get body(): Record<string, unknown> {
		const body = { status: this.status, message: this.message };
		return this.status === 'false' ? { ...body, data: null } : body;
	}
}
