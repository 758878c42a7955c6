import type { LivePersonCredentialType } from '../account';
import type { NamedKind, NameProblem } from './names';

/** What LivePerson's documents call the lists, and the permissions for them. */
const LISTS: Readonly<Record<NamedKind, { list: string; box: string; scope?: string }>> = {
	agent: { list: 'users', box: 'Administration > Users', scope: 'users.external' },
	skill: { list: 'skills', box: 'Administration > Skills' },
	group: { list: 'agent groups', box: 'Administration > Agent Groups' },
};

/** LivePerson refused the list: names the permission or scope to add. */
export function noPermission(
	kind: NamedKind,
	credentialType: LivePersonCredentialType | undefined,
): NameProblem {
	const { list, box, scope } = LISTS[kind];
	const ofApplication = scope
		? `the scope ${scope}`
		: `the scope for ${list} (your LivePerson account manager knows its name)`;
	const message = `The LivePerson credential may not read ${list}`;
	switch (credentialType) {
		case 'livePersonOAuth1Api':
			return { message, advice: `Give the API key the permission ${box}.` };
		case 'livePersonOAuth2Api':
			return { message, advice: `Add ${ofApplication} to the application.` };
		default:
			return {
				message,
				advice: `An API key needs the permission ${box}, an application ${ofApplication}.`,
			};
	}
}

/** No response, or one that is not the list. */
export function notRead(kind: NamedKind): NameProblem {
	return {
		message: `LivePerson's list of ${LISTS[kind].list} could not be read`,
		advice: 'Run the node again later.',
	};
}
