/** What a function reads from its environment, by hosted Supabase's names, checked once at the start. */
import type { JWK } from 'jose';

export interface FunctionEnv {
  /** Where Auth, REST and Storage answer the function. */
  readonly supabaseUrl: string;
  /** Where clients reach the same project; differs from `supabaseUrl` only inside a container network. */
  readonly publicUrl: string;
  readonly publishableKey: string;
  /** Exact origins browsers may call from; empty means any origin without credentials. */
  readonly allowedOrigins: readonly string[];
  readonly version: string;
  /** The function's own ES256 key, private half with `kid`; without it API tokens are refused as unavailable. */
  readonly signingJwk?: JWK;
}

type Read = (name: string) => string | undefined;

/** `supabase gen signing-key --algorithm ES256` writes one key or a list of them. */
function readSigningJwk(read: Read): JWK | undefined {
  const text = read('SEMBLANTE_SIGNING_JWK');
  if (!text) return undefined;
  const parsed: unknown = JSON.parse(text);
  const jwk = (Array.isArray(parsed) ? parsed[0] : parsed) as JWK | undefined;
  if (jwk?.kty !== 'EC' || jwk.crv !== 'P-256' || !jwk.d || !jwk.kid) {
    throw new Error('SEMBLANTE_SIGNING_JWK must be a private ES256 key in JWK form with a kid');
  }
  return jwk;
}

/**
 * Reads the first publishable key: `SUPABASE_PUBLISHABLE_KEYS` is a JSON object of named keys; projects that have not
 * moved yet carry `SUPABASE_ANON_KEY`.
 */
function readPublishableKey(read: Read): string | undefined {
  const keys = read('SUPABASE_PUBLISHABLE_KEYS');
  if (keys) {
    const named: unknown = JSON.parse(keys);
    if (named && typeof named === 'object') {
      const values = Object.entries(named);
      const found = values.find(([name]) => name === 'default') ?? values[0];
      if (typeof found?.[1] === 'string') return found[1];
    }
  }
  return read('SUPABASE_PUBLISHABLE_KEY') ?? read('SUPABASE_ANON_KEY');
}

export function readEnv(read: Read): FunctionEnv {
  const supabaseUrl = read('SUPABASE_URL')?.replace(/\/+$/, '');
  const publishableKey = readPublishableKey(read);
  if (!supabaseUrl || !publishableKey) {
    throw new Error('SUPABASE_URL and SUPABASE_PUBLISHABLE_KEYS (or SUPABASE_ANON_KEY) must be set');
  }
  const signingJwk = readSigningJwk(read);
  return {
    ...(signingJwk ? { signingJwk } : {}),
    supabaseUrl,
    publicUrl: (read('PUBLIC_SUPABASE_URL') ?? supabaseUrl).replace(/\/+$/, ''),
    publishableKey,
    allowedOrigins: (read('ALLOWED_ORIGINS') ?? '').split(',').flatMap((origin) => origin.trim() || []),
    version: read('SEMBLANTE_VERSION') ?? '0.1.0',
  };
}
