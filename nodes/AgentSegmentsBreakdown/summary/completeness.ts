import { quoteApiText } from '../../shared/apiText';
import { BrokenFile } from '../decode/brokenFile';
import type { Reconciliation } from './agentJoin';

/** What a summary was made from, so that its numbers can be trusted, or not. */
export type Completeness = {
	/** LivePerson said that hours of the time frame are missing from its list */
	hoursMissing: boolean;
	filesListed: number;
	filesRead: number;
	filesDropped: number;
	unitsRead: number;
	/** Units that came a second time; counted once */
	unitsRepeated: number;
	/** Units that dropped files had before the place where they could not be read on */
	unitsDropped: number;
	/** Why files were dropped; the first ones, where there are many */
	dropped: Array<{ path: string; reason: string }>;
	reconciliation?: Reconciliation;
};

const MOST_REASONS = 20;

/** Keeps count of files while they are read. */
export class CompletenessCount {
	private filesRead = 0;
	private filesDropped = 0;
	private unitsDropped = 0;
	private readonly dropped: Completeness['dropped'] = [];
	private readonly hoursMissing: boolean;
	private readonly filesListed: number;

	constructor(hoursMissing: boolean, filesListed: number) {
		this.hoursMissing = hoursMissing;
		this.filesListed = filesListed;
	}

	read(): void {
		this.filesRead++;
	}

	/** @param reason a sentence for the user, or the file's own */
	drop(path: string, reason: BrokenFile | string): void {
		this.filesDropped++;
		const isBroken = reason instanceof BrokenFile;
		if (isBroken) this.unitsDropped += (reason.place.record ?? 1) - 1;
		if (this.dropped.length === MOST_REASONS) return;
		this.dropped.push({ path: quoteApiText(path), reason: isBroken ? reason.explanation : reason });
	}

	/** Whether the summary may lack units. */
	get isPartial(): boolean {
		return this.hoursMissing || this.filesDropped > 0;
	}

	result(
		{ unitsRead, unitsRepeated }: Pick<Completeness, 'unitsRead' | 'unitsRepeated'>,
		reconciliation: Reconciliation | undefined,
	): Completeness {
		const { hoursMissing, filesListed, filesRead, filesDropped, unitsDropped } = this;
		// In no particular order while several files are in flight
		const dropped = this.dropped.sort((a, b) => (a.path < b.path ? -1 : 1));
		return {
			hoursMissing,
			filesListed,
			filesRead,
			filesDropped,
			unitsRead,
			unitsRepeated,
			unitsDropped,
			dropped,
			...(reconciliation ? { reconciliation } : {}),
		};
	}
}
