import type {
	AuthenticationMode,
	CloudAgentSimulator,
	Fault,
	FaultScope,
} from '../../../sandbox/simulators/cloudAgent/index.mts';

/** A way in which CloudAgent, or what stands before it, gives no AHT, and what the node says to it. */
export interface Trouble {
	name: string;
	/** Of the account; the credential has the same unless it says otherwise. Default TOKEN_AUTH */
	mode?: AuthenticationMode;
	/** Whether a token has still to be made */
	hasNoToken?: boolean;
	/** Fields of the credential that are not as they should be */
	credential?: Record<string, unknown>;
	/** Fields of the node that are not as they should be */
	parameters?: Record<string, unknown>;
	/** What every request of the account meets */
	fault?: (secrets: { apiKey: string; token: string }) => Fault;
	/** What requests meet the fault; default those for an AHT */
	kind?: FaultScope['kind'];
	/** What else has happened to the account */
	before?: (cloudAgent: CloudAgentSimulator, userName: string) => void;
	says: RegExp;
}

const LOST_TOKENS = /^CloudAgent rejected newly generated tokens$/;
const WRONG_KEY = /^CloudAgent does not accept the user name or the API key$/;
const TO_BASIC =
	/^The CloudAgent account is set to BASIC_AUTH, the credential to (TOKEN_AUTH|a token)$/;
const TO_TOKEN = /^The CloudAgent account is set to TOKEN_AUTH, the credential to BASIC_AUTH$/;
const UNREADABLE = /^The answer from in1-ccaas-api\.ozonetel\.com could not be read$/;
const OTHER_TOKEN = { apiAuthentication: 'token', token: 'eyJmYWtl.eyJmYWtl.ZmFrZS1zaWduYXR1cmU' };

const echo = ({ apiKey, token }: { apiKey: string; token: string }) =>
	`no such key ${apiKey}, no such token ${token}, in Authorization: Bearer ${token}`;

const refusal =
	(message: string, httpStatus = 200) =>
	(): Fault => ({ type: 'refusal', message, httpStatus });

