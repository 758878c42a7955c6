import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

import type { CaughtMail } from '../services/mailCatcher.mts';
import type { SlackMessage } from '../simulators/slack/index.mts';
import type { TeamsMessage } from '../simulators/teams/index.mts';
import { inboxPage } from './page.mts';

/** A message that a workflow sent, as the page shows it. */
export interface InboxMessage {
	/** Epoch ms */
	at: number;
	kind: 'E-mail' | 'Slack' | 'Teams';
	/** A channel, or addresses */
	to: string;
	/** The subject, or the first line */
	title: string;
	/** In Slack's own mark-up */
	slackText?: string;
	html?: string;
	text?: string;
	attachments: Attachment[];
}

interface Attachment {
	name: string;
	type: string;
	content: Buffer;
}

/** What workflows have sent, on a page on loopback. */
export interface Inbox {
	url: string;
	addSlack(message: SlackMessage): void;
	addTeams(message: TeamsMessage): void;
	addMail(mail: CaughtMail): void;
	close(): Promise<void>;
}

/**
 * Starts the page.
 * @param port 0 takes any
 * @param onMessage is called with each message that comes in
 */
export async function startInbox(
	port: number,
	onMessage: (message: InboxMessage) => void,
): Promise<Inbox> {
	const messages: InboxMessage[] = [];
	const add = (message: InboxMessage) => {
		messages.push(message);
		onMessage(message);
	};
	const server = createServer(({ url = '/' }, response) => {
		const [, place = '', message, file] = url.split('/');
		const attachment = messages[Number(message)]?.attachments[Number(file)];
		if (place === 'attachment' && attachment) {
			const disposition = `attachment; filename*=UTF-8''${encodeURIComponent(attachment.name)}`;
			response.setHeader('content-disposition', disposition);
			response.setHeader('content-type', attachment.type);
			response.end(attachment.content);
		} else if (place === 'count') {
			response.end(String(messages.length));
		} else {
			response.setHeader('content-type', 'text/html; charset=utf-8');
			response.end(inboxPage(messages));
		}
	});
	await new Promise<void>((resolve, reject) => {
		server.once('error', reject);
		server.listen(port, '127.0.0.1', resolve);
	});
	return {
		url: `http://localhost:${(server.address() as AddressInfo).port}`,
		addSlack: (message) => add(fromSlack(message)),
		addTeams: (message) => add(fromTeams(message)),
		addMail: (mail) => add(fromMail(mail)),
		close: async () => {
			server.closeAllConnections();
			await new Promise<void>((resolve) => server.close(() => resolve()));
		},
	};
}

function fromSlack({ channelId, channelName, text, blocks }: SlackMessage): InboxMessage {
	const slackText = text || JSON.stringify(blocks, undefined, 2);
	return {
		at: Date.now(),
		kind: 'Slack',
		to: `${channelId.startsWith('D') ? '@' : '#'}${channelName}`,
		title: slackText.split('\n')[0] ?? '',
		slackText,
		attachments: [],
	};
}

function fromTeams({ channelName, contentType, content }: TeamsMessage): InboxMessage {
	return {
		at: Date.now(),
		kind: 'Teams',
		to: channelName,
		title: content.split('\n')[0] ?? '',
		...(contentType === 'html' ? { html: content } : { text: content }),
		attachments: [],
	};
}

function fromMail({ to, content }: CaughtMail): InboxMessage {
	return {
		at: Date.now(),
		kind: 'E-mail',
		to: to.join(', '),
		title: content.subject ?? '(no subject)',
		...(content.html && { html: content.html }),
		...(content.text && { text: content.text }),
		attachments: content.attachments.map((attachment) => ({
			name: attachment.filename ?? 'attachment',
			type: attachment.mimeType,
			content: Buffer.from(attachment.content as ArrayBuffer),
		})),
	};
}
