/** Values that have broken parsers, statements, shells and pages before, and what an answer must never hold. */
import assert from 'node:assert/strict';
import fc from 'fast-check';

/** The same cases in every run of the suite; SEMBLANTE_FUZZ_SEED and SEMBLANTE_FUZZ_RUNS ask for others and for more. */
const DEFAULT_SEED = 20_261_123;
const more = Number(process.env.SEMBLANTE_FUZZ_RUNS ?? 1);
const seed = Number(process.env.SEMBLANTE_FUZZ_SEED ?? DEFAULT_SEED);

/** @param runs How many cases; SEMBLANTE_FUZZ_RUNS multiplies it */
export const plan = (runs: number): { seed: number; numRuns: number; endOnFailure: boolean } => ({
  seed,
  numRuns: Math.max(1, Math.round(runs * more)),
  // Shrinking means asking a real server again and again: the case that failed is telling enough.
  endOnFailure: true,
});

/** A table that appears, or a file, says that something was executed. */
export const PWNED = 'semblante_pwned';

export const STRINGS: readonly string[] = [
  '',
  ' ',
  '\u0000',
  'a\u0000b',
  '\ud800',
  '\udfff\ud800',
  '\ufeff',
  '\u202eevil',
  '\u2028\u2029',
  'ﷺ'.repeat(50),
  '🏳️‍🌈'.repeat(20),
  'e\u0301'.repeat(40),
  'İıſK',
  "'",
  '"',
  '\\',
  "' or '1'='1",
  `'; create table public.${PWNED} (); --`,
  `$$; create table public.${PWNED} (); $$`,
  `1); create table public.${PWNED} (); --`,
  `$(touch ${PWNED})`,
  `\`touch ${PWNED}\``,
  `; touch ${PWNED} ;`,
  `| touch ${PWNED}`,
  '{{7*7}}#{7*7}<%= 7*7 %>',
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  'javascript:alert(1)',
  '../../../../etc/passwd',
  '..%2f..%2fetc%2fpasswd',
  '%00',
  '%ff',
  '%',
  '/',
  '//',
  '.',
  '..',
  'CON',
  '-rf',
  '--help',
  'concat:a|b',
  'http://169.254.169.254/latest/meta-data/',
  'gopher://127.0.0.1:6379/_flushall',
  'null',
  'undefined',
  'NaN',
  'Infinity',
  '-1',
  '1e309',
  '0x7fffffff',
  '9999999999999999999999',
  'true',
  '[]',
  '{}',
  '*',
  'a,b)',
  '(a.b',
  'eq.1',
  'not.is.null',
  '__proto__',
  'constructor',
  '2026-13-45T99:99:99Z',
  '00000000-0000-0000-0000-000000000000',
  'ffffffff-ffff-ffff-ffff-ffffffffffff',
  'a'.repeat(10_000),
  '%'.repeat(3000),
  '('.repeat(5000),
  '&lt;!DOCTYPE x [<!ENTITY y SYSTEM "file:///etc/passwd">]>',
  '\r\nSet-Cookie: x=1',
];

export const hostileString = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...STRINGS) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 60 }) },
  { weight: 1, arbitrary: fc.string({ unit: 'grapheme', maxLength: 60 }) },
);

const deep = (open: string, close: string, inner: string): unknown =>
  JSON.parse(open.repeat(200) + inner + close.repeat(200));

export const hostileValue: fc.Arbitrary<unknown> = fc.oneof(
  hostileString,
  fc.constantFrom<unknown>(
    ...[null, true, false, 0, -1, 1.5, 2 ** 31, 2 ** 53, -(2 ** 63), 1e308, 5e-324],
    ...[[], {}, [[]], [null], { '': '' }, { toString: 1 }, { $ref: '#' }, { length: -1 }],
    deep('[', ']', ''),
    deep('{"a":', '}', '1'),
    Object.fromEntries(Array.from({ length: 500 }, (_, i) => [`k${i}`, i])),
    JSON.parse('{"__proto__":{"admin":true},"constructor":{"prototype":{"admin":true}}}'),
  ),
  fc.jsonValue({ maxDepth: 3 }),
);

/**
 * Stacks, paths of the machine, statements and the database's own words: none of them occurs in `STRINGS`, so that what
 * is echoed is not taken for a leak.
 */
const INSIDES =
  /\n\s+at \S+ \(|file:\/\/\/(?!etc\/passwd)|node_modules|\/supabase\/functions\/|\.ts:\d+|syntax error at|violates |SQLSTATE|duplicate key|ECONN|pg_catalog|PL\/pgSQL|deno:|Error: /;

/** @param secrets What the project keeps to itself, by name */
export function assertNothingLeaked(
  text: string,
  secrets: Readonly<Record<string, string>>,
  what: string,
  insides: RegExp = INSIDES,
): void {
  const found = insides.exec(text);
  assert.ok(!found, `${what} leaks "${found?.[0]}": ${text.slice(0, 400)}`);
  for (const [name, secret] of Object.entries(secrets)) {
    assert.ok(!text.includes(secret), `${what} tells ${name}`);
  }
}

/** A header value as HTTP can carry it (RFC 9110, 5.5): bytes without control characters. */
export const headerValue = hostileString.map((text) =>
  Buffer.from(text, 'utf8')
    .toString('latin1')
    .replace(/[^ -~\xa0-\xff]/g, '?')
    .slice(0, 2000)
    .trim(),
);
