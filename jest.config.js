/** Tests are `.mts` run as CommonJS, so that they share the engine's one copy of n8n-workflow. */
module.exports = {
	testMatch: ['<rootDir>/test/{unit,engine,fuzz}/**/*.test.mts'],
	moduleFileExtensions: ['js', 'mts', 'ts', 'mjs', 'json', 'node'],
	transform: {
		'\\.m?ts$': [
			'@swc/jest',
			{
				jsc: { parser: { syntax: 'typescript' }, target: 'es2023' },
				module: { type: 'commonjs', ignoreDynamic: true },
			},
		],
	},
	testSequencer: '<rootDir>/test/support/longestFirst.cjs',
	watchPathIgnorePatterns: ['<rootDir>/.runtime/', '<rootDir>/dist/'],
	modulePathIgnorePatterns: ['<rootDir>/.runtime/'],
	testPathIgnorePatterns: ['/node_modules/', '<rootDir>/.runtime/'],
};
