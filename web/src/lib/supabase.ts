import { createBrowserClient } from '@supabase/ssr';
import type { SupabaseClient } from '@supabase/supabase-js';
import { config } from './config.ts';

let client: SupabaseClient | undefined;

/** The one client of this page. The session lives in cookies, so every tab and a server-rendered page share it. */
export function supabase(): SupabaseClient {
  if (!config) throw new Error('The site has no Supabase address: see semblante-config in index.html.');
  client ??= createBrowserClient(config.supabaseUrl, config.publishableKey);
  return client;
}
