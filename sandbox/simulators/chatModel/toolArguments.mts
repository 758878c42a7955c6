import type { JsonObject } from './conversation.mts';

/** A value the model "knows" for arguments whose name, else description, the pattern finds. */
export interface Fact {
	about: RegExp;
	value: unknown;
}

/**
 * Arguments that a JSON schema asks for: each property's fact, constant, first allowed value,
 * default or example, else a plain value of its type. Properties that are not required are filled
 * only where there is a fact.
 */
export function makeArguments(schema: JsonObject, facts: readonly Fact[]): JsonObject {
	const required = Array.isArray(schema['required']) ? schema['required'] : [];
	const entries = Object.entries(propertiesOf(schema)).flatMap(([name, property]) => {
		const fact =
			facts.find(({ about }) => about.test(name)) ??
			facts.find(({ about }) => about.test(textAt(property, 'description')));
		if (fact === undefined && !required.includes(name)) return [];
		return [[name, fact === undefined ? valueFor(property, facts) : fact.value]];
	});
	return Object.fromEntries(entries) as JsonObject;
}

function valueFor(schema: JsonObject, facts: readonly Fact[]): unknown {
	if (schema['const'] !== undefined) return schema['const'];
	for (const key of ['enum', 'examples'] as const) {
		const list = schema[key];
		if (Array.isArray(list) && list.length > 0) return list[0] as unknown;
	}
	if (schema['default'] !== undefined) return schema['default'];
	const choices = schema['anyOf'] ?? schema['oneOf'];
	if (Array.isArray(choices) && isObject(choices[0])) return valueFor(choices[0], facts);
	const type = Array.isArray(schema['type']) ? (schema['type'] as unknown[])[0] : schema['type'];
	return plainValue(type, schema, facts);
}

function plainValue(type: unknown, schema: JsonObject, facts: readonly Fact[]): unknown {
	switch (type) {
		case 'number':
		case 'integer':
			return typeof schema['minimum'] === 'number' ? schema['minimum'] : 1;
		case 'boolean':
			return false;
		case 'array':
			return [];
		case 'object':
			return makeArguments(schema, facts);
		case 'null':
			return null;
		default:
			return 'any';
	}
}

function propertiesOf(schema: JsonObject): Record<string, JsonObject> {
	const { properties } = schema;
	if (!isObject(properties)) return {};
	const entries = Object.entries(properties).map(([name, property]): [string, JsonObject] => [
		name,
		isObject(property) ? property : {},
	]);
	return Object.fromEntries(entries);
}

function textAt(schema: JsonObject, key: string): string {
	const value = schema[key];
	return typeof value === 'string' ? value : '';
}

function isObject(value: unknown): value is JsonObject {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}
