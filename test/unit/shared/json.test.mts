import fc from 'fast-check';

import { isWebPage, parseJson } from '../../../nodes/shared/json.ts';

/** A whole number of 16 digits or more, which may be beyond 2^53. */
const LONG_NUMBER = /(?<![\d.])\d{16,}(?![\d.eE])/;

describe('JSON of a service', () => {
	it('is read as JSON.parse reads it, as long as every number is a safe one', () => {
		fc.assert(
			fc.property(
				fc.json().filter((json) => !LONG_NUMBER.test(json)),
				(json) => {
					expect(JSON.stringify(parseJson(Buffer.from(json)))).toBe(
						JSON.stringify(JSON.parse(json)),
					);
				},
			),
		);
	});

	it('keeps whole numbers beyond 2^53 as text, wherever they stand, and what only looks like one', () => {
		fc.assert(
			fc.property(
				fc.bigInt({ min: 2n ** 53n, max: 10n ** 40n }),
				fc.constantFrom('', '-'),
				fc.string(),
				(number, sign, text) => {
					const long = `${sign}${number}`;
					const key = JSON.stringify(`${text}${long}`);
					const json = `{${key}:[${long}, ${key}, 0.${number}, ${long}.5, 1e-12 , 7]}`;
					expect(parseJson(json)).toEqual({
						[`${text}${long}`]: [
							long,
							`${text}${long}`,
							Number(`0.${number}`),
							Number(`${long}.5`),
							1e-12,
							7,
						],
					});
				},
			),
		);
	});

	it('may have a byte order mark before it', () => {
		expect(parseJson(Buffer.from('\uFEFF{"a":1}'))).toEqual({ a: 1 });
	});

	it.each([[''], ['{'], ['<html>'], ['{"a":"1234567890123456789}'], ['1234567890123456789 1']])(
		'is not %j',
		(text) => {
			expect(parseJson(text)).toBeUndefined();
		},
	);
});

describe('a web page', () => {
	const response = (body: string, type?: string) => ({
		headers: type === undefined ? {} : { 'content-type': type },
		body: Buffer.from(body),
	});

	it('is known by its type or by how it begins', () => {
		expect(isWebPage(response('', 'text/html; charset=utf-8'))).toBe(true);
		expect(isWebPage(response('', 'application/xhtml+xml'))).toBe(true);
		expect(isWebPage(response(' \n<!DOCTYPE html>'))).toBe(true);
		expect(isWebPage(response('\uFEFF<html lang="en">'))).toBe(true);
	});

	it('is no data', () => {
		expect(isWebPage(response('{"a":"<html>"}', 'application/json'))).toBe(false);
		expect(isWebPage(response('<xml>'))).toBe(false);
	});
});
