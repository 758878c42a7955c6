import type { NameForm } from '../../../../nodes/AgentSegmentsBreakdown/names/names.ts';
import { hintOn, nameOf } from '../../../../nodes/AgentSegmentsBreakdown/names/names.ts';
import { parseNameList } from '../../../../nodes/AgentSegmentsBreakdown/names/parse.ts';

const listOf = (...records: unknown[]) => ({ records: parseNameList(records) ?? new Map() });
const ana = { id: 7, fullName: 'Ana Ray', nickname: 'Ana', loginName: 'ana@example.com' };

describe('the name of an agent', () => {
	it.each<[NameForm, string]>([
		['fullName', 'Ana Ray'],
		['nickname', 'Ana'],
		['loginName', 'ana@example.com'],
		['id', '7'],
	])('is shown as %s', (form, name) => {
		expect(nameOf('agent', '7', listOf(ana), form)).toBe(name);
	});

	it('falls back from full name to nickname, login name and ID', () => {
		const shown = (changes: object) =>
			nameOf('agent', '7', listOf({ ...ana, ...changes }), 'fullName');
		expect(shown({ fullName: '' })).toBe('Ana');
		expect(shown({ fullName: ' ', nickname: '' })).toBe('ana@example.com');
		expect(shown({ fullName: '', nickname: '', loginName: '' })).toBe('7');
		expect(shown({ nickname: '' })).toBe('Ana Ray');
	});

	it('is the full name where the wanted one is blank', () => {
		const list = listOf({ ...ana, loginName: '' });
		expect(nameOf('agent', '7', list, 'loginName')).toBe('Ana Ray');
	});

	it('is marked where the agent was deleted', () => {
		const list = listOf({ ...ana, deleted: 'true' });
		expect(nameOf('agent', '7', list, 'fullName')).toBe('Ana Ray (deleted)');
		expect(nameOf('agent', '7', list, 'id')).toBe('7');
	});

	it('is the ID where LivePerson has none', () => {
		expect(nameOf('agent', '8', listOf(ana), 'fullName')).toBe('8');
		expect(nameOf('agent', '-1', listOf(ana), 'fullName')).toBe('-1');
	});
});

describe('-1', () => {
	it('is no skill and the main group, unless LivePerson has a name for it', () => {
		expect(nameOf('skill', '-1', listOf(), 'fullName')).toBe('No skill');
		expect(nameOf('group', '-1', listOf(), 'nickname')).toBe('Main Group');
		expect(nameOf('skill', '-1', listOf(), 'id')).toBe('-1');
		const list = listOf({ id: '-1', name: 'Everybody' });
		expect(nameOf('group', '-1', list, 'fullName')).toBe('Everybody');
	});
});

describe('the hint on a list that could not be read', () => {
	const list = { ...listOf(ana), problem: { message: 'No users', advice: 'Add a scope.' } };
	const PURPOSE = " To show IDs on purpose, set 'Names' under Options to IDs Only.";

	it.each([
		['every ID has a name', ['7'], []],
		['no ID is there', [], []],
		[
			'some have none',
			['7', '8', '9'],
			[`No users, so some agents are shown by ID. Add a scope.${PURPOSE}`],
		],
		['none has one', ['8', '9'], [`No users, so agents are shown by ID. Add a scope.${PURPOSE}`]],
	])('where %s', (_label, ids, hints) => {
		expect(hintOn('agent', ids, list)).toEqual(hints);
	});

	it('is not given for -1, which has a label of its own', () => {
		expect(hintOn('skill', ['-1'], { ...list, ...listOf() })).toEqual([]);
	});

	it('is not given for somebody whom a list that was read does not have', () => {
		expect(hintOn('agent', ['8'], listOf(ana))).toEqual([]);
	});
});
