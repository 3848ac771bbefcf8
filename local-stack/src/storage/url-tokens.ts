/**
 * Tokens of signed URLs: HS256 over a key of Storage's own, made at the first start and kept in the state folder.
 * Auth's ES256 key is not used, so that a token of one service can never stand in for the other's.
 */
import { randomBytes } from 'node:crypto';
import { mkdir, open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { jwtVerify, SignJWT } from 'jose';
import { invalidJwt, invalidSignature } from './failure.ts';

const ISSUER = 'storage';
const READ = 'storage:read';
const UPLOAD = 'storage:upload';

export interface UploadGrant {
  /** Replace an object of that name. */
  readonly upsert: boolean;
  /** User id to record as the object's owner. */
  readonly owner: string | null;
}

export interface UrlTokens {
  /** Token to read `address` (`bucket/name`) for `seconds`. */
  signRead(address: string, seconds: number): Promise<string>;
  /** @throws StorageFailure InvalidJWT when expired or forged, InvalidSignature when made for another object */
  verifyRead(token: string, address: string): Promise<void>;
  signUpload(address: string, grant: UploadGrant, seconds: number): Promise<string>;
  /** @throws StorageFailure as verifyRead */
  verifyUpload(token: string, address: string): Promise<UploadGrant>;
}

export function createUrlTokens(key: Uint8Array): UrlTokens {
  const sign = (audience: string, claims: Record<string, unknown>, seconds: number): Promise<string> => {
    const now = Math.floor(Date.now() / 1000);
    return new SignJWT(claims)
      .setProtectedHeader({ alg: 'HS256' })
      .setIssuer(ISSUER)
      .setAudience(audience)
      .setIssuedAt(now)
      .setExpirationTime(now + seconds)
      .sign(key);
  };

  const verify = async (
    token: string,
    audience: string,
    address: string,
  ): Promise<Record<string, unknown>> => {
    const { payload } = await jwtVerify(token, key, {
      algorithms: ['HS256'],
      issuer: ISSUER,
      audience,
      requiredClaims: ['exp', 'url'],
    }).catch((error: unknown) => {
      throw invalidJwt(error instanceof Error ? error.message : 'Invalid JWT');
    });
    if (payload.url !== address) throw invalidSignature();
    return payload;
  };

  return {
    signRead: (address, seconds) => sign(READ, { url: address }, seconds),
    verifyRead: async (token, address) => {
      await verify(token, READ, address);
    },
    signUpload: (address, grant, seconds) =>
      sign(UPLOAD, { url: address, upsert: grant.upsert, owner: grant.owner }, seconds),
    verifyUpload: async (token, address) => {
      const { upsert, owner } = await verify(token, UPLOAD, address);
      return { upsert: upsert === true, owner: typeof owner === 'string' ? owner : null };
    },
  };
}

/** Reads the signing key of `folder`, or makes it: 32 random bytes, readable by this user alone. */
export async function signingKeyOf(folder: string): Promise<Uint8Array> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const path = join(folder, 'url-signing.key');
  try {
    return Buffer.from((await readFile(path, 'utf8')).trim(), 'base64url');
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
  }
  const key = randomBytes(32);
  const file = await open(path, 'wx', 0o600);
  try {
    await file.writeFile(`${key.toString('base64url')}\n`);
  } finally {
    await file.close();
  }
  return key;
}
