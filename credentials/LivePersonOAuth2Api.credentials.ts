import type {
	ICredentialDataDecryptedObject,
	ICredentialType,
	IDataObject,
	IHttpRequestHelper,
	IHttpRequestOptions,
	INodeProperties,
} from 'n8n-workflow';

import { requestAccessToken } from '../nodes/AgentSegmentsBreakdown/auth/accessToken';
import {
	ACCOUNT_ID,
	DOMAIN,
	ICON,
	PREREQUISITES,
} from '../nodes/AgentSegmentsBreakdown/auth/credentialFields';
import { addBearer } from '../nodes/AgentSegmentsBreakdown/auth/sign';
import { readSecret } from '../nodes/shared/credentialData';
import { sendPlain } from '../nodes/shared/send';
import { takeRefusedToken, TokenNeeded } from '../nodes/shared/tokenRenewal';

/**
 * Client credentials of an installed application. n8n's own OAuth2 types cannot serve: the token's
 * address is another for each account and has to be looked up. So the token is an expirable field,
 * which n8n fills before the first request and again whenever LivePerson refuses it.
 */
export class LivePersonOAuth2Api implements ICredentialType {
	name = 'livePersonOAuth2Api';

	displayName = 'LivePerson OAuth2 API';

	documentationUrl = 'https://example.com/n8n-nodes-handle-time#liveperson-oauth2-api';

	icon = ICON;

	properties: INodeProperties[] = [
		{
			displayName: 'Access Token',
			name: 'accessToken',
			type: 'hidden',
			typeOptions: { expirable: true, password: true },
			default: '',
		},
		PREREQUISITES,
		ACCOUNT_ID,
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
		DOMAIN,
	];

	/** Requests go to LivePerson's hosts or the Domain alone, so there is nothing left to restrict. */
	hideDomainRestrictionFields = true;

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
		const token = readSecret(credentials, 'accessToken', 'Access Token');
		const { request, isRefused } = takeRefusedToken(requestOptions, token);
		if (isRefused) throw new TokenNeeded();
		return addBearer(credentials, token, request);
	}
}
