import type {
	ICredentialDataDecryptedObject,
	ICredentialType,
	IHttpRequestOptions,
	INodeProperties,
	Icon,
} from 'n8n-workflow';

import { addOAuth1 } from '../nodes/AgentSegmentsBreakdown/auth/authenticate';

/** The four values of a LivePerson API key; every request is signed with them. */
export class LivePersonOAuth1Api implements ICredentialType {
	name = 'livePersonOAuth1Api';

	displayName = 'LivePerson OAuth1 API';

	documentationUrl = 'https://example.com/n8n-nodes-handle-time#liveperson-oauth1-api';

	icon: Icon = {
		light: 'file:../icons/livePerson.svg',
		dark: 'file:../icons/livePerson.dark.svg',
	};

	properties: INodeProperties[] = [
		{
			displayName:
				'LivePerson has announced the end of OAuth 1.0 keys for 31 May 2026. Use the OAuth2 type where you can.',
			name: 'notice',
			type: 'notice',
			default: '',
		},
		{
			displayName: 'Account ID',
			name: 'accountId',
			type: 'string',
			default: '',
			required: true,
			placeholder: 'e.g. 12345678',
			description: 'The LivePerson account number (site ID)',
		},
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
		{
			displayName: 'Domain',
			name: 'domain',
			type: 'string',
			default: '',
			placeholder: 'e.g. va.agent-activity.liveperson.net',
			description:
				'Host name of the Actual Handle Time API, with a port if there is one. Leave empty to ask LivePerson for it.',
		},
	];

	async authenticate(
		credentials: ICredentialDataDecryptedObject,
		requestOptions: IHttpRequestOptions,
	): Promise<IHttpRequestOptions> {
		return addOAuth1(credentials, requestOptions);
	}
}
