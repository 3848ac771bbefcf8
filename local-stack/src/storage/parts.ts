/** What the endpoints of Storage are given. */
import type { AsCaller, Caller, StackContext } from '../context.ts';
import { invalidRequest } from './failure.ts';
import type { FileStore } from './file-store.ts';
import type { UrlTokens } from './url-tokens.ts';

export interface StorageParts {
  readonly context: StackContext;
  readonly asCaller: AsCaller;
  readonly files: FileStore;
  readonly tokens: UrlTokens;
  /** Ceiling of every object, whatever its bucket allows. Bytes. */
  readonly maxObjectBytes: number;
}

/** Who a public or signed URL reads and writes as: its permission was given when the URL was, as on hosted. */
export const SERVICE_CALLER: Caller = { role: 'service_role', claims: { role: 'service_role' } };

export const subjectOf = (caller: Caller): string | null =>
  typeof caller.claims.sub === 'string' ? caller.claims.sub : null;

/** Lists of paths are the longest bodies: 1000 names of 1024 bytes. */
const MAX_JSON_BYTES = 1_200_000;

/** A JSON object from the body; an empty body is an empty object. @throws StorageFailure InvalidRequest */
export async function jsonBody(request: Request): Promise<Record<string, unknown>> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of request.body ?? []) {
    size += chunk.byteLength;
    if (size > MAX_JSON_BYTES) throw invalidRequest('The body is too large');
    chunks.push(chunk);
  }
  if (size === 0) return {};
  try {
    const value: unknown = JSON.parse(Buffer.concat(chunks).toString('utf8'));
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
      return value as Record<string, unknown>;
    }
  } catch {
    // Answered below.
  }
  throw invalidRequest('The body must be a JSON object');
}
