import type { Handler, SimulatedAnswer, SimulatedRequest } from '../httpsServer.mts';
import { json } from '../httpsServer.mts';

/** A message that a channel has received. */
export interface TeamsMessage {
	channelName: string;
	contentType: string;
	content: string;
}

export interface TeamsSimulatorOptions {
	/** Is called with each message that comes in */
	onMessage?: (message: TeamsMessage) => void;
}

const TEAM = { id: '61165b04-e4cc-4026-b43f-926b4e2a7182', displayName: 'Contact centre' };
const CHANNELS = [
	{ id: '19:aht-alerts-fake-for-tests@thread.tacv2', displayName: 'AHT alerts' },
	{ id: '19:general-fake-for-tests@thread.tacv2', displayName: 'General' },
];

/** As much of Microsoft Graph as posting to a channel and its pick lists need: one team. */
export class TeamsSimulator {
	readonly handler: Handler = (request) => this.#answer(request);
	readonly token = 'fake-graph-token-for-tests';
	/** Messages received, the oldest first */
	readonly messages: TeamsMessage[] = [];
	readonly #onMessage: TeamsSimulatorOptions['onMessage'];

	constructor({ onMessage }: TeamsSimulatorOptions = {}) {
		this.#onMessage = onMessage;
	}

	#answer(request: SimulatedRequest): SimulatedAnswer {
		if (request.headers.authorization !== `Bearer ${this.token}`) {
			return refusal(401, 'InvalidAuthenticationToken', 'Access token is empty or invalid.');
		}
		const [, , ...place] = request.path.split('/').map(decodeURIComponent);
		const [root, teamId, part, channelId, leaf] = place;
		if (place.join('/') === 'me/joinedTeams') return json(200, { value: [TEAM] });
		if (root !== 'teams' || teamId !== TEAM.id || part !== 'channels') return notFound();
		if (channelId === undefined) return json(200, { value: CHANNELS });
		const channel = CHANNELS.find(({ id }) => id === channelId);
		if (!channel || leaf !== 'messages' || request.method !== 'POST') return notFound();
		return this.#post(channel.displayName, request.body.toString('utf8'));
	}

	#post(channelName: string, text: string): SimulatedAnswer {
		const { body } = JSON.parse(text) as { body?: { contentType?: string; content?: string } };
		const { contentType = 'text', content = '' } = body ?? {};
		if (content === '') return refusal(400, 'BadRequest', 'Missing body content.');
		const message = { channelName, contentType, content };
		this.messages.push(message);
		this.#onMessage?.(message);
		return json(201, { id: String(this.messages.length), messageType: 'message', body });
	}
}

function notFound(): SimulatedAnswer {
	return refusal(404, 'NotFound', 'Resource not found.');
}

function refusal(status: number, code: string, message: string): SimulatedAnswer {
	return json(status, { error: { code, message } });
}
