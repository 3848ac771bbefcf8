/** What `[auth]` of supabase/config.toml says, so that the local stack and a deployed project agree. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { repositoryRoot } from '../state.ts';

const AuthSettings = z.object({
  site_url: z.string().default('http://127.0.0.1:5173'),
  additional_redirect_urls: z.array(z.string()).default([]),
  jwt_expiry: z.int().positive().default(3600),
  refresh_token_reuse_interval: z.int().min(0).default(10),
  enable_signup: z.boolean().default(true),
  minimum_password_length: z.int().min(6).default(6),
});
export type AuthSettings = z.infer<typeof AuthSettings>;

/** The keys of one table of a TOML file that hold a string, number, boolean or array on one line. */
function readTable(toml: string, table: string): Record<string, unknown> {
  const values: Record<string, unknown> = {};
  let current = '';
  for (const line of toml.split('\n')) {
    const header = /^\s*\[([^\]]+)\]\s*$/.exec(line)?.[1];
    const entry = /^\s*([A-Za-z0-9_]+)\s*=\s*("(?:[^"\\]|\\.)*"|\[[^\]]*\]|[^#\s]+)/.exec(line);
    if (header !== undefined) current = header;
    else if (current === table && entry?.[1] && entry[2]) {
      try {
        values[entry[1]] = JSON.parse(entry[2]);
      } catch {
        throw new Error(`supabase/config.toml: cannot read the value of ${entry[1]} in [${table}]`);
      }
    }
  }
  return values;
}

export function readAuthSettings(file: string = join(repositoryRoot, 'supabase/config.toml')): AuthSettings {
  return AuthSettings.parse(readTable(readFileSync(file, 'utf8'), 'auth'));
}
