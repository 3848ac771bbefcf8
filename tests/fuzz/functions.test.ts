/**
 * Every SQL function a role may call, called with nonsense: what is not understood is refused by name, never by an
 * accident inside, and nothing is done.
 */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import fc from 'fast-check';
import { ApiErrorCode } from '../../supabase/functions/_shared/contract/errors.ts';
import { assertNothingLeaked, hostileString, hostileValue, plan } from './hostile.ts';
import { type FuzzWorld, openFuzzWorld, someUuid } from './world.ts';

const RUNS = 12;
interface SqlFunction {
  readonly name: string;
  readonly arguments: readonly string[];
  readonly types: readonly string[];
  readonly [column: string]: unknown;
}

let world: FuzzWorld;
before(async () => {
  world = await openFuzzWorld();
});
after(() => world[Symbol.asyncDispose]());

const fitting: Readonly<Record<string, fc.Arbitrary<unknown>>> = {
  uuid: fc.constantFrom(someUuid(), '00000000-0000-0000-0000-000000000000'),
  text: hostileString,
  boolean: fc.boolean(),
  integer: fc.constantFrom(0, 1, -1, 2 ** 31 - 1, -(2 ** 31)),
  smallint: fc.constantFrom(0, -1, 32_767),
  bigint: fc.constantFrom(0, 1, -1, Number.MAX_SAFE_INTEGER),
  numeric: fc.constantFrom(0, -1, 1e300, 0.1),
  'double precision': fc.constantFrom(0, 0.5, -1, 1e308, 'NaN', 'Infinity'),
  'timestamp with time zone': fc.constantFrom('2026-01-01', 'infinity', '-infinity', '4714-11-24 BC', 'now'),
  jsonb: hostileValue,
  'text[]': fc.array(hostileString, { maxLength: 4 }),
  'uuid[]': fc.array(fc.constant(someUuid()), { maxLength: 4 }),
  'integer[]': fc.array(fc.integer(), { maxLength: 4 }),
  'bigint[]': fc.array(fc.constantFrom(0, -1, 99), { maxLength: 4 }),
};
const argument = (type: string): fc.Arbitrary<unknown> =>
  fc.oneof(
    { weight: 3, arbitrary: fitting[type] ?? hostileValue },
    { weight: 1, arbitrary: fc.constant(null) },
    { weight: 1, arbitrary: hostileValue },
  );

async function functionsOf(role: string): Promise<SqlFunction[]> {
  const { rows } = await world.stack.sql<SqlFunction>(
    `select p.proname::text as name,
       coalesce((select array_agg(coalesce(p.proargnames[i], '') order by i) from generate_series(1, p.pronargs) i), '{}') as arguments,
       coalesce((select array_agg(format_type(t, null) order by i) from unnest(p.proargtypes) with ordinality as u (t, i)), '{}') as types
     from pg_proc p
     where p.pronamespace = 'public'::regnamespace and has_function_privilege($1, p.oid, 'execute')
       and p.prorettype <> 'trigger'::regtype
     order by 1`,
    [role],
  );
  return rows;
}

describe('functions answer anything decently', () => {
  for (const role of ['anon', 'authenticated', 'gpu_agent'] as const) {
    test(`as ${role}`, async () => {
      const functions = await functionsOf(role);
      assert.ok(functions.length > 0);
      for (const { name, arguments: names, types } of functions) {
        const call = fc.record(
          Object.fromEntries(names.map((given, i) => [given, argument(types[i] ?? 'text')])),
          {
            requiredKeys: [],
          },
        );
        const token = world.tokens[role];
        const property = fc.asyncProperty(
          call,
          fc.option(fc.tuple(hostileString, hostileValue), { freq: 8 }),
          async (args, odd) => {
            const body = JSON.stringify(odd ? { ...args, [odd[0]]: odd[1] } : args);
            const answer = await fetch(`${world.stack.url}/rest/v1/rpc/${name}`, {
              method: 'POST',
              headers: {
                apikey: world.stack.keys.publishable,
                'content-type': 'application/json',
                ...(token ? { authorization: `Bearer ${token}` } : {}),
              },
              body,
            });
            const text = await answer.text();
            const told = `${name}(${body.slice(0, 400)}) → ${answer.status} ${text.slice(0, 400)}`;
            assert.ok(answer.status < 500, told);
            assertNothingLeaked(text, world.secrets, told, /\n\s+at \S+ \(|node_modules|\.ts:\d+|PL\/pgSQL/);
            if (answer.status < 400) return;
            const { code, details } = JSON.parse(text) as { code: string; details: string | null };
            // A refusal of our own names its code; what Postgres itself refuses is of the caller's making.
            if (/^PT/.test(code)) assert.ok(ApiErrorCode.safeParse(details).success, told);
            else assert.match(code, /^(PGRST\d+|42501|22[0-9A-Z]{3}|54000|23514|23502|23503)$/, told);
          },
        );
        await fc.assert(property, plan(RUNS));
      }
    });
  }

  test('and nothing was executed, and nobody else touched', () => world.assertUnharmed());
});
