import type { SlackArguments } from './arguments.mts';
import { readText, SlackError } from './arguments.mts';
import type { SlackChannel, SlackUser, SlackWorkspace } from './workspace.mts';

type Answer = Record<string, unknown>;

/** `auth.test`: who the token is. */
export function authTest(workspace: SlackWorkspace): Answer {
	return {
		ok: true,
		url: 'https://handle-time.slack.com/',
		team: workspace.teamName,
		user: 'handle_time',
		team_id: workspace.teamId,
		user_id: workspace.botUserId,
		bot_id: workspace.botId,
		is_enterprise_install: false,
	};
}

/** `users.profile.get`: the profile of `user`, the app's own without it. */
export function profile(workspace: SlackWorkspace, args: SlackArguments): Answer {
	const wanted = readText(args, 'user') || workspace.botUserId;
	const user = workspace.users.find(({ id }) => id === wanted);
	if (user === undefined) throw new SlackError('user_not_found');
	return {
		ok: true,
		profile: { real_name: user.realName, display_name: user.name, status_text: '', fields: {} },
	};
}

/** `conversations.list`: pages of channels of the wanted types. */
export function listChannels(workspace: SlackWorkspace, args: SlackArguments): Answer {
	const types = (readText(args, 'types') || 'public_channel').split(',');
	const isWanted = (channel: SlackChannel) =>
		types.includes(channel.isPrivate ? 'private_channel' : 'public_channel') &&
		!(channel.isArchived && readText(args, 'exclude_archived') === 'true') &&
		(channel.isMember || !channel.isPrivate);
	const { page, next } = pageOf(workspace.channels.filter(isWanted), args);
	const channels = page.map((channel) => ({
		id: channel.id,
		name: channel.name,
		is_channel: true,
		is_private: channel.isPrivate,
		is_archived: channel.isArchived,
		is_member: channel.isMember,
	}));
	return { ok: true, channels, response_metadata: { next_cursor: next } };
}

/** `users.list`: pages of people and bots. */
export function listUsers(workspace: SlackWorkspace, args: SlackArguments): Answer {
	const { page, next } = pageOf(workspace.users, args);
	const members = page.map((user: SlackUser) => ({
		id: user.id,
		team_id: workspace.teamId,
		name: user.name,
		real_name: user.realName,
		deleted: false,
		is_bot: user.isBot,
		profile: { real_name: user.realName, display_name: user.name },
	}));
	return { ok: true, members, response_metadata: { next_cursor: next } };
}

/** `limit` (1 to 1000, default 100) entries from `cursor` on, and the cursor of the rest or ''. */
function pageOf<T>(all: T[], args: SlackArguments): { page: T[]; next: string } {
	const limit = Number(readText(args, 'limit') || 100);
	if (!Number.isInteger(limit) || limit < 1 || limit > 1000) throw new SlackError('invalid_limit');
	const cursor = readText(args, 'cursor');
	const start = cursor === '' ? 0 : Number(Buffer.from(cursor, 'base64').toString());
	if (!Number.isInteger(start) || start < 0) throw new SlackError('invalid_cursor');
	const next = start + limit < all.length ? Buffer.from(`${start + limit}`).toString('base64') : '';
	return { page: all.slice(start, start + limit), next };
}
