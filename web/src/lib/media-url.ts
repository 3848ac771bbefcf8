/**
 * Where a poster or film can be fetched. The catalogue may hold a full address or a path of the Supabase
 * gateway (`/storage/v1/…`), which is on another origin than the studio.
 */
import { config } from './config.ts';

export function mediaUrl(value: string | null, supabaseUrl = config?.supabaseUrl ?? ''): string | null {
  if (!value) return null;
  if (/^https?:\/\//.test(value)) return value;
  if (value.startsWith('/storage/')) return supabaseUrl + value;
  return value.startsWith('/api/') ? value : null;
}

/** A signed Storage address that the browser saves under `filename` instead of showing. */
export function downloadUrl(signed: string, filename: string): string {
  const url = new URL(signed);
  url.searchParams.set('download', filename);
  return url.href;
}

/** A file name that every system accepts, from a title in any language. */
export function fileStem(title: string): string {
  const stem = title
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .replaceAll(/[^A-Za-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
    .toLowerCase()
    .slice(0, 80);
  return stem || 'semblante';
}
