/** The project's keys, in the shapes hosted issues since 2026: opaque API keys and an ES256 signing key. */
import { createHash, randomBytes } from 'node:crypto';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { calculateJwkThumbprint, exportJWK, generateKeyPair, type JWK } from 'jose';
import type { StackKeys } from './context.ts';

/** `sb_<kind>_<22 random characters>_<8 characters of checksum>`. */
function apiKey(kind: 'publishable' | 'secret'): string {
  const body = `sb_${kind}_${randomBytes(17).toString('base64url').slice(0, 22)}`;
  return `${body}_${createHash('sha256').update(body).digest('base64url').slice(0, 8)}`;
}

async function signingPair(): Promise<{ sign: JWK; verify: JWK }> {
  const { privateKey, publicKey } = await generateKeyPair('ES256', { extractable: true });
  const open = await exportJWK(publicKey);
  const labels = { kid: await calculateJwkThumbprint(open), alg: 'ES256', use: 'sig' };
  return {
    sign: { ...(await exportJWK(privateKey)), ...labels, key_ops: ['sign'] },
    verify: { ...open, ...labels, key_ops: ['verify'] },
  };
}

/** Auth's key is the first of the set; the second is the functions' own, as one imported into a hosted project. */
export async function generateKeys(): Promise<StackKeys> {
  const [auth, functions] = await Promise.all([signingPair(), signingPair()]);
  return {
    publishable: apiKey('publishable'),
    secret: apiKey('secret'),
    signingJwk: auth.sign,
    functionsJwk: functions.sign,
    jwks: { keys: [auth.verify, functions.verify] },
  };
}

/** Keys made before functions had one of their own get it now. */
async function complete(keys: StackKeys | Omit<StackKeys, 'functionsJwk'>): Promise<StackKeys> {
  if ('functionsJwk' in keys) return keys;
  const { sign, verify } = await signingPair();
  return { ...keys, functionsJwk: sign, jwks: { keys: [...keys.jwks.keys, verify] } };
}

async function store(file: string, keys: StackKeys): Promise<void> {
  const fresh = `${file}.${process.pid}`;
  await writeFile(fresh, `${JSON.stringify(keys, null, 2)}\n`, { mode: 0o600 });
  await rename(fresh, file);
}

/** The keys in `file`, made on first use. Only the owner can read them. */
export async function ensureKeys(file: string): Promise<StackKeys> {
  try {
    const known = JSON.parse(await readFile(file, 'utf8')) as StackKeys;
    const keys = await complete(known);
    if (keys !== known) await store(file, keys);
    return keys;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') {
      throw new Error(`The keys in ${file} cannot be read: ${error}. Delete the file to get new ones.`, {
        cause: error,
      });
    }
  }
  const keys = await generateKeys();
  await store(file, keys);
  return keys;
}
