const LONGEST_QUOTE = 500;
// Control characters, line separators, and the marks that can reorder or hide text around them
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu;

/**
 * Makes text that a service sent safe to show: control characters become spaces, runs of white space
 * one space, and it is cut at 500 characters (the text comes from whatever host the domain names).
 */
export function quoteApiText(text: string, longest = LONGEST_QUOTE): string {
	// Cut first: a megabyte need not be cleaned to show its beginning
	const clean = text
		.slice(0, longest * 4)
		.replace(UNPRINTABLE, ' ')
		.replace(/\s+/g, ' ')
		.trim();
	return clean.length > longest ? `${clean.slice(0, longest - 3)}...` : clean;
}
