/** A channel of the simulated workspace. */
export interface SlackChannel {
	id: string;
	name: string;
	isPrivate: boolean;
	isArchived: boolean;
	/** Whether the app was invited */
	isMember: boolean;
}

export interface SlackUser {
	id: string;
	name: string;
	realName: string;
	isBot: boolean;
}

/** An access token and what it may do. */
export interface SlackToken {
	token: string;
	scopes: string[];
}

/** A message the workspace has received. */
export interface SlackMessage {
	/** Slack's own time stamp and ID of the message */
	ts: string;
	channelId: string;
	/** A channel's name, or the user's for a direct message */
	channelName: string;
	text: string;
	blocks: unknown[];
	attachments: unknown[];
	threadTs?: string;
	/** Name the app posts under, if it is not its own */
	username?: string;
}

export interface SlackWorkspace {
	teamId: string;
	teamName: string;
	botUserId: string;
	botId: string;
	appId: string;
	channels: SlackChannel[];
	users: SlackUser[];
	tokens: SlackToken[];
}

export const DEMO_SCOPES = [
	'chat:write',
	'channels:read',
	'groups:read',
	'users:read',
	'users.profile:read',
];

/** A workspace with six channels (one archived, one the app is not in) and four people. */
export function makeWorkspace(): SlackWorkspace {
	return {
		teamId: 'T0HANDLE01',
		teamName: 'Handle Time',
		botUserId: 'U0BOT00001',
		botId: 'B0BOT00001',
		appId: 'A0APP00001',
		channels: [
			channel('C0GENERAL1', 'general'),
			channel('C0ALERTS01', 'aht-alerts'),
			channel('C0BOARD001', 'aht-board'),
			channel('C0LEADS001', 'team-leads', { isPrivate: true }),
			channel('C0OLDNEWS1', 'old-news', { isArchived: true }),
			channel('C0RANDOM01', 'random', { isMember: false }),
		],
		users: [
			{ id: 'U0ANANYA01', name: 'ananya.rao', realName: 'Ananya Rao', isBot: false },
			{ id: 'U0LEAD0001', name: 'meera.joshi', realName: 'Meera Joshi', isBot: false },
			{ id: 'U0LEAD0002', name: 'rahul.banerjee', realName: 'Rahul Banerjee', isBot: false },
			{ id: 'U0BOT00001', name: 'handle_time', realName: 'Handle Time', isBot: true },
		],
		tokens: [{ token: 'xoxb-fake-token-for-tests', scopes: [...DEMO_SCOPES] }],
	};
}

function channel(id: string, name: string, differing: Partial<SlackChannel> = {}): SlackChannel {
	return { id, name, isPrivate: false, isArchived: false, isMember: true, ...differing };
}
