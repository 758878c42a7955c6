import type { IncomingHttpHeaders } from 'node:http';

/** What a request asked for, by its path. */
export type RequestKind =
	'token' | 'aht' | 'campaigns' | 'campaignStatus' | 'agentLogins' | 'summaryReport' | 'other';

/** The account-wide setting "API Authentication" of the CloudAgent admin page. */
export type AuthenticationMode = 'TOKEN_AUTH' | 'BASIC_AUTH';

export interface Account {
	userName: string;
	apiKey: string;
	mode: AuthenticationMode;
}

/** Whose AHT: CloudAgent knows an agent by the login ID and a campaign by its name. */
export type Subject = { agentId: string } | { campaignName: string };

/**
 * An AHT in seconds; `'noCalls'`, which is answered as the switch `noCalls` says; or `raw`, which
 * takes the place of the AHT text as it is.
 */
export type AhtValue = number | 'noCalls' | { raw: unknown };

/** Where the AHT record stands in a successful answer. */
export type AhtShape =
	| 'messageObject'
	| 'messageArray'
	/** JSON inside a string */
	| 'messageJsonText'
	/** As the documentation prints it: names and values with no braces around them */
	| 'messageLooseText'
	| 'detailsArray'
	| 'detailsObject'
	| 'dataArray'
	| 'dataObject'
	| 'topLevel';

/** How the field names of a record are written: `CampaignName`, `campaignname`, `CAMPAIGNNAME`, `campaignName`. */
export type KeyCase = 'documented' | 'lower' | 'upper' | 'camel';

/** How an AHT without calls in the last two hours is answered. */
export type NoCallsForm = 'zero' | 'empty' | 'null' | 'missing' | 'NA' | 'N/A' | 'noDataFound';

/** Where a list stands in a companion API's answer. */
export type ListShape = 'message' | 'details' | 'data' | 'bare' | 'nested';

/** An answer of something in front of CloudAgent, or of CloudAgent on a bad day. */
export type Fault =
	| { type: 'html'; status?: number }
	| { type: 'empty'; status?: number }
	| { type: 'number' }
	/** One megabyte of text, as HTML or as the `message` of a JSON answer */
	| { type: 'huge'; as?: 'html' | 'json' }
	/** A refusal whose message has control characters in it */
	| { type: 'controlCharacters' }
	/** The body that Spring gives for an exception nobody caught */
	| { type: 'serverError' }
	| { type: 'tooManyRequests'; retryAfter?: string }
	| { type: 'unavailable'; retryAfter?: string }
	/** The connection is cut without an answer */
	| { type: 'drop' }
	/** No answer, and the connection stays open, until `releaseHung()` */
	| { type: 'hang' }
	/** The usual answer, later */
	| { type: 'latency'; ms: number }
	| { type: 'redirect'; location: string; status?: 301 | 302 | 307 | 308 }
	/** A refusal of CloudAgent's own: `status` "false" unless given */
	| { type: 'refusal'; message: string; status?: unknown; httpStatus?: number }
	| { type: 'verbatim'; status: number; body: string; contentType?: string };

export interface FaultScope {
	/** How many requests meet it; default 1. `Infinity` until `clearFaults()` */
	times?: number;
	/** Only requests of this kind; default any */
	kind?: RequestKind;
	/** Only requests with this user name in their body; default any */
	userName?: string;
}

/** One request as the log keeps it. */
export interface LoggedRequest {
	/** By the simulator's clock, epoch ms */
	at: number;
	kind: RequestKind;
	method: string;
	host: string;
	path: string;
	headers: IncomingHttpHeaders;
	/** As sent, cut to 2,000 characters */
	body: string;
	outcome: 'ok' | 'refused' | 'fault';
	/** CloudAgent's message for a refusal, the type of a fault */
	reason: string;
	/** HTTP status; 0 for a connection that was cut */
	status: number;
}
