import type { ICredentialDataDecryptedObject } from 'n8n-workflow';
import { deepCopy } from 'n8n-workflow';

/** A credential in the store, as a node refers to it. */
export interface CredentialHandle {
	readonly id: string;
	readonly name: string;
	readonly type: string;
}

/** A change to a stored credential, seen after it was made. */
export interface CredentialWrite {
	id: string;
	type: string;
	data: ICredentialDataDecryptedObject;
}

/**
 * What n8n's database is for credentials, less the encryption: data goes in and comes out as copies.
 * Give one store to two harnesses and they are two n8n processes on one database.
 */
export class CredentialStore {
	/** Every update that the engine or a test made, oldest first; `add` is not one of them */
	readonly writes: CredentialWrite[] = [];
	/** How often credentials were read, for showing that nothing is cached across requests */
	reads = 0;
	/** Called for each update before it is made; awaiting in it lets a test order two processes */
	beforeWrite: ((write: CredentialWrite) => Promise<void> | void) | undefined;

	readonly #rows = new Map<string, { handle: CredentialHandle; data: string }>();

	add(
		type: string,
		data: ICredentialDataDecryptedObject,
		name = `${type} account`,
	): CredentialHandle {
		const handle: CredentialHandle = { id: `credential-${this.#rows.size + 1}`, name, type };
		this.#rows.set(handle.id, { handle, data: JSON.stringify(data) });
		return handle;
	}

	/** The data as stored: without defaults, expressions not resolved. */
	read({ id, type }: Pick<CredentialHandle, 'id' | 'type'>): ICredentialDataDecryptedObject {
		this.reads++;
		return JSON.parse(this.#row(id, type).data) as ICredentialDataDecryptedObject;
	}

	/** Replaces the data, as n8n does after `preAuthentication`. */
	async write(
		{ id, type }: Pick<CredentialHandle, 'id' | 'type'>,
		data: ICredentialDataDecryptedObject,
	): Promise<void> {
		const row = this.#row(id, type);
		const write = { id, type, data: deepCopy(data) };
		await this.beforeWrite?.(write);
		row.data = JSON.stringify(data);
		this.writes.push(write);
	}

	/** Changes some fields, as a user does in the editor. */
	async change(
		handle: Pick<CredentialHandle, 'id' | 'type'>,
		changes: ICredentialDataDecryptedObject,
	): Promise<void> {
		await this.write(handle, { ...this.read(handle), ...changes });
	}

	#row(id: string, type: string): { handle: CredentialHandle; data: string } {
		const row = this.#rows.get(id);
		if (row?.handle.type !== type) {
			throw new Error(`Credential with ID "${id}" does not exist for type "${type}".`);
		}
		return row;
	}
}
