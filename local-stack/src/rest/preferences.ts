/** The `Prefer` header, as PostgREST reads it: unknown preferences are ignored unless handling=strict. */
import { RestError, unsupported } from './errors.ts';

export interface Preferences {
  readonly count: 'exact' | 'planned' | 'estimated' | null;
  readonly returns: 'minimal' | 'representation' | 'headers-only' | null;
  readonly resolution: 'merge-duplicates' | 'ignore-duplicates' | null;
  readonly missing: 'default' | 'null' | null;
  readonly strict: boolean;
  /** Rows a mutation may touch at most; counts only with handling=strict. */
  readonly maxAffected: number | null;
  /** What was honoured, for Preference-Applied. */
  readonly applied: string;
}

const KNOWN = {
  count: ['exact', 'planned', 'estimated'],
  return: ['minimal', 'representation', 'headers-only'],
  resolution: ['merge-duplicates', 'ignore-duplicates'],
  missing: ['default', 'null'],
  handling: ['strict', 'lenient'],
  tx: ['commit', 'rollback'],
} as const;
type Known = typeof KNOWN;

/** @throws RestError PGRST122 for an invalid preference under handling=strict; PGRST127 for tx=rollback */
export function parsePreferences(header: string | null): Preferences {
  const chosen = new Map<string, string>();
  const invalid: string[] = [];
  let maxAffected: number | null = null;
  for (const preference of (header ?? '').split(',').map((part) => part.trim())) {
    if (preference === '') continue;
    const [name = '', value = ''] = preference.split('=', 2).map((part) => part.trim());
    if (name === 'params') throw unsupported('Prefer: params', 'Pass the arguments by name.');
    if (name === 'max-affected' && /^\d{1,15}$/.test(value)) maxAffected ??= Number(value);
    else if (
      Object.hasOwn(KNOWN, name) &&
      (KNOWN[name as keyof Known] as readonly string[]).includes(value)
    ) {
      // The first one wins, as in PostgREST.
      if (!chosen.has(name)) chosen.set(name, value);
    } else invalid.push(preference);
  }
  const strict = chosen.get('handling') === 'strict';
  if (strict && invalid.length > 0) {
    throw new RestError(400, 'PGRST122', 'Invalid preferences given with handling=strict', {
      details: `Invalid preferences: ${invalid.join(', ')}`,
    });
  }
  if (chosen.get('tx') === 'rollback') throw unsupported('Prefer: tx=rollback');
  const pick = <K extends keyof Known>(name: K) => (chosen.get(name) ?? null) as Known[K][number] | null;
  const applied = [...chosen].map(([name, value]) => `${name}=${value}`);
  if (strict && maxAffected !== null) applied.push(`max-affected=${maxAffected}`);
  return {
    count: pick('count'),
    returns: pick('return'),
    resolution: pick('resolution'),
    missing: pick('missing'),
    strict,
    maxAffected: strict ? maxAffected : null,
    applied: applied.join(', '),
  };
}
