/** Where Supabase is. Read once from the page's data block (see config-block.ts). */
import { z } from 'zod';

const Config = z.object({ supabaseUrl: z.url(), publishableKey: z.string().min(1) });
export type Config = z.infer<typeof Config>;

export function readConfig(source: Document = document): Config | null {
  const text = source.getElementById('semblante-config')?.textContent ?? '{}';
  const parsed = Config.safeParse(JSON.parse(text));
  return parsed.success ? parsed.data : null;
}

const found = typeof document === 'undefined' ? null : readConfig();

/** Null means that the site was deployed without an address: the router then shows only the page that says so. */
export const config = found;
