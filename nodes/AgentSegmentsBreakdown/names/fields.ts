import type { INodeProperties } from 'n8n-workflow';

/** For a collection of options. */
export const namesOption: INodeProperties = {
	displayName: 'Names',
	name: 'names',
	type: 'options',
	default: 'fullName',
	description:
		'How to show agents, skills and groups. Names of agents are personal data, and n8n keeps them with the execution.',
	options: [
		{
			name: 'Full Name',
			value: 'fullName',
			description: 'If it is empty: the nickname, or the login name',
		},
		{ name: 'IDs Only', value: 'id', description: 'Requests no names from LivePerson' },
		{ name: 'Login Name', value: 'loginName', description: 'Often an email address' },
		{ name: 'Nickname', value: 'nickname', description: 'The name that visitors see' },
	],
};
