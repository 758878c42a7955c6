import './environment.mts';

import { DateTime } from 'luxon';
import { Expression } from 'n8n-workflow';
import { expressionSandboxHooks } from 'n8n-workflow/expression-sandboxing';
import { createRequire } from 'node:module';

import { realWork } from './realWork.mts';

type Runtime = typeof import('@n8n/expression-runtime');

let starting: Promise<void> | undefined;

/**
 * Starts n8n's default engine for expressions, isolates of V8, with n8n's default settings. It is
 * what `Expression.initExpressionEngine` does, which loads the engine with an `import()` that jest
 * cannot run.
 */
export async function startExpressions(): Promise<void> {
	starting ??= start();
	await starting;
}

async function start(): Promise<void> {
	// The copy that n8n-workflow itself would load
	const require = createRequire(import.meta.filename);
	const runtime = createRequire(require.resolve('n8n-workflow'))(
		'@n8n/expression-runtime',
	) as Runtime;
	const evaluator = new runtime.ExpressionEvaluator({
		createBridge: () => new runtime.IsolatedVmBridge({ timeout: 5000, memoryLimit: 128 }),
		maxCodeCacheSize: 1024,
		poolSize: 1,
		hooks: expressionSandboxHooks,
	});
	await evaluator.initialize();
	const acquire = evaluator.acquire.bind(evaluator);
	evaluator.acquire = async (caller) => await realWork.track(acquire(caller));
	const evaluate = evaluator.evaluate.bind(evaluator);
	evaluator.evaluate = (...expression) => toDateTime(evaluate(...expression));
	Object.assign(Expression, { vmEvaluator: evaluator });
	Expression.setExpressionEngine('vm');
}

/**
 * A DateTime leaves its isolate as a plain object, of which n8n makes one again. It knows plain objects
 * by their realm, and jest's is not the one that isolates write to: here it would stay an object.
 */
function toDateTime(value: unknown): unknown {
	if (typeof value !== 'object' || value === null) return value;
	const { __n8nType: type, __isoString: iso, __zone: zone } = value as Record<string, unknown>;
	if (type !== 'DateTime') return value;
	if (typeof iso !== 'string') return DateTime.invalid('unparsable');
	return DateTime.fromISO(iso, { zone: typeof zone === 'string' ? zone : 'local' });
}

/** Ends the isolates, which would keep the test process alive. */
export async function stopExpressions(): Promise<void> {
	starting = undefined;
	await Expression.disposeExpressionEngine();
}
