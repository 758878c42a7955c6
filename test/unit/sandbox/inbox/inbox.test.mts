import type { Inbox, InboxMessage } from '../../../../sandbox/inbox/inbox.mts';
import { startInbox } from '../../../../sandbox/inbox/inbox.mts';
import { slackHtml } from '../../../../sandbox/inbox/page.mts';

const SLACK = {
	ts: '1.0',
	channelId: 'C1',
	channelName: 'aht-alerts',
	text: ':red_circle: *Over target*\nCampaign Sales &lt;North&gt;',
	blocks: [],
	attachments: [],
};
const MAIL = {
	from: 'handle-time@example.com',
	to: ['team-lead@example.com'],
	content: {
		subject: 'Handle time <yesterday>',
		html: '<p>"09:30"</p><script>alert(1)</script>',
		headers: [],
		headerLines: [],
		attachments: [
			{
				filename: 'handle-time.csv',
				mimeType: 'text/csv',
				disposition: 'attachment' as const,
				content: new TextEncoder().encode('Name,AHT').buffer,
			},
		],
	},
};

let inbox: Inbox;
let said: InboxMessage[];
beforeEach(async () => {
	said = [];
	inbox = await startInbox(0, (message) => said.push(message));
});
afterEach(async () => await inbox.close());

const get = async (path: string) => await (await fetch(`${inbox.url}${path}`)).text();

it('says that there is nothing yet', async () => {
	expect(await get('/')).toContain('Nothing yet.');
});

it('shows Slack messages and e-mails, the newest first, and announces each', async () => {
	inbox.addSlack(SLACK);
	inbox.addMail(MAIL);
	const page = await get('/');
	const subject = page.indexOf('Handle time &lt;yesterday&gt;');
	expect(subject).toBeGreaterThan(0);
	expect(page.indexOf('#aht-alerts')).toBeGreaterThan(subject);
	expect(page).toContain('🔴 <b>Over target</b>');
	expect(said.map(({ kind, to, title }) => [kind, to, title])).toEqual([
		['Slack', '#aht-alerts', ':red_circle: *Over target*'],
		['E-mail', 'team-lead@example.com', 'Handle time <yesterday>'],
	]);
	expect(await get('/count')).toBe('2');
});

it('keeps what a mail holds inside a frame that runs nothing', async () => {
	inbox.addMail(MAIL);
	const page = await get('/');
	expect(page).toContain('<iframe sandbox="" srcdoc="&lt;p&gt;&quot;09:30&quot;');
	expect(page).not.toContain('<script>alert');
});

it('offers the files of a mail', async () => {
	inbox.addMail(MAIL);
	expect(await get('/')).toContain('<a href="/attachment/0/0">handle-time.csv</a>');
	expect(await get('/attachment/0/0')).toBe('Name,AHT');
});

it.each([
	['&lt;b&gt; &amp; Co', '&lt;b&gt; &amp; Co'],
	[
		'to <!channel> and <http://x|here>',
		'to <mark>&lt;!channel&gt;</mark> and <mark>&lt;http://x|here&gt;</mark>',
	],
	['a < b', 'a &lt; b'],
	[':unknown: 10:30', ':unknown: 10:30'],
])('shows the Slack text %j as Slack would', (text, html) => {
	expect(slackHtml(text)).toBe(html);
});
