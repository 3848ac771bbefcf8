import type { SupabaseClient } from '@supabase/supabase-js';
import { config } from './config.ts';

let client: Promise<SupabaseClient> | undefined;

async function create(): Promise<SupabaseClient> {
  if (!config) throw new Error('The site has no Supabase address: see semblante-config in index.html.');
  const { createBrowserClient } = await import('@supabase/ssr');
  return createBrowserClient(config.supabaseUrl, config.publishableKey);
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
