import {
	parseNameList,
	parseStatusChanges,
} from '../../../../nodes/AgentSegmentsBreakdown/names/parse.ts';

const ANA = {
	id: 1224046030,
	fullName: 'Ana Ray',
	nickname: 'Ana',
	loginName: 'ana.ray@example.com',
	deleted: false,
	userTypeId: 1,
};

describe('users, skills and agent groups', () => {
	it('are read by id, whether LivePerson quotes ids and Booleans or not', () => {
		const quoted = { ...ANA, id: '1224046030', deleted: 'false', userTypeId: '1' };
		for (const record of [ANA, quoted]) {
			expect([...(parseNameList([record]) ?? [])]).toEqual([
				[
					'1224046030',
					{
						id: '1224046030',
						fullName: 'Ana Ray',
						nickname: 'Ana',
						loginName: 'ana.ray@example.com',
						isDeleted: false,
						isMachine: false,
					},
				],
			]);
		}
	});

	it('are named by name, where they are skills or groups', () => {
		const skills = parseNameList([{ id: 146473456, name: 'Sales', deleted: true }]);
		expect(skills?.get('146473456')).toMatchObject({ fullName: 'Sales', isDeleted: true });
	});

	it.each([
		[0, true],
		['2', true],
		[1, false],
		[undefined, false],
	])('of the user type %p are machines: %p', (userTypeId, isMachine) => {
		expect(parseNameList([{ ...ANA, userTypeId }])?.get('1224046030')).toMatchObject({ isMachine });
	});

	it('show no control characters and no megabyte of a name', () => {
		const fullName = `Ana\u0007\u202e\nRay ${'x'.repeat(1_000_000)}`;
		const name = parseNameList([{ ...ANA, fullName }])?.get('1224046030')?.fullName;
		expect(name).toMatch(/^Ana Ray x+\.\.\.$/);
		expect(name).toHaveLength(100);
	});

	it('are left out without an id, and read where a field is of another kind', () => {
		const records = [null, 7, 'a', [], {}, { id: {} }, { id: 5, fullName: { a: 1 }, nickname: 12 }];
		expect([...(parseNameList(records)?.values() ?? [])]).toEqual([
			expect.objectContaining({ id: '5', fullName: '', nickname: '12', isDeleted: false }),
		]);
	});

	it.each([[{ error: 'Service is under maintenance' }], [{}], [null], [12], ['[]'], [undefined]])(
		'are not found in %p',
		(body) => {
			expect(parseNameList(body)).toBeUndefined();
			expect(parseStatusChanges(body)).toBeUndefined();
		},
	);
});

describe('status changes', () => {
	it('name an agent once, by user name and login name', () => {
		const change = {
			agentId: 3252247132,
			agentLoginName: 'test@example.com',
			agentUserName: 'nirle',
		};
		const body = { stateChanges: [change, change, { ...change, agentId: 7 }] };
		const { agents, count } = parseStatusChanges(body) ?? {};
		expect(count).toBe(3);
		expect([...(agents?.keys() ?? [])]).toEqual(['3252247132', '7']);
		expect(agents?.get('3252247132')).toMatchObject({
			fullName: '',
			nickname: 'nirle',
			loginName: 'test@example.com',
		});
	});
});
