/**
 * Whatever the filter: the rows REST returns are exactly those that SQL written by hand returns to the same role, and
 * no string gets out of the place it was put in. Seeds are printed; SEMBLANTE_SEED repeats a run.
 */
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { Client, escapeLiteral } from 'pg';
import { ANA, BIA, SCHEMA, startRestFixture } from './fixture.ts';

const RUNS = 400;
const seed = Number(process.env.SEMBLANTE_SEED ?? Math.floor(Math.random() * 2 ** 31));

/** mulberry32: small, and enough to choose cases with. */
function createRandom(state: number) {
  let current = state;
  const next = () => {
    current = (current + 0x6d2b79f5) | 0;
    let mixed = Math.imul(current ^ (current >>> 15), 1 | current);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (limit: number) => Math.floor(next() * limit);
  const pick = <T>(from: readonly T[]): T => {
    const chosen = from[below(from.length)];
    if (chosen === undefined) throw new Error('nothing to pick from');
    return chosen;
  };
  return { below, pick, chance: (share: number) => next() < share };
}
type Random = ReturnType<typeof createRandom>;

/** Strings that have broken parsers and statements before. */
const NASTY = [
  '',
  ' ',
  'plain',
  "it's",
  "' or '1'='1",
  "'; drop table notes; --",
  '"quoted"',
  '\\',
  '\\" \\\\',
  'a,b',
  '(a)',
  ')',
  '{a}',
  '{"a,b"}',
  'a.b',
  'eq.1',
  'not.eq.1',
  'or(id.gt.0)',
  '$1',
  '$$',
  '%',
  '*',
  '_',
  '100%',
  'null',
  'NULL',
  'true',
  'é😀漢',
  '::text',
  '->>',
  '/* */',
  'x\ny',
] as const;
const NUMBERS = ['-1', '0', '1', '2', '7', '2147483647', '2147483648', '1.5', 'one', '', '1 or 1=1'] as const;

const columns = ['n', 'body', 'kind'] as const;
type ColumnName = (typeof columns)[number];

interface Condition {
  /** `operator.value` as a parameter's value, and as a part of a tree. */
  readonly flat: string;
  readonly nested: string;
  readonly sql: string;
  readonly column: string;
  readonly sqlColumn: string;
}

const quote = (value: string): string => `"${value.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
const arrayLiteral = (values: readonly string[]): string => `array[${values.map(escapeLiteral).join(', ')}]`;

const COMPARISONS = { eq: '=', neq: '<>', gt: '>', gte: '>=', lt: '<', lte: '<=' } as const;

function generateCondition(random: Random): Condition {
  const column = random.pick<ColumnName>(columns);
  const value = () => (column === 'n' ? random.pick(NUMBERS) : random.pick(NASTY));
  const type = { n: 'int', body: 'text', kind: 'varchar' }[column];
  const json = column === 'body' && random.chance(0.3);
  const name = json ? 'doc->>key' : column;
  const left = json ? `(doc ->> 'key')` : column;
  const not = random.chance(0.2) ? 'not.' : '';
  const wrap = (sql: string) => (not ? `not (${sql})` : `(${sql})`);
  const made = (operator: string, flat: string, nested: string, sql: string): Condition => ({
    flat: `${not}${operator}.${flat}`,
    nested: `${name}.${not}${operator}.${nested}`,
    sql: wrap(sql),
    column: name,
    sqlColumn: left,
  });
  const sort = random.below(column === 'n' ? 4 : 6);
  if (sort === 0) {
    const values = Array.from({ length: random.below(4) }, value);
    // The one value that a list of one empty string cannot be told apart from is written with quotes.
    const list = `(${values.map(quote).join(',')})`;
    return made('in', list, list, `${left} = any (${arrayLiteral(values)}::${type}[])`);
  }
  if (sort === 1) return made('is', 'null', 'null', `${left} is null`);
  if (sort === 2) {
    const chosen = value();
    return made('isdistinct', chosen, quote(chosen), `${left} is distinct from ${escapeLiteral(chosen)}`);
  }
  if (sort >= 4) {
    const operator = random.pick(['like', 'ilike'] as const);
    const chosen = value();
    const pattern = chosen.replaceAll('*', '%');
    return made(operator, chosen, quote(chosen), `${left} ${operator} ${escapeLiteral(pattern)}`);
  }
  const operator = random.pick(Object.keys(COMPARISONS) as (keyof typeof COMPARISONS)[]);
  const chosen = value();
  return made(operator, chosen, quote(chosen), `${left} ${COMPARISONS[operator]} ${escapeLiteral(chosen)}`);
}

interface Generated {
  readonly parameters: readonly (readonly [string, string])[];
  readonly sql: string;
}

function generateTree(random: Random, depth: number): { nested: string; sql: string } {
  if (depth === 0 || random.chance(0.5)) return generateCondition(random);
  const operator = random.pick(['and', 'or'] as const);
  const not = random.chance(0.3);
  const parts = Array.from({ length: 1 + random.below(3) }, () => generateTree(random, depth - 1));
  return {
    nested: `${not ? 'not.' : ''}${operator}(${parts.map(({ nested }) => nested).join(',')})`,
    sql: `${not ? 'not ' : ''}(${parts.map(({ sql }) => sql).join(` ${operator} `)})`,
  };
}

function generate(random: Random): Generated {
  const parameters: [string, string][] = [];
  const sql: string[] = ['true'];
  for (let count = random.below(3); count > 0; count -= 1) {
    const condition = generateCondition(random);
    parameters.push([condition.column, condition.flat]);
    sql.push(condition.sql);
  }
  if (random.chance(0.6)) {
    const operator = random.pick(['and', 'or'] as const);
    const not = random.chance(0.3);
    const parts = Array.from({ length: 1 + random.below(3) }, () => generateTree(random, 2));
    parameters.push([`${not ? 'not.' : ''}${operator}`, `(${parts.map(({ nested }) => nested).join(',')})`]);
    sql.push(`${not ? 'not ' : ''}(${parts.map((part) => part.sql).join(` ${operator} `)})`);
  }
  return { parameters, sql: sql.join(' and ') };
}

const stack = await startRestFixture(`${SCHEMA}
create table notes (
  id int generated always as identity primary key,
  owner uuid not null, n int, body text, kind varchar(40), doc jsonb
);
alter table notes enable row level security;
create policy "owners" on notes to authenticated
  using (owner = (current_setting('request.jwt.claims')::jsonb ->> 'sub')::uuid);
grant select, insert, update, delete on notes to authenticated;
`);
const direct = new Client({ connectionString: stack.database.urlOf('authenticator') });
await direct.connect();
after(async () => {
  await direct.end();
  await stack.stop();
});

for (const owner of [ANA, BIA]) {
  for (const [index, text] of NASTY.entries()) {
    await stack.database.sql(
      `insert into notes (owner, n, body, kind, doc) values ($1, $2, $3::text, $3::text, $4), ($1, null, null, null, null)`,
      [owner, (index % 9) - 1, text, { key: text, secret: owner }],
    );
  }
}

type Outcome = { readonly ids: number[] } | { readonly code: string };

async function bySql(where: string): Promise<Outcome> {
  await direct.query('begin read only');
  try {
    await direct.query(
      `select set_config('role', 'authenticated', true), set_config('request.jwt.claims', $1, true)`,
      [JSON.stringify({ sub: ANA, role: 'authenticated' })],
    );
    const { rows } = await direct.query<{ id: number }>(`select id from notes where ${where} order by id`);
    return { ids: rows.map(({ id }) => id) };
  } catch (error) {
    return { code: (error as { code: string }).code };
  } finally {
    await direct.query('rollback');
  }
}

async function byRest(parameters: readonly (readonly [string, string])[]): Promise<Outcome> {
  const search = new URLSearchParams([
    ['select', 'id'],
    ['order', 'id'],
    ...parameters.map(([k, v]) => [k, v]),
  ]);
  const response = await stack.call(`/notes?${search}`, { user: ANA });
  const body = (await response.json()) as { id: number }[] | { code: string };
  return Array.isArray(body) ? { ids: body.map(({ id }) => id) } : { code: body.code };
}

test(`every filter returns what SQL returns to the same role (seed ${seed})`, async () => {
  const random = createRandom(seed);
  let found = 0;
  let partial = 0;
  let failed = 0;
  for (let run = 0; run < RUNS; run += 1) {
    const { parameters, sql } = generate(random);
    const [rest, expected] = [await byRest(parameters), await bySql(sql)];
    assert.deepEqual(rest, expected, `run ${run}: ${JSON.stringify(parameters)} ⇔ ${sql}`);
    if ('code' in expected) failed += 1;
    else if (expected.ids.length > 0) found += 1;
    if ('ids' in expected && expected.ids.length > 0 && expected.ids.length < NASTY.length * 2) partial += 1;
  }
  // The cases must be worth something: some find rows, some leave rows out, some are errors.
  assert.ok(
    found > RUNS / 10 && partial > RUNS / 20 && failed > 0,
    `${found} found, ${partial} partial, ${failed} failed`,
  );
});

const PAYLOADS = [
  ...NASTY,
  'id) from closed--',
  'treasure from closed; --',
  '"id" from "closed" --',
  'id::text) union select treasure from closed --',
  '1) or (select treasure from closed) is not null --',
  "'||(select treasure from closed)||'",
  '") union select treasure from closed --',
  'x"; select * from closed; --',
  "\\'; select 1; --",
  "id->>'a'",
  'a->"b\' or 1=1"',
  'public.closed',
  'closed',
  '../closed',
  'rpc/../closed',
  '*',
  'id,*',
  '...closed(*)',
  'closed(*)',
  'notes!inner(closed(*))',
  '__proto__',
  'constructor',
  'toString',
];

/** Each puts a payload where the request takes a name or a value. */
const PLACES: readonly ((payload: string) => [path: string, init: RequestInit])[] = [
  (p) => [`/${p}`, {}],
  (p) => [`/notes?select=${p}`, {}],
  (p) => [`/notes?select=x:${p}`, {}],
  (p) => [`/notes?select=${p}:id`, {}],
  (p) => [`/notes?select="${p}":id`, {}],
  (p) => [`/notes?select=id::${p}`, {}],
  (p) => [`/notes?select=doc->${p}`, {}],
  (p) => [`/notes?select=doc->>"${p}"`, {}],
  (p) => [`/notes?select=id,films!${p}(id)`, {}],
  (p) => [`/directors?select=id,films(${p})`, {}],
  (p) => [`/notes?order=${p}`, {}],
  (p) => [`/notes?order=id.${p}`, {}],
  (p) => [`/notes?limit=${p}`, {}],
  (p) => [`/notes?${p}=eq.1`, {}],
  (p) => [`/notes?doc->>${p}=eq.1`, {}],
  (p) => [`/notes?body=${p}`, {}],
  (p) => [`/notes?body=eq.${p}`, {}],
  (p) => [`/notes?body=in.(${p})`, {}],
  (p) => [`/notes?body=eq(any).{${p}}`, {}],
  (p) => [`/notes?body=fts(${p}).x`, {}],
  (p) => [`/notes?or=(${p})`, {}],
  (p) => [`/notes?or=(body.eq.${p},id.eq.1)`, {}],
  (p) => [`/rpc/${p}`, {}],
  (p) => [`/rpc/add_them?a=1&${p}=2`, {}],
  (p) => [`/rpc/add_them?a=${p}`, {}],
  (p) => [`/rpc/add_them`, { method: 'POST', body: JSON.stringify({ a: 1, [p]: 2 }) }],
  (p) => [`/rpc/echo_json`, { method: 'POST', body: JSON.stringify({ doc: p }) }],
  (p) => [`/notes`, { method: 'POST', body: JSON.stringify({ [p]: 1 }) }],
  (p) => [`/notes?columns=${p}`, { method: 'POST', body: '{"n":1}' }],
  (p) => [
    `/notes?on_conflict=${p}`,
    { method: 'POST', body: '{"n":1}', headers: { prefer: 'resolution=merge-duplicates' } },
  ],
  (p) => [`/notes?id=eq.${p}`, { method: 'PATCH', body: JSON.stringify({ body: p }) }],
  (p) => [`/notes?body=eq.x&select=${p}`, { method: 'DELETE', headers: { prefer: 'return=representation' } }],
  (p) => [`/notes?id=eq.-1`, { method: 'PATCH', body: '{"n":1}', headers: { prefer: p } }],
];

/** Encodes what URL syntax would take away, nothing else. */
const encode = (path: string) => path.replace(/[%#\s]/gu, (character) => encodeURIComponent(character));

test('nothing gets out of the place it was put in', async () => {
  const before = await stack.database.sql(
    `select md5(string_agg(t::text, '' order by id)) as sum from notes t where owner = '${BIA}'`,
  );
  let refused = 0;
  for (const place of PLACES) {
    for (const payload of PAYLOADS) {
      const [path, init] = place(payload);
      const plain = init.headers as Record<string, string> | undefined;
      if (/[^\x20-\x7e]/.test(plain?.prefer ?? '')) continue; // no header can hold it
      const response = await stack.call(encode(path), { ...init, user: ANA });
      const text = await response.text();
      const what = `${init.method ?? 'GET'} ${path} ${init.body ?? ''} → ${response.status} ${text}`;
      assert.ok(response.status < 500, what);
      assert.equal(/gold|bia 1|secret of Bia/.test(text), false, what);
      assert.equal(text.includes(`"secret": "${BIA}"`), false, what);
      if (response.status < 400) continue;
      refused += 1;
      const { code, message } = JSON.parse(text) as { code: string; message: string };
      // A syntax error would mean that a part of the request was read as SQL.
      assert.ok(code !== '42601' || message.includes('tsquery'), what);
    }
  }
  assert.ok(refused > 100, 'hardly anything was refused');
  const after_ = await stack.database.sql(
    `select md5(string_agg(t::text, '' order by id)) as sum from notes t where owner = '${BIA}'`,
  );
  assert.deepEqual(after_.rows, before.rows);
  assert.equal((await stack.database.sql('select 1 from closed')).rowCount, 1);
});
