import type { Directory } from './directory.mts';
import type { LivePersonData } from './records.mts';
import type { LivePersonSwitches } from './switches.mts';

/** The secrets that the simulator accepts; all of them obviously fake. */
export interface LivePersonAccount {
	accountId: string;
	clientId: string;
	clientSecret: string;
	/** For the Token type */
	token: string;
	appKey: string;
	appSecret: string;
	accessToken: string;
	accessTokenSecret: string;
}

/** Host names that the Domain API gives; bare, without a scheme. */
export interface LivePersonHosts {
	domainApi: string;
	sentinel: string;
	agentActivity: string;
	/** Users, skills and agent groups */
	accountConfigReadOnly: string;
}

/** What every part of the simulator works on. */
export interface LivePersonState {
	account: LivePersonAccount;
	hosts: LivePersonHosts;
	switches: LivePersonSwitches;
	data: LivePersonData;
	directory: Directory;
	/** Epoch ms */
	now: () => number;
}

export const DEFAULT_ACCOUNT: LivePersonAccount = {
	accountId: '70123456',
	clientId: 'fake-client-id-for-tests',
	clientSecret: 'fake-client-secret-for-tests',
	token: 'fake-bearer-token-for-tests',
	appKey: 'fake-app-key-for-tests',
	appSecret: 'fake-app-secret-for-tests',
	accessToken: 'fake-access-token-for-tests',
	accessTokenSecret: 'fake-access-token-secret-for-tests',
};

export const DEFAULT_HOSTS: LivePersonHosts = {
	domainApi: 'api.liveperson.net',
	sentinel: 'va.sentinel.liveperson.net',
	agentActivity: 'va.agent-activity.liveperson.net',
	accountConfigReadOnly: 'va-a.acr.liveperson.net',
};

/** What a user would type into each credential type of the package. */
export function writeCredentials(account: LivePersonAccount) {
	const { accountId, clientId, clientSecret, token } = account;
	const { appKey, appSecret, accessToken, accessTokenSecret } = account;
	const domain = '';
	return {
		livePersonOAuth2Api: { accountId, clientId, clientSecret, domain },
		livePersonTokenApi: { domain, accountId, token },
		livePersonOAuth1Api: {
			accountId,
			appKey,
			appSecret,
			accessToken,
			accessTokenSecret,
			domain,
		},
	};
}
