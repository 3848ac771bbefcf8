/**
 * PostgREST's grammar as the local stack speaks it, asked with nonsense by everybody: no answer is a server's error, each
 * has PostgREST's form, and neither somebody else's rows nor anything of the inside is told.
 */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import fc from 'fast-check';
import { assertNothingLeaked, headerValue, hostileString, hostileValue, plan } from './hostile.ts';
import { type FuzzWorld, openFuzzWorld } from './world.ts';

const RUNS = 120;
/** PostgREST passes the database's words on, by design; stacks, files and tokens are still nobody's business. */
const INSIDES = /\n\s+at \S+ \(|file:\/\/\/(?!etc\/passwd)|node_modules|\.ts:\d+|ECONN|PL\/pgSQL/;

let world: FuzzWorld;
const tables: { readonly name: string; readonly columns: readonly string[] }[] = [];
before(async () => {
  world = await openFuzzWorld();
  const { rows } = await world.stack.sql<{ name: string; columns: string[]; [column: string]: unknown }>(
    `select c.relname as name, array_agg(a.attname::text) as columns
     from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
     where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'v', 'p') group by 1 order by 1`,
  );
  tables.push(...rows);
});
after(() => world[Symbol.asyncDispose]());

const at = <T>(list: readonly T[], index: number): T => {
  const found = list[index % list.length];
  assert.ok(found !== undefined);
  return found;
};
const encoded = (text: string): string => encodeURIComponent(text.toWellFormed());

const OPERATORS = [
  ...[
    'eq',
    'neq',
    'gt',
    'gte',
    'lt',
    'lte',
    'like',
    'ilike',
    'match',
    'imatch',
    'in',
    'is',
    'isdistinct',
    'fts',
    'plfts',
  ],
  ...[
    'phfts',
    'wfts',
    'cs',
    'cd',
    'ov',
    'sl',
    'sr',
    'nxr',
    'nxl',
    'adj',
    'not',
    'not.eq',
    'eq(any)',
    'like(all)',
    'exec',
  ],
];
const filter = fc
  .tuple(fc.constantFrom(...OPERATORS), hostileString)
  .map(([operator, value]) => `${operator}.${value}`);
const select = fc.oneof(
  hostileString,
  fc.constantFrom(
    '*',
    '*,*',
    'id,render_jobs(*)',
    'a:id::text',
    '*,users!inner(*)',
    '...users(*)',
    'id->x->>y',
    'count()',
  ),
  fc.nat({ max: 60 }).map((depth) => `${'users('.repeat(depth)}*${')'.repeat(depth)}`),
);
const order = fc.oneof(
  hostileString,
  fc.constantFrom('id.desc.nullsfirst', 'id.asc,id', 'users(id).desc', 'id->x.asc', '.'),
);
const number = fc.oneof(hostileString, fc.constantFrom('0', '-1', '1', '99999999999', '1.5', 'NaN'));
const logic = fc.oneof(
  hostileString,
  fc.constantFrom('(id.eq.1,or(id.eq.2,and(id.eq.3)))', '()', '(', '(id.not.eq.1', 'not.(id.eq.1)'),
  fc.nat({ max: 200 }).map((depth) => '(or'.repeat(depth)),
);
const headers = fc.record(
  {
    prefer: fc.oneof(
      headerValue,
      fc.constantFrom(
        'count=exact',
        'count=estimated',
        'return=representation',
        'resolution=merge-duplicates',
      ),
      fc.constantFrom(
        'handling=strict, max-affected=0',
        'tx=rollback',
        'timezone=Mars/Olympus',
        'missing=default',
      ),
    ),
    range: fc.oneof(headerValue, fc.constantFrom('0-0', '9-1', '-5', '0-99999999999999999999')),
    accept: fc.oneof(
      headerValue,
      fc.constantFrom('application/vnd.pgrst.object+json', 'text/csv', 'application/geo+json', 'text/html'),
      fc.constantFrom(
        'application/vnd.pgrst.plan+text; options=analyze',
        'application/octet-stream',
        '*/*;q=0',
      ),
    ),
    'accept-profile': fc.oneof(headerValue, fc.constantFrom('private', 'auth', 'pg_catalog', 'storage')),
    'content-profile': fc.oneof(headerValue, fc.constantFrom('private', 'auth')),
    'x-semblante-share': headerValue,
  },
  { requiredKeys: [] },
);
const query = fc
  .tuple(
    fc.record(
      {
        select,
        order,
        limit: number,
        offset: number,
        or: logic,
        and: logic,
        columns: select,
        on_conflict: select,
      },
      { requiredKeys: [] },
    ),
    fc.array(fc.tuple(fc.nat(), filter), { maxLength: 2 }),
    fc.option(fc.tuple(hostileString, filter), { freq: 4 }),
  )
  .map(([known, filters, odd]) => ({ known, filters, odd }));
const body = fc.oneof(
  hostileValue.map((value) => JSON.stringify(value) ?? ''),
  fc
    .array(fc.dictionary(hostileString, hostileValue, { maxKeys: 3 }), { maxLength: 3 })
    .map((rows) => JSON.stringify(rows)),
  fc.constantFrom('', '{', '[{', 'a,b\n1', '{"a":1}{"b":2}', '[1,2', '\ufeff[]', '['.repeat(50_000)),
);

type Role = keyof FuzzWorld['tokens'];

describe('REST answers anything decently', () => {
  for (const role of ['anon', 'authenticated', 'gpu_agent'] as const satisfies readonly Role[]) {
    for (const method of ['GET', 'HEAD', 'POST', 'PATCH', 'PUT', 'DELETE'] as const) {
      test(`${method} as ${role}`, async () => {
        const property = fc.asyncProperty(
          fc.nat(),
          query,
          headers,
          body,
          async (chosen, asked, odd, sent) => {
            const table = at(tables, chosen);
            const search = [
              ...Object.entries(asked.known).map(([name, value]) => `${name}=${encoded(value)}`),
              ...asked.filters.map(
                ([column, value]) => `${encoded(at(table.columns, column))}=${encoded(value)}`,
              ),
              ...(asked.odd ? [`${encoded(asked.odd[0])}=${encoded(asked.odd[1])}`] : []),
            ];
            const token = world.tokens[role];
            // Without a filter a writing request would mean every row; hosted refuses that, and this is about parsing.
            const path = `/rest/v1/${table.name}?${search.join('&')}`.slice(0, 14_000);
            const answer = await fetch(`${world.stack.url}${path}`, {
              method,
              headers: {
                ...odd,
                apikey: world.stack.keys.publishable,
                ...(token ? { authorization: `Bearer ${token}` } : {}),
                ...(method === 'GET' || method === 'HEAD' ? {} : { 'content-type': 'application/json' }),
              },
              ...(method === 'GET' || method === 'HEAD' ? {} : { body: sent }),
            });
            const text = await answer.text();
            const told = `${method} ${path.slice(0, 300)} ${JSON.stringify(odd).slice(0, 300)} ${sent.slice(0, 200)} → ${answer.status} ${text.slice(0, 300)}`;
            assert.ok(answer.status < 500, told);
            assertNothingLeaked(text, world.secrets, told, INSIDES);
            if (answer.status >= 400 && answer.status !== 431 && method !== 'HEAD') {
              const error = JSON.parse(text) as Record<string, unknown>;
              assert.ok(typeof error.message === 'string' && 'code' in error, told);
            }
          },
        );
        await fc.assert(property, plan(RUNS / 4));
      });
    }
  }

  test('and nothing was executed, and nobody else touched', () => world.assertUnharmed());
});
