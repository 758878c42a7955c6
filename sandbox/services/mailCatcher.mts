import type { AddressInfo } from 'node:net';
import type { Email } from 'postal-mime';
import PostalMime from 'postal-mime';
import { SMTPServer } from 'smtp-server';

/** A mail server on loopback that keeps what it is given and sends nothing on. */
export interface MailCatcher {
	port: number;
	user: string;
	/** It refuses every other */
	password: string;
	/** The mails received, the oldest first */
	mails: readonly CaughtMail[];
	close(): Promise<void>;
}

export interface CaughtMail {
	from: string;
	to: string[];
	content: Email;
}

const USER = 'handle-time';
const PASSWORD = 'fake-smtp-password-for-tests';

/** @param onMail is called with each mail that comes in */
export async function startMailCatcher(onMail?: (mail: CaughtMail) => void): Promise<MailCatcher> {
	const mails: CaughtMail[] = [];
	const server = new SMTPServer({
		disabledCommands: ['STARTTLS'],
		allowInsecureAuth: true, // on loopback
		onAuth: ({ username, password }, _session, done) => {
			const isKnown = username === USER && password === PASSWORD;
			done(isKnown ? null : new Error('Invalid user name or password'), { user: username });
		},
		onData: (stream, { envelope }, done) => {
			const chunks: Buffer[] = [];
			stream.on('data', (chunk: Buffer) => chunks.push(chunk));
			stream.on('end', () => {
				PostalMime.parse(Buffer.concat(chunks)).then((content) => {
					const from = envelope.mailFrom === false ? '' : envelope.mailFrom.address;
					const mail = { from, to: envelope.rcptTo.map(({ address }) => address), content };
					mails.push(mail);
					onMail?.(mail);
					done();
				}, done);
			});
		},
	});
	await new Promise<void>((resolve, reject) => {
		server.once('error', reject);
		server.listen(0, '127.0.0.1', resolve);
	});
	return {
		port: (server.server.address() as AddressInfo).port,
		user: USER,
		password: PASSWORD,
		mails,
		close: async () => await new Promise((resolve) => server.close(() => resolve())),
	};
}

/** What n8n needs to send mail to it. */
export function smtpCredential({ port, user, password }: MailCatcher): Record<string, unknown> {
	return { host: '127.0.0.1', port, user, password, secure: false, disableStartTls: true };
}
