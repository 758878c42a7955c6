import type {
	ICredentialDataDecryptedObject,
	ICredentialType,
	IDataObject,
	IHttpRequestHelper,
	IHttpRequestOptions,
	INodeProperties,
	Icon,
} from 'n8n-workflow';

import { readField } from '../nodes/AgentSegmentsBreakdown/auth/account';
import { addBearer } from '../nodes/AgentSegmentsBreakdown/auth/authenticate';
import { requestAccessToken } from '../nodes/AgentSegmentsBreakdown/auth/sentinel';
import { sendPlain } from '../nodes/AgentSegmentsBreakdown/transport/egress';

/**
 * Client credentials of an installed application. n8n's own OAuth2 types cannot serve: the token's
 * address is another for each account and has to be looked up. So the token is an expirable field,
 * which n8n fills before the first request and again whenever LivePerson answers 401.
 */
export class LivePersonOAuth2Api implements ICredentialType {
	name = 'livePersonOAuth2Api';

	displayName = 'LivePerson OAuth2 API';

	documentationUrl = 'https://example.com/n8n-nodes-handle-time#liveperson-oauth2-api';

	icon: Icon = {
		light: 'file:../icons/livePerson.svg',
		dark: 'file:../icons/livePerson.dark.svg',
	};

	properties: INodeProperties[] = [
		{
			displayName: 'Access Token',
			name: 'accessToken',
			type: 'hidden',
			typeOptions: { expirable: true, password: true },
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
			displayName: 'Client ID',
			name: 'clientId',
			type: 'string',
			default: '',
			required: true,
			description: 'From Management Console > Application Install in LivePerson',
		},
		{
			displayName: 'Client Secret',
			name: 'clientSecret',
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

	async preAuthentication(
		this: IHttpRequestHelper,
		credentials: ICredentialDataDecryptedObject,
	): Promise<IDataObject> {
		return { accessToken: await requestAccessToken(sendPlain(this), credentials) };
	}

	async authenticate(
		credentials: ICredentialDataDecryptedObject,
		requestOptions: IHttpRequestOptions,
	): Promise<IHttpRequestOptions> {
		const token = readField(credentials, 'accessToken', 'Access Token');
		return addBearer(credentials, token, requestOptions);
	}
}
