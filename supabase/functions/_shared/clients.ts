/** The two clients a route may use. Neither bypasses row level security; no function here holds a secret key. */
import { createClient, type SupabaseClient } from '@supabase/supabase-js';
import type { User } from './auth.ts';
import type { Database } from './contract/database.types.ts';
import type { FunctionEnv } from './env.ts';

export type Db = SupabaseClient<Database>;

const stateless = { persistSession: false, autoRefreshToken: false, detectSessionInUrl: false } as const;

/** Sees what anybody may see. */
export function publicClient(env: FunctionEnv): Db {
  return createClient<Database>(env.supabaseUrl, env.publishableKey, { auth: stateless });
}

/** Acts as the user: every statement and object is checked against that user's policies. */
export function userClient(env: FunctionEnv, user: User): Db {
  return createClient<Database>(env.supabaseUrl, env.publishableKey, {
    auth: stateless,
    global: { headers: { Authorization: `Bearer ${user.token}` } },
  });
}

/** Sees what anybody may see, and the one film of the link whose token it carries. */
export function sharedClient(env: FunctionEnv, token: string): Db {
  return createClient<Database>(env.supabaseUrl, env.publishableKey, {
    auth: stateless,
    global: { headers: { 'x-semblante-share': token } },
  });
}
