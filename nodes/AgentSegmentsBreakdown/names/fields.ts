import type { INodeProperties } from 'n8n-workflow';
import { UserError } from 'n8n-workflow';

import type { NameForm } from './names';
import { NAME_FORMS } from './names';

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

/** @throws UserError where an expression gave something that is not on offer */
export function readNameForm(value: unknown = 'fullName'): NameForm {
	const form = NAME_FORMS.find((each) => each === value);
	if (form !== undefined) return form;
	throw new UserError("The 'Names' option has an unknown value", {
		description: `Choose from the list, or use one of its values: ${NAME_FORMS.join(', ')}.`,
	});
}
