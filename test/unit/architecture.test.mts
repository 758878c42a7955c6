import { readTree } from '../support/sourceTree.mts';

const SHARED = 'nodes/shared/';
/** Each service: where its files begin */
const SERVICES = {
	LivePerson: ['nodes/AgentSegmentsBreakdown/', 'credentials/LivePerson'],
	CloudAgent: ['nodes/CloudAgentAht/', 'credentials/CloudAgent'],
};
const REQUEST_HELPERS = [
	'httpRequest',
	'httpRequestWithAuthentication',
	'request',
	'requestOAuth1',
	'requestOAuth2',
	'requestWithAuthentication',
	'requestWithAuthenticationPaginated',
];
const ALLOWED_MODULES =
	/^(?:n8n-workflow|luxon|lodash(?:\/\w+)?|p-limit|zod|node:crypto|fflate\/browser|\.{1,2}\/.*)$/;

const files = [...readTree('nodes', '.ts'), ...readTree('credentials', '.ts')];
const isOf = (path: string, beginnings: readonly string[]) =>
	beginnings.some((beginning) => path.startsWith(beginning));

describe('the source', () => {
	it('belongs to one service, or to what both share', () => {
		expect(files).not.toEqual([]);
		const known = [...Object.values(SERVICES).flat(), SHARED];
		expect(files.map(({ path }) => path).filter((path) => !isOf(path, known))).toEqual([]);
	});

	it.each(Object.entries(SERVICES))('of %s imports nothing of the other service', (_name, own) => {
		const strays = files
			.filter(({ path }) => isOf(path, own))
			.flatMap(({ path, localImports }) => localImports.map((to) => ({ path, to })))
			.filter(({ to }) => !isOf(to, [...own, SHARED]));
		expect(strays).toEqual([]);
	});

	it('that both services share imports nothing of either', () => {
		const strays = files
			.filter(({ path }) => path.startsWith(SHARED))
			.flatMap(({ path, localImports }) => localImports.map((to) => ({ path, to })))
			.filter(({ to }) => !to.startsWith(SHARED));
		expect(strays).toEqual([]);
	});

	it.each([['nodes/AgentSegmentsBreakdown'], ['nodes/CloudAgentAht'], ['nodes/shared']])(
		'of %s sends requests from one file at most',
		(folder) => {
			const senders = readTree(folder, '.ts').filter(({ members }) =>
				REQUEST_HELPERS.some((helper) => members.has(helper)),
			);
			expect(senders.map(({ path }) => path).slice(1)).toEqual([]);
		},
	);

	it('imports only what n8n has for every community node', () => {
		const strays = files
			.flatMap(({ path, imports }) => imports.map((from) => ({ path, from })))
			.filter(({ from }) => !ALLOWED_MODULES.test(from));
		expect(strays).toEqual([]);
	});
});
