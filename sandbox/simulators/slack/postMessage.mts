import type { SlackArguments } from './arguments.mts';
import { readList, readText, SlackError } from './arguments.mts';
import type { SlackMessage, SlackToken, SlackWorkspace } from './workspace.mts';

/** Longest text that Slack keeps; the rest is cut. */
const LONGEST_TEXT = 40_000;
const MOST_BLOCKS = 50;

/** `chat.postMessage`: what the workspace keeps and what it answers. */
export function postMessage(
	workspace: SlackWorkspace,
	{ scopes }: SlackToken,
	args: SlackArguments,
	ts: string,
): { message: SlackMessage; answer: Record<string, unknown> } {
	const { id, name } = findTarget(workspace, readText(args, 'channel'), scopes);
	const blocks = readList(args['blocks'], 'invalid_blocks_format');
	const attachments = readList(args['attachments'], 'invalid_attachments_format');
	const text = readText(args, 'text').slice(0, LONGEST_TEXT);
	if (blocks.length > MOST_BLOCKS) throw new SlackError('invalid_blocks');
	if (text.trim() === '' && blocks.length + attachments.length === 0) {
		throw new SlackError('no_text');
	}
	const message: SlackMessage = { ts, channelId: id, channelName: name, text, blocks, attachments };
	const threadTs = readText(args, 'thread_ts');
	if (threadTs !== '') message.threadTs = threadTs;
	const username = readText(args, 'username');
	// Without the scope, Slack posts under the app's own name and says nothing
	if (username !== '' && scopes.includes('chat:write.customize')) message.username = username;
	return { message, answer: answerOf(workspace, message) };
}

/** A channel by ID or name, with or without `#`; a person by ID, or by `@` name. */
function findTarget(
	workspace: SlackWorkspace,
	wanted: string,
	scopes: readonly string[],
): { id: string; name: string } {
	const channel = workspace.channels.find(
		({ id, name }) => id === wanted || name === wanted.replace(/^#/, ''),
	);
	if (channel === undefined) return findPerson(workspace, wanted);
	if (channel.isArchived) throw new SlackError('is_archived');
	const isOpen = !channel.isPrivate && scopes.includes('chat:write.public');
	if (channel.isMember || isOpen) return channel;
	throw new SlackError(channel.isPrivate ? 'channel_not_found' : 'not_in_channel');
}

function findPerson(workspace: SlackWorkspace, wanted: string): { id: string; name: string } {
	const person = workspace.users.find(({ id, name }) => id === wanted || `@${name}` === wanted);
	if (wanted === '' || person === undefined) throw new SlackError('channel_not_found');
	return { id: person.id.replace(/^U/, 'D'), name: person.name };
}

function answerOf(workspace: SlackWorkspace, message: SlackMessage): Record<string, unknown> {
	return {
		ok: true,
		channel: message.channelId,
		ts: message.ts,
		message: {
			user: workspace.botUserId,
			type: 'message',
			ts: message.ts,
			bot_id: workspace.botId,
			app_id: workspace.appId,
			text: message.text,
			team: workspace.teamId,
			...(message.threadTs === undefined ? {} : { thread_ts: message.threadTs }),
			...(message.username === undefined ? {} : { username: message.username }),
			...(message.blocks.length === 0 ? {} : { blocks: message.blocks }),
			...(message.attachments.length === 0 ? {} : { attachments: message.attachments }),
		},
	};
}
