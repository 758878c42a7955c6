import type { AhtShape, KeyCase, ListShape, NoCallsForm } from './types.mts';

/** CloudAgent's messages, as documented. A test may change any: several are spelt in two ways. */
export const DOCUMENTED_TEXTS = {
	// Gateway: pages of sibling /ca_apis calls
	tokenExpired: 'Token Expired',
	tokenInvalid: 'Invalid Token',
	tokenMissing: 'Token Should Not be Null or Empty.',
	gatewayApiKeyMissing: 'Api Key Should Not be Null or Empty.',
	gatewayUserNameMissing: 'Username Should Not be Null or Empty.',
	gatewayUserInvalid: 'Invalid User Details',
	invalidJson: 'Invalid Json Pass Valid Json',
	reportsRefused: 'Missing userName or apiKey',
	// AHT page
	userNameEmpty: 'userName should not be empty',
	apiKeyEmpty: 'apiKey should not be empty',
	bothPassed: 'Both agentId and campaignName cannot be passed at a time',
	bothEmpty: 'Both agentId and campaignName cannot be empty',
	userInvalid: 'userName or apiKey is Invalid',
	agentInvalid: 'agentId is Invalid',
	campaignInvalid: 'campaignName is Invalid',
	rateLimit: 'max limit exceeded',
	// Companion APIs
	companionRateLimit: 'Max limit exceeded',
	parametersMandatory: 'All parameters are mandatory',
	noRecord: 'no record found',
	noData: 'No Data Found',
	// Not in any document
	tokenQuota: 'Token generation limit exceeded',
};

/**
 * Everything about the simulator's answers that CloudAgent's documents leave open or contradict. The
 * defaults are the documented reading, or the likeliest where there is none. All may be changed
 * while the simulator runs.
 */
export interface CloudAgentSwitches {
	texts: typeof DOCUMENTED_TEXTS;
	ahtShape: AhtShape;
	keyCase: KeyCase;
	/** `Status` and `Message` in place of `status` and `message` */
	capitalEnvelope: boolean;
	noCalls: NoCallsForm;
	/** Whose words refuse wrong credentials on AHT: its own page's, or the gateway's */
	ahtCredentialTexts: 'aht' | 'gateway';
	/** HTTP status around a refused token, API key or user name */
	refusalStatus: 200 | 401;
	/** HTTP status around every other refusal that CloudAgent words */
	errorStatus: 200 | 400;
	/** A used-up limit is told in the body of an ordinary answer, or as HTTP 429 */
	rateLimitAnswer: 'body' | 'http429';
	/** `Retry-After` of HTTP 429; none if null */
	retryAfter: string | null;
	/** Whether a request refused for the limit uses the limit too */
	refusedRequestsCount: boolean;
	/** Requests that another client with the same user name makes, evenly spread */
	otherClientRequestsPerMinute: number;
	listShape: ListShape;
	/** Field of getAvailableCampaigns that has the campaign's name */
	campaignNameKey: 'CampaignName' | 'Campaign' | 'campaignName' | 'name';
	/** Whether getAvailableCampaigns takes POST */
	campaignsTakePost: boolean;
	/** Whether campaignStatus without a name lists every campaign */
	campaignStatusListsAll: boolean;
	/** Agent State Summary as recorded (`details`) or as documented (`message` an object) */
	summaryShape: 'recorded' | 'documented';
	/** Time that every answer takes, ms */
	latencyMs: number;
}

/** Switches as they stand before a test touches them. */
export function defaultSwitches(): CloudAgentSwitches {
	return {
		texts: { ...DOCUMENTED_TEXTS },
		ahtShape: 'messageObject',
		keyCase: 'documented',
		capitalEnvelope: false,
		noCalls: 'zero',
		ahtCredentialTexts: 'aht',
		refusalStatus: 200,
		errorStatus: 200,
		rateLimitAnswer: 'body',
		retryAfter: null,
		refusedRequestsCount: false,
		otherClientRequestsPerMinute: 0,
		listShape: 'message',
		campaignNameKey: 'CampaignName',
		campaignsTakePost: false,
		campaignStatusListsAll: false,
		summaryShape: 'recorded',
		latencyMs: 0,
	};
}
