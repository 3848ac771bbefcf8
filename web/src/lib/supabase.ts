import type { SupabaseClient } from '@supabase/supabase-js';
import { config } from './config.ts';
import { takeRecoveryTokens } from './recovery-link.ts';

let client: Promise<SupabaseClient> | undefined;

async function create(): Promise<SupabaseClient> {
  if (!config) throw new Error('The site has no Supabase address: see semblante-config in index.html.');
  const recovered = takeRecoveryTokens(location.hash);
  if (recovered) history.replaceState(history.state, '', location.pathname + location.search);
  const { createBrowserClient } = await import('@supabase/ssr');
  const made = createBrowserClient(config.supabaseUrl, config.publishableKey);
  // A link that is no longer good leaves whoever opened it signed out, which the reset page explains.
  if (recovered) await made.auth.setSession(recovered);
  return made;
}

/** A client for one request that keeps nothing; its links carry tokens and so work on any device. */
export async function implicitClient(): Promise<SupabaseClient> {
  if (!config) throw new Error('The site has no Supabase address: see semblante-config in index.html.');
  const { createClient } = await import('@supabase/supabase-js');
  return createClient(config.supabaseUrl, config.publishableKey, {
    auth: { flowType: 'implicit', persistSession: false, autoRefreshToken: false, detectSessionInUrl: false },
  });
}

/**
 * The one client of this page. The session lives in cookies, so every tab and a server-rendered page share it.
 * Its code (a third of all JavaScript) is a chunk of its own: what needs no account is drawn without waiting.
 */
export function supabase(): Promise<SupabaseClient> {
  client ??= create();
  // A chunk that failed to load while offline is asked for again.
  client.catch(() => {
    client = undefined;
  });
  return client;
}
