import type {
	ICredentialDataDecryptedObject,
	ICredentialType,
	IHttpRequestOptions,
	INodeProperties,
	Icon,
} from 'n8n-workflow';

import { readField } from '../nodes/AgentSegmentsBreakdown/auth/account';
import { addBearer } from '../nodes/AgentSegmentsBreakdown/auth/authenticate';

/** A bearer token that was obtained elsewhere; it is used as given and never renewed. */
export class LivePersonTokenApi implements ICredentialType {
	name = 'livePersonTokenApi';

	displayName = 'LivePerson Token API';

	documentationUrl = 'https://example.com/n8n-nodes-handle-time#liveperson-token-api';

	icon: Icon = {
		light: 'file:../icons/livePerson.svg',
		dark: 'file:../icons/livePerson.dark.svg',
	};

	properties: INodeProperties[] = [
		{
			displayName: 'Domain',
			name: 'domain',
			type: 'string',
			default: '',
			placeholder: 'e.g. va.agent-activity.liveperson.net',
			description:
				'Host name of the Actual Handle Time API, with a port if there is one. Leave empty to ask LivePerson for it.',
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
			displayName: 'Token',
			name: 'token',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			required: true,
			description: 'The access token, without the word Bearer',
		},
	];

	async authenticate(
		credentials: ICredentialDataDecryptedObject,
		requestOptions: IHttpRequestOptions,
	): Promise<IHttpRequestOptions> {
		return addBearer(credentials, readField(credentials, 'token', 'Token'), requestOptions);
	}
}
