import type { NamedRecord, NamedRecords } from './parse';

/** What has names as well as IDs. */
export type NamedKind = 'agent' | 'skill' | 'group';

export const NAME_FORMS = ['fullName', 'nickname', 'loginName', 'id'] as const;
/** Which of an agent's names to show; `id` is none. */
export type NameForm = (typeof NAME_FORMS)[number];

/** Why names could not be read: a sentence without its full stop, and one that says what to do. */
export interface NameProblem {
	message: string;
	advice: string;
}

/** The names that LivePerson told, and why it did not tell all of them. */
export interface NameList {
	records: NamedRecords;
	problem?: NameProblem;
}

/** LivePerson's IDs for "none", should its lists leave them out */
const LABELS: Readonly<Record<NamedKind, ReadonlyMap<string, string>>> = {
	agent: new Map(),
	skill: new Map([['-1', 'No skill']]),
	group: new Map([['-1', 'Main Group']]),
};

/** The name to show, the ID itself where there is none. */
export function nameOf(kind: NamedKind, id: string, list: NameList, form: NameForm): string {
	if (form === 'id') return id;
	const record = list.records.get(id);
	return record ? toName(record, form) : (LABELS[kind].get(id) ?? id);
}

/** The wanted name, or the next best; the ID where all are empty. What was deleted is marked. */
export function toName(record: NamedRecord, form: Exclude<NameForm, 'id'>): string {
	const names = [record[form], record.fullName, record.nickname, record.loginName, record.id];
	const name = names.find((each) => each !== '') ?? '';
	return record.isDeleted ? `${name} (deleted)` : name;
}

/** What to tell the user where one of the IDs has no name because the list could not be read. */
export function hintOn(kind: NamedKind, ids: readonly string[], list: NameList): string[] {
	const { problem, records } = list;
	const isUnnamed = (id: string) => !records.has(id) && !LABELS[kind].has(id);
	if (!problem || !ids.some(isUnnamed)) return [];
	const those = ids.every(isUnnamed) ? `${kind}s` : `some ${kind}s`;
	return [
		`${problem.message}, so ${those} are shown by ID. ${problem.advice} To show IDs on purpose, set 'Names' under Options to IDs Only.`,
	];
}
