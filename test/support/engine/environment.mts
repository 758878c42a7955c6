/**
 * What has to be so before n8n-core is loaded; every file here that loads n8n-core imports this one
 * first. n8n's settings go to a folder that lives as long as the test process, never to ~/.n8n.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const userFolder = mkdtempSync(join(tmpdir(), 'handle-time-engine-'));
// Not when the process exits: jest's workers are ended without that
afterAll(() => rmSync(userFolder, { recursive: true, force: true }));

process.env.N8N_USER_FOLDER = userFolder;
process.env.N8N_ENCRYPTION_KEY = 'fake-encryption-key-for-tests';
process.env.N8N_ENFORCE_SETTINGS_FILE_PERMISSIONS = 'false';
process.env.N8N_LOG_LEVEL = 'silent';
