import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, posix, relative, sep } from 'node:path';
import ts from 'typescript';

const ROOT = join(import.meta.dirname, '../..');

/** A file of the repository as its syntax shows it. */
export interface SourceFile {
	/** From the repository's root, with `/` */
	path: string;
	/** Modules it takes in by import, re-export, require or import(), types aside */
	imports: string[];
	/** The same, relative ones as paths from the repository's root; an import of types too */
	localImports: string[];
	/** Names of methods and properties that it uses on something */
	members: Set<string>;
}

/** Reads every file with that ending under a folder of the repository; none where it is missing. */
export function readTree(folder: string, ending: string): SourceFile[] {
	const root = join(ROOT, folder);
	if (!existsSync(root)) return [];
	return readdirSync(root, { recursive: true, encoding: 'utf8' })
		.filter((file) => file.endsWith(ending))
		.map((file) => readSource(join(root, file)))
		.sort((a, b) => a.path.localeCompare(b.path));
}

function readSource(file: string): SourceFile {
	const path = relative(ROOT, file).split(sep).join('/');
	const source = ts.createSourceFile(
		path,
		readFileSync(file, 'utf8'),
		ts.ScriptTarget.Latest,
		true,
	);
	const imports: string[] = [];
	const typeImports: string[] = [];
	const members = new Set<string>();
	const visit = (node: ts.Node): void => {
		const taken = importOf(node);
		if (taken) (taken.isType ? typeImports : imports).push(taken.from);
		if (ts.isPropertyAccessExpression(node)) members.add(node.name.text);
		if (ts.isBindingElement(node)) members.add((node.propertyName ?? node.name).getText());
		if (ts.isElementAccessExpression(node) && ts.isStringLiteral(node.argumentExpression)) {
			members.add(node.argumentExpression.text);
		}
		ts.forEachChild(node, visit);
	};
	visit(source);
	const localImports = [...imports, ...typeImports]
		.filter((from) => from.startsWith('.'))
		.map((from) => posix.join(dirname(path), from));
	return { path, imports, localImports, members };
}

function importOf(node: ts.Node): { from: string; isType: boolean } | undefined {
	if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) {
		const { moduleSpecifier } = node;
		const isType = ts.isImportDeclaration(node)
			? node.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword
			: node.isTypeOnly;
		return moduleSpecifier && ts.isStringLiteral(moduleSpecifier)
			? { from: moduleSpecifier.text, isType }
			: undefined;
	}
	if (!ts.isCallExpression(node)) return undefined;
	const isLoad =
		node.expression.kind === ts.SyntaxKind.ImportKeyword ||
		(ts.isIdentifier(node.expression) && node.expression.text === 'require');
	const [argument] = node.arguments;
	if (!isLoad || !argument) return undefined;
	// Something computed cannot be judged: by its text it fits no list of allowed modules
	return { from: ts.isStringLiteral(argument) ? argument.text : argument.getText(), isType: false };
}
