import type { INodeProperties } from 'n8n-workflow';

const TIME_ERROR = 'Enter seconds, MM:SS or HH:MM:SS, e.g. 06:00';
/** What `parseDurationSeconds` reads; n8n sets the anchors. */
export const TIME_REGEX = '\\s*(?:\\d{1,9}|(?:\\d{1,6}:)?[0-5]?\\d:[0-5]\\d)\\s*';

/**
 * A time that the editor checks while it is typed. Only a resource locator can do that with a regular
 * expression; with a single mode it looks like a plain field.
 */
export function timeField(
	property: Omit<INodeProperties, 'default' | 'modes' | 'type'>,
	placeholder: string,
	regex = TIME_REGEX,
): INodeProperties {
	return {
		...property,
		type: 'resourceLocator',
		default: { mode: 'time', value: '' },
		modes: [
			{
				displayName: 'Time',
				name: 'time',
				type: 'string',
				placeholder,
				validation: [{ type: 'regex', properties: { regex, errorMessage: TIME_ERROR } }],
			},
		],
	};
}
