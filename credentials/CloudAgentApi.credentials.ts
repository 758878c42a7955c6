import type {
	IAuthenticate,
	ICredentialDataDecryptedObject,
	ICredentialType,
	IDataObject,
	IHttpRequestHelper,
	Icon,
	INodeProperties,
} from 'n8n-workflow';

import { authenticate, preAuthentication } from '../nodes/CloudAgentAht/api/authenticate';

export class CloudAgentApi implements ICredentialType {
	name = 'cloudAgentApi';

	displayName = 'CloudAgent API';

	icon: Icon = {
		light: 'file:../icons/cloudAgent.svg',
		dark: 'file:../icons/cloudAgent.dark.svg',
	};

	documentationUrl = 'https://example.com/n8n-nodes-handle-time#cloudagent-credential';

	properties: INodeProperties[] = [
		{
			displayName:
				"User Name is the name of the CloudAgent account, not an agent's login. Admin > Settings in CloudAgent shows the account's API Authentication and, under Admin Settings > Edit User, the API key.",
			name: 'whereToFind',
			type: 'notice',
			default: '',
		},
		{
			displayName: 'Region',
			name: 'region',
			type: 'options',
			options: [
				{
					name: 'India',
					value: 'india',
					description: 'The domain in1-ccaas-api.ozonetel.com',
				},
				{
					name: 'International',
					value: 'international',
					description: 'The domain api.ccaas.ozonetel.com',
				},
				{
					name: "Partner's Own Domain",
					value: 'partner',
					description: 'The domain that your Ozonetel partner gave you',
				},
			],
			default: 'india',
			description: 'Where your CloudAgent account is',
		},
		{
			displayName: 'Domain',
			name: 'domain',
			type: 'string',
			default: '',
			required: true,
			placeholder: 'e.g. cloudagent-api.example.com',
			displayOptions: { show: { region: ['partner'] } },
			description: 'Host name of the API, with a port if there is one',
		},
		{
			displayName: 'User Name',
			name: 'userName',
			type: 'string',
			default: '',
			required: true,
			placeholder: 'e.g. acme_outbound',
		},
		{
			displayName: 'API Authentication',
			name: 'apiAuthentication',
			type: 'options',
			options: [
				{
					name: 'TOKEN_AUTH',
					value: 'TOKEN_AUTH',
					description: 'The credential makes tokens from the API key and renews them',
				},
				{
					name: 'BASIC_AUTH',
					value: 'BASIC_AUTH',
					description: 'Each request carries the API key',
				},
				{
					name: 'Token Given by Hand',
					value: 'token',
					description: 'For testing: a token you generated. It expires after 60 minutes.',
				},
			],
			default: 'TOKEN_AUTH',
			description: 'Choose the same as in CloudAgent. It holds for the whole account.',
		},
		{
			displayName: 'API Key',
			name: 'apiKey',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			required: true,
			displayOptions: { show: { apiAuthentication: ['TOKEN_AUTH', 'BASIC_AUTH'] } },
		},
		{
			displayName: 'Token',
			name: 'token',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			required: true,
			displayOptions: { show: { apiAuthentication: ['token'] } },
			description: 'Used as it is. It cannot be renewed.',
		},
		{
			displayName: 'Session Token',
			name: 'sessionToken',
			type: 'hidden',
			typeOptions: { expirable: true, password: true },
			default: '',
		},
	];

	/** Requests go to the account's own domain only, so there is nothing left to restrict. */
	hideDomainRestrictionFields = true;

	httpRequestNode = {
		name: 'CloudAgent',
		docsUrl: 'https://docs.ozonetel.com/reference',
		apiBaseUrlPlaceholder: 'https://in1-ccaas-api.ozonetel.com/ca_apis/',
	};

	authenticate: IAuthenticate = authenticate;

	async preAuthentication(
		this: IHttpRequestHelper,
		credentials: ICredentialDataDecryptedObject,
	): Promise<IDataObject> {
		return await preAuthentication(this, credentials);
	}
}
