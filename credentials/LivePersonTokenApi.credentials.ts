import type {
	ICredentialDataDecryptedObject,
	ICredentialType,
	IHttpRequestOptions,
	INodeProperties,
} from 'n8n-workflow';

import {
	ACCOUNT_ID,
	DOMAIN,
	ICON,
	PREREQUISITES,
} from '../nodes/AgentSegmentsBreakdown/auth/credentialFields';
import { addBearer } from '../nodes/AgentSegmentsBreakdown/auth/sign';
import { readSecret } from '../nodes/shared/credentialData';

/** A bearer token that was obtained elsewhere; it is used as given and never renewed. */
export class LivePersonTokenApi implements ICredentialType {
	name = 'livePersonTokenApi';

	displayName = 'LivePerson Token API';

	documentationUrl = 'https://example.com/n8n-nodes-handle-time#liveperson-token-api';

	icon = ICON;

	properties: INodeProperties[] = [
		PREREQUISITES,
		ACCOUNT_ID,
		{
			displayName: 'Token',
			name: 'token',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			required: true,
			description: 'The access token as LivePerson issued it. It is not renewed when it expires.',
		},
		DOMAIN,
	];

	/** Requests go to LivePerson's hosts or the Domain alone, so there is nothing left to restrict. */
	hideDomainRestrictionFields = true;

	async authenticate(
		credentials: ICredentialDataDecryptedObject,
		requestOptions: IHttpRequestOptions,
	): Promise<IHttpRequestOptions> {
		return addBearer(credentials, readSecret(credentials, 'token', 'Token'), requestOptions);
	}
}
