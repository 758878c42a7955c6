import type { INode } from 'n8n-workflow';
import { NodeApiError, UserError } from 'n8n-workflow';

import { quoteApiText } from '../../shared/apiText';
import type { LivePersonCredentialType } from '../auth/account';

/** What n8n's poll scheduler goes by; declared only where the answer proves it. */
type Failure = NonNullable<NodeApiError['failure']>;

/** What the user reads: what happened, and how to get on. */
export interface Explanation {
	message: string;
	description: string;
	httpCode?: string;
	failure?: Failure;
}

/** Whom was asked, for the wording. */
export interface Asked {
	host: string;
	/** `undefined` for a request without credential */
	credentialType: LivePersonCredentialType | undefined;
	/** The host was entered as 'Domain', rather than named by LivePerson */
	isDomainGiven: boolean;
	/** Must not appear in the wording, should the other side quote them */
	secrets?: readonly string[];
}

/**
 * A fresh error: n8n hands a NodeApiError that is wrapped once more back unchanged, without the new
 * words. The raw error stays out, since it carries the request's headers.
 */
export function toApiError(node: INode, explanation: Explanation): NodeApiError {
	const { message, description, httpCode, failure } = explanation;
	return new NodeApiError(
		node,
		{},
		{
			message,
			description,
			...(httpCode === undefined ? {} : { httpCode }),
			...(failure ? { failure } : {}),
		},
	);
}

/** For places that have no node: asking for a token, testing a credential. */
export function toUserError({ message, description }: Explanation): UserError {
	return new UserError(message, { description });
}

/** Quotes what the service sent: cleaned, cut, and without secrets. */
export function quote(text: unknown, secrets: readonly string[] = []): string {
	if (typeof text !== 'string') return '';
	let clean = text;
	for (const secret of secrets) clean = clean.replaceAll(secret, '***');
	return quoteApiText(clean);
}