/** Every refusal and every fault that the documents or experience know of, each once. */
export const TROUBLES: readonly Trouble[] = [
	{
		name: 'account on BASIC_AUTH',
		mode: 'BASIC_AUTH',
		credential: { apiAuthentication: 'TOKEN_AUTH' },
		says: TO_BASIC,
	},
	{
		name: 'account on TOKEN_AUTH',
		credential: { apiAuthentication: 'BASIC_AUTH' },
		says: TO_TOKEN,
	},
	{
		name: 'wrong key for a token',
		hasNoToken: true,
		credential: { apiKey: 'fake-wrong-key-for-tests' },
		says: WRONG_KEY,
	},
	{
		name: 'wrong key',
		mode: 'BASIC_AUTH',
		credential: { apiKey: 'fake-wrong-key-for-tests' },
		says: WRONG_KEY,
	},
	{ name: 'unknown account', credential: { userName: 'nobody_here' }, says: WRONG_KEY },
	{
		name: 'invalid token by hand',
		credential: OTHER_TOKEN,
		says: /^CloudAgent does not accept the token$/,
	},
	{
		name: 'expired token by hand',
		credential: OTHER_TOKEN,
		fault: refusal('Token Expired'),
		says: /^The CloudAgent token has expired$/,
	},
	{
		name: 'missing token by hand',
		credential: OTHER_TOKEN,
		fault: refusal('Token Should Not be Null or Empty.', 401),
		says: /^CloudAgent received no token$/,
	},
	{ name: 'expired tokens', fault: refusal('Token Expired', 401), says: LOST_TOKENS },
	{ name: 'invalid tokens', fault: refusal('Invalid Token'), says: LOST_TOKENS },
	{
		name: 'missing tokens',
		fault: refusal('Token Should Not be Null or Empty.'),
		says: LOST_TOKENS,
	},
	{
		name: 'ten tokens an hour',
		hasNoToken: true,
		before: (cloudAgent, userName) => {
			for (let i = 0; i < 10; i++) cloudAgent.killToken(userName);
		},
		says: /^CloudAgent's limit of 10 tokens per hour was reached$/,
	},
	{
		name: 'limit used up',
		before: (cloudAgent, userName) => cloudAgent.useUpLimit(50, userName),
		parameters: { options: { maxWaitMinutes: 0 } },
		says: /^CloudAgent's rate limit was still reached/,
	},
	{
		name: 'HTTP 429',
		fault: () => ({ type: 'tooManyRequests', retryAfter: '30' }),
		parameters: { options: { maxWaitMinutes: 0 } },
		says: /^CloudAgent's rate limit was still reached/,
	},
	{
		name: 'unknown agent',
		parameters: { agentId: { __rl: true, mode: 'id', value: 'no.such.agent' } },
		says: /^CloudAgent does not know the agent 'no\.such\.agent'$/,
	},
	{
		name: 'unknown campaign',
		parameters: {
			resource: 'campaign',
			campaignName: { __rl: true, mode: 'name', value: 'No_Such' },
		},
		says: /^CloudAgent does not know the campaign 'No_Such'$/,
	},
	...Object.entries({
		'userName should not be empty': /^CloudAgent received no user name$/,
		'apiKey should not be empty': TO_BASIC,
		'Both agentId and campaignName cannot be passed at a time': /^CloudAgent takes either/,
		'Both agentId and campaignName cannot be empty':
			/^CloudAgent received neither an agent nor a campaign$/,
		'Username Should Not be Null or Empty.': /^CloudAgent received no user name$/,
		'Invalid User Details': WRONG_KEY,
		'Invalid Json Pass Valid Json': /^CloudAgent did not understand the request$/,
		'Missing userName or apiKey': TO_BASIC,
	}).map(([message, says]): Trouble => ({ name: message, fault: refusal(message), says })),
	{ name: 'HTML page', fault: () => ({ type: 'html' }), says: UNREADABLE },
	{
		name: 'HTML page with HTTP 503',
		fault: () => ({ type: 'html', status: 503 }),
		says: UNREADABLE,
	},
	{ name: 'empty answer', fault: () => ({ type: 'empty' }), says: UNREADABLE },
	{ name: 'number', fault: () => ({ type: 'number' }), says: UNREADABLE },
	{
		name: 'megabyte of text',
		fault: () => ({ type: 'huge', as: 'json' }),
		says: /^CloudAgent answered: x+/,
	},
	{ name: 'megabyte of HTML', fault: () => ({ type: 'huge', as: 'html' }), says: UNREADABLE },
	{
		name: 'control characters',
		fault: () => ({ type: 'controlCharacters' }),
		says: /^CloudAgent answered: Down for/,
	},
	{
		name: 'server error',
		fault: () => ({ type: 'serverError' }),
		says: /^CloudAgent answered: Internal Server Error|could not be read$/,
	},
	{ name: 'server that is down', fault: () => ({ type: 'unavailable' }), says: UNREADABLE },
	{
		name: 'connection that is cut',
		fault: () => ({ type: 'drop' }),
		says: /^CloudAgent could not be reached/,
	},
	{
		name: 'no token, an HTML page',
		kind: 'token',
		hasNoToken: true,
		fault: () => ({ type: 'html' }),
		says: UNREADABLE,
	},
	{
		name: 'no token, a cut connection',
		kind: 'token',
		hasNoToken: true,
		fault: () => ({ type: 'drop' }),
		says: /^CloudAgent could not be reached/,
	},
	{
		name: 'redirect',
		fault: ({ apiKey }) => ({ type: 'redirect', location: `https://example.com/?key=${apiKey}` }),
		says: /sends requests on to another address$/,
	},
	{
		name: 'host that is not there',
		credential: { region: 'partner', domain: 'localhost:1' },
		says: /^CloudAgent could not be reached at localhost:1$/,
	},
	{
		name: 'host that no proxy knows',
		credential: { region: 'partner', domain: 'cloudagent.example.com' },
		says: /^The answer from cloudagent\.example\.com could not be read$/,
	},
	{
		name: 'refusal that repeats the secrets',
		fault: (secrets) => ({ type: 'refusal', message: echo(secrets) }),
		says: /^CloudAgent answered: no such key \*\*\*/,
	},
	{
		name: 'page that repeats the secrets',
		fault: (secrets) => ({
			type: 'verbatim',
			status: 200,
			body: `<p>${echo(secrets)}</p>`,
			contentType: 'text/html',
		}),
		says: UNREADABLE,
	},
	{
		name: 'key that is repeated when a token is made',
		kind: 'token',
		hasNoToken: true,
		fault: (secrets) => ({ type: 'refusal', message: echo(secrets) }),
		says: /^CloudAgent answered: no such key \*\*\*/,
	},
	{
		name: 'key that is repeated',
		mode: 'BASIC_AUTH',
		fault: (secrets) => ({ type: 'refusal', message: echo(secrets), httpStatus: 401 }),
		says: /^CloudAgent answered: no such key \*\*\*/,
	},
];
