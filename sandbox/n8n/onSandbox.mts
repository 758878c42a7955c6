import fs from 'node:fs';
import path from 'node:path';

import type { Sandbox } from '../simulators/sandbox.mts';
import { N8nApi } from './api.mts';
import type { CredentialDraft } from './importing.mts';
import { N8nInstance } from './instance.mts';
import { installPackage } from './package.mts';

export interface OnSandboxOptions {
	sandbox: Sandbox;
	/** Where n8n keeps its data */
	home: string;
	port?: number;
	env?: Record<string, string>;
}

export interface N8nOnSandbox {
	instance: N8nInstance;
	/** Signed in as the owner */
	api: N8nApi;
}

/** A real n8n with the built package, whose every HTTPS request ends at the simulators. */
export async function startN8nOnSandbox({
	sandbox,
	home,
	port,
	env,
}: OnSandboxOptions): Promise<N8nOnSandbox> {
	fs.mkdirSync(home, { recursive: true });
	const certificateFile = path.join(home, 'sandbox-certificate.pem');
	fs.writeFileSync(certificateFile, sandbox.cert);
	installPackage(home);
	const instance = await N8nInstance.start({
		home,
		logFile: path.join(home, 'n8n.log'),
		certificateFile,
		proxyUrl: sandbox.proxyUrl,
		...(port !== undefined && { port }),
		...(env && { env }),
	});
	try {
		return { instance, api: await N8nApi.signIn(instance.url) };
	} catch (error) {
		await instance.kill();
		throw error;
	}
}

/** A credential of every type that the ready-made workflows use, as the simulators accept it. */
export function demoCredentials({
	livePerson,
	cloudAgent,
	slack,
	teams,
	chatModel,
}: Sandbox): CredentialDraft[] {
	const { accountId, clientId, clientSecret, token } = livePerson.account;
	const { appKey, appSecret, accessToken, accessTokenSecret } = livePerson.account;
	const { userName, apiKey, mode } = cloudAgent.account();
	return [
		{
			name: 'LivePerson token (sandbox)',
			type: 'livePersonTokenApi',
			data: { accountId, token },
		},
		{
			name: 'LivePerson OAuth1 (sandbox)',
			type: 'livePersonOAuth1Api',
			data: { accountId, appKey, appSecret, accessToken, accessTokenSecret },
		},
		// Of several that fit a node, n8n's editor chooses the newest
		{
			name: 'LivePerson (sandbox)',
			type: 'livePersonOAuth2Api',
			data: { accountId, clientId, clientSecret },
		},
		{
			name: 'CloudAgent (sandbox)',
			type: 'cloudAgentApi',
			data: { region: 'india', userName, apiAuthentication: mode, apiKey },
		},
		{
			name: 'Slack (sandbox)',
			type: 'slackApi',
			data: { accessToken: slack.workspace.tokens[0]?.token ?? '' },
		},
		{
			name: 'Microsoft Teams (sandbox)',
			type: 'microsoftTeamsOAuth2Api',
			// As after signing in; n8n takes it when a credential is made, and keeps it
			data: { oauthTokenData: { access_token: teams.token, token_type: 'Bearer' } },
		},
		{
			name: 'OpenAI (sandbox)',
			type: 'openAiApi',
			data: { apiKey: chatModel.apiKey, url: 'https://api.openai.com/v1' },
		},
	];
}
