import type { Icon, INodeProperties } from 'n8n-workflow';

/*
 * What LivePerson's three credential types share on their screens.
 */

export const ICON: Icon = {
	light: 'file:../icons/livePerson.svg',
	dark: 'file:../icons/livePerson.dark.svg',
};

/** What has to be done in LivePerson before any credential works. */
export const PREREQUISITES: INodeProperties = {
	displayName:
		'The Actual Handle Time API is off by default: ask your LivePerson account manager to enable it. The API key or application needs the permission Data > Workforce Management > Agent Activity API.',
	name: 'prerequisites',
	type: 'notice',
	default: '',
};

export const ACCOUNT_ID: INodeProperties = {
	displayName: 'Account ID',
	name: 'accountId',
	type: 'string',
	default: '',
	required: true,
	placeholder: 'e.g. 12345678',
	description: 'The LivePerson account number (site ID)',
};

export const DOMAIN: INodeProperties = {
	displayName: 'Domain (Optional)',
	name: 'domain',
	type: 'string',
	default: '',
	placeholder: 'e.g. va.agent-activity.liveperson.net',
	description:
		'Host name of the Actual Handle Time API, with a port if there is one. Leave empty to have LivePerson name it.',
};
