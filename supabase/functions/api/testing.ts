/** The app in process, with a key pair of its own in the place of the project's JWKS. For tests only. */
import { STATUS_CODES } from 'node:http';
import { createLocalJWKSet, exportJWK, generateKeyPair, type JWTVerifyGetKey, SignJWT } from 'jose';
import { createUserSigner, createVerifier } from '../_shared/auth.ts';
import type { FunctionEnv } from '../_shared/env.ts';
import { type Api, createApp } from './app.ts';

export interface Claims {
  sub?: string;
  role?: string;
  issuer?: string;
  audience?: string;
  expires?: string;
}

export interface TestApi {
  readonly app: Api;
  readonly logs: Record<string, unknown>[];
  token(claims?: Claims): Promise<string>;
  /** The same claims signed with a key that the project does not know. */
  forged(claims?: Claims): Promise<string>;
}

export const UNREACHABLE = 'http://127.0.0.1:1';

/** `keys` verifies tokens of a running stack instead. */
export async function createTestApi(
  env: Partial<FunctionEnv> = {},
  keys?: JWTVerifyGetKey,
): Promise<TestApi> {
  const full: FunctionEnv = {
    supabaseUrl: UNREACHABLE,
    publicUrl: env.supabaseUrl ?? UNREACHABLE,
    publishableKey: 'sb_publishable_test',
    allowedOrigins: [],
    version: 'test',
    ...env,
  };
  const own = await generateKeyPair('ES256', { extractable: true });
  const other = await generateKeyPair('ES256');
  const jwk = { ...(await exportJWK(own.publicKey)), kid: 'own', alg: 'ES256' };
  const sign = (key: CryptoKey, claims: Claims = {}): Promise<string> =>
    new SignJWT({ role: claims.role ?? 'authenticated', email: 'ana@example.com' })
      .setProtectedHeader({ alg: 'ES256', kid: 'own' })
      .setSubject(claims.sub ?? '00000000-0000-4000-8000-000000000001')
      .setIssuer(claims.issuer ?? `${full.publicUrl}/auth/v1`)
      .setAudience(claims.audience ?? 'authenticated')
      .setExpirationTime(claims.expires ?? '5m')
      .sign(key);
  const logs: Record<string, unknown>[] = [];
  const signUserToken = createUserSigner(full);
  const app = createApp({
    env: full,
    signUserToken,
    verify: createVerifier(full, signUserToken, keys ?? createLocalJWKSet({ keys: [jwk] })),
    platform: {
      encodeBase64Url: (bytes) => Buffer.from(bytes).toString('base64url'),
      statusText: (status) => STATUS_CODES[status],
      log: (line) => logs.push(line),
    },
  });
  return {
    app,
    logs,
    token: (claims) => sign(own.privateKey, claims),
    forged: (claims) => sign(other.privateKey, claims),
  };
}

/** A silent 8 kHz 8-bit WAV. */
export function wavOf(seconds: number): ArrayBuffer {
  const bytes = seconds * 8000;
  const view = new DataView(new ArrayBuffer(44 + bytes));
  const text = (at: number, word: string) => new Uint8Array(view.buffer).set(Buffer.from(word), at);
  text(0, 'RIFF');
  view.setUint32(4, 36 + bytes, true);
  text(8, 'WAVEfmt ');
  view.setUint32(16, 16, true);
  view.setUint16(20, 1, true);
  view.setUint16(22, 1, true);
  view.setUint32(24, 8000, true);
  view.setUint32(28, 8000, true);
  view.setUint16(32, 1, true);
  view.setUint16(34, 8, true);
  text(36, 'data');
  view.setUint32(40, bytes, true);
  return view.buffer;
}

/** The smallest container the API lets through: what is in it is an agent's to judge. */
export function emptyGlb(): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(24);
  const view = new DataView(bytes.buffer);
  [0x46546c67, 2, 24, 4, 0x4e4f534a, 0x20207d7b].forEach((word, i) => {
    view.setUint32(i * 4, word, true);
  });
  return bytes;
}
