import type { InboxMessage } from './inbox.mts';

const STYLE = `
	body { font: 16px/1.45 system-ui, sans-serif; color: #1d2733; background: #eef1f5; margin: 0 }
	main { max-width: 760px; margin: 0 auto; padding: 24px }
	article { background: #fff; border-radius: 8px; padding: 16px 20px; margin: 16px 0 }
	header { color: #5b6b7c; font-size: 14px; display: flex; gap: 12px; margin-bottom: 8px }
	time { margin-left: auto }
	h2 { font-size: 17px; margin: 0 0 8px }
	iframe { width: 100%; height: 620px; border: 1px solid #d5dde6; border-radius: 6px }
	p { white-space: pre-wrap; overflow-wrap: anywhere; margin: 0 }
	mark { background: #fde7b0; border-radius: 3px; padding: 0 3px }
`;

/** The page with every message, the newest first. It loads itself anew when there is another. */
export function inboxPage(messages: readonly InboxMessage[]): string {
	const articles = messages.map(article).reverse().join('');
	return `<!DOCTYPE html>
<html lang="en">
<head><meta charset="utf-8"><title>Inbox of the sandbox (${messages.length})</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><style>${STYLE}</style></head>
<body><main><h1>Inbox of the sandbox</h1>
${articles || '<article><p>Nothing yet. Run a workflow that sends a Slack message or an e-mail.</p></article>'}
</main><script>
setInterval(async () => {
	const count = await fetch('/count').then((answer) => answer.text(), () => '${messages.length}');
	if (count !== '${messages.length}') location.reload();
}, 2000);
</script></body></html>`;
}

function article(message: InboxMessage, index: number): string {
	const { at, kind, to, title, attachments } = message;
	const files = attachments.map(
		({ name }, file) =>
			`<p>Attached: <a href="/attachment/${index}/${file}">${escaped(name)}</a></p>`,
	);
	return `<article><header><b>${kind}</b> <span>${escaped(to)}</span>
<time>${new Date(at).toLocaleTimeString('en-GB')}</time></header>
${kind === 'E-mail' ? `<h2>${escaped(title)}</h2>` : ''}${content(message)}${files.join('')}</article>\n`;
}

function content({ slackText, html, text }: InboxMessage): string {
	if (slackText !== undefined) return `<p>${slackHtml(slackText)}</p>`;
	// An empty sandbox: no scripts, no forms, no way out of the frame
	if (html !== undefined) return `<iframe sandbox="" srcdoc="${escaped(html)}"></iframe>`;
	return `<p>${escaped(text ?? '')}</p>`;
}

const EMOJI: Record<string, string> = {
	red_circle: '🔴',
	large_green_circle: '🟢',
	white_circle: '⚪',
	alarm_clock: '⏰',
	rotating_light: '🚨',
	warning: '⚠️',
};

/**
 * A Slack text as Slack shows it, as far as the workflows use it: bold, emoji, and what Slack makes
 * of `<...>`, which is marked. Outside of that, Slack's texts have `&lt;` for `<`, as HTML does.
 */
export function slackHtml(text: string): string {
	return text
		.split(/(<[^>]*>)/)
		.map((piece) => {
			if (piece.startsWith('<') && piece.endsWith('>')) return `<mark>${escaped(piece)}</mark>`;
			return piece
				.replaceAll('<', '&lt;')
				.replace(/\*([^*\n]+)\*/g, '<b>$1</b>')
				.replace(/:(\w+):/g, (all, name: string) => EMOJI[name] ?? all);
		})
		.join('');
}

const ESCAPES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

function escaped(text: string): string {
	return text.replace(/[&<>"]/g, (sign) => ESCAPES[sign] ?? sign);
}
