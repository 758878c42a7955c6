let underWay = 0;

/** Work in other threads that promises an end but that Node does not list; the clock waits for it. */
export const realWork = {
	/** How many pieces of work are under way */
	get underWay(): number {
		return underWay;
	},
	async track<T>(work: Promise<T>): Promise<T> {
		underWay++;
		try {
			return await work;
		} finally {
			underWay--;
		}
	},
};
