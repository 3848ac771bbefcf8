/** The project's keys, in the shapes hosted issues since 2026: opaque API keys and an ES256 signing key. */
import { createHash, randomBytes } from 'node:crypto';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { calculateJwkThumbprint, exportJWK, generateKeyPair } from 'jose';
import type { StackKeys } from './context.ts';

/** `sb_<kind>_<22 random characters>_<8 characters of checksum>`. */
function apiKey(kind: 'publishable' | 'secret'): string {
  const body = `sb_${kind}_${randomBytes(17).toString('base64url').slice(0, 22)}`;
  return `${body}_${createHash('sha256').update(body).digest('base64url').slice(0, 8)}`;
}

export async function generateKeys(): Promise<StackKeys> {
  const { privateKey, publicKey } = await generateKeyPair('ES256', { extractable: true });
  const open = await exportJWK(publicKey);
  const kid = await calculateJwkThumbprint(open);
  const labels = { kid, alg: 'ES256', use: 'sig' };
  return {
    publishable: apiKey('publishable'),
    secret: apiKey('secret'),
    signingJwk: { ...(await exportJWK(privateKey)), ...labels, key_ops: ['sign'] },
    jwks: { keys: [{ ...open, ...labels, key_ops: ['verify'] }] },
  };
}

/** The keys in `file`, made on first use. Only the owner can read them. */
export async function ensureKeys(file: string): Promise<StackKeys> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as StackKeys;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') {
      throw new Error(`The keys in ${file} cannot be read: ${error}. Delete the file to get new ones.`, {
        cause: error,
      });
    }
  }
  const keys = await generateKeys();
  const fresh = `${file}.${process.pid}`;
  await writeFile(fresh, `${JSON.stringify(keys, null, 2)}\n`, { mode: 0o600 });
  await rename(fresh, file);
  return keys;
}
