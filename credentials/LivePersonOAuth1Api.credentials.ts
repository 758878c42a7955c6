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
import { addOAuth1 } from '../nodes/AgentSegmentsBreakdown/auth/sign';

/** The four values of a LivePerson API key; every request is signed with them. */
export class LivePersonOAuth1Api implements ICredentialType {
	name = 'livePersonOAuth1Api';

	displayName = 'LivePerson App Key OAuth1 API';

	documentationUrl = 'https://example.com/n8n-nodes-handle-time#liveperson-app-key-oauth1-api';

	icon = ICON;

	properties: INodeProperties[] = [
		{
			displayName:
				'LivePerson ended support for OAuth 1.0 keys on 31 May 2026. Use LivePerson OAuth2 API unless your keys still work.',
			name: 'notice',
			type: 'notice',
			default: '',
		},
		PREREQUISITES,
		ACCOUNT_ID,
		{
			displayName: 'App Key',
			name: 'appKey',
			type: 'string',
			default: '',
			required: true,
			description: 'Also called consumer key',
		},
		{
			displayName: 'App Secret',
			name: 'appSecret',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			required: true,
		},
		{
			displayName: 'Access Token',
			name: 'accessToken',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			required: true,
		},
		{
			displayName: 'Access Token Secret',
			name: 'accessTokenSecret',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			required: true,
		},
		DOMAIN,
	];

	/** Requests go to LivePerson's hosts or the Domain alone, so there is nothing left to restrict. */
	hideDomainRestrictionFields = true;

	async authenticate(
		credentials: ICredentialDataDecryptedObject,
		requestOptions: IHttpRequestOptions,
	): Promise<IHttpRequestOptions> {
		return addOAuth1(credentials, requestOptions);
	}
}
