/**
 * Every operation of the OpenAPI document, asked with what does not belong there: no answer is a server's error, every
 * refusal has the contract's one form, and nothing of the inside is told.
 */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import fc from 'fast-check';
import { API_ERRORS, ErrorBody } from '../../supabase/functions/_shared/contract/errors.ts';
import { createTestApi } from '../../supabase/functions/api/testing.ts';
import { assertNothingLeaked, headerValue, hostileString, plan, STRINGS } from './hostile.ts';
import { type Components, fitting, type Schema, spoilt } from './schema-values.ts';
import { type FuzzWorld, openFuzzWorld } from './world.ts';

interface Parameter {
  readonly name: string;
  readonly in: string;
  readonly schema?: Schema;
}
interface Operation {
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema?: Schema }>> };
}
interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components?: { readonly schemas?: Components };
}

const RUNS = 14;
const document = (await (
  await (await createTestApi()).app.request('/api/v2/openapi.json')
).json()) as Document;
const components = document.components?.schemas ?? {};
let world: FuzzWorld;
before(async () => {
  world = await openFuzzWorld();
});
after(() => world[Symbol.asyncDispose]());

interface Sent {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer | FormData | string | undefined;
}

const encoded = (text: string): string => encodeURIComponent(text.toWellFormed()).replaceAll('.', '%2E');

/** Path parameters that fit, hostile ones escaped as clients do, and bytes that are no text at all. */
const inPath = (schema: Schema | undefined) =>
  fc.oneof(
    fitting(schema ?? {}, components).map((value) => encoded(String(value)) || 'x'),
    hostileString.map((text) => encoded(text) || 'x'),
    fc.constantFrom('%00', '%ff', '%2e%2e%2f', '%C0%AE', 'a%0d%0ab', '%', '%zz', '....//'),
  );

const authorization = fc.oneof(
  { weight: 8, arbitrary: fc.constant('user') },
  {
    weight: 2,
    arbitrary: fc.oneof(
      fc.constantFrom('', 'Bearer', 'Bearer ', 'Basic YTpi', 'Bearer smb_x', `Bearer smb_${'a'.repeat(43)}`),
      fc.constantFrom(
        'Bearer eyJhbGciOiJub25lIn0.eyJzdWIiOiJ4In0.',
        `Bearer ${'x.'.repeat(1500)}`,
        'bearer null',
      ),
      headerValue.map((value) => `Bearer ${value}`),
    ),
  },
);

const oddHeaders = fc.dictionary(
  fc.constantFrom(
    ...[
      'accept',
      'accept-encoding',
      'accept-language',
      'apikey',
      'content-encoding',
      'content-profile',
      'cookie',
    ],
    ...[
      'if-match',
      'if-none-match',
      'origin',
      'prefer',
      'range',
      'referer',
      'x-client-info',
      'x-semblante-share',
    ],
    ...[
      'x-forwarded-for',
      'x-forwarded-host',
      'x-forwarded-proto',
      'x-http-method-override',
      'x-original-url',
    ],
  ),
  headerValue,
  { maxKeys: 3 },
);

/** How a body may be no body: cut short, not UTF-8, numbers that are none, keys twice. */
const BROKEN: readonly (Buffer | string)[] = [
  ...[
    '',
    '{',
    '}',
    '{"a":',
    '[1,',
    'nul',
    'NaN',
    '{"a":1}{"b":2}',
    "{'a':1}",
    '\ufeff{}',
    '{"a":1,"a":2}',
    '"\\ud800"',
  ],
  ...['a=b', '<xml/>', '{"__proto__":{"x":1}}', '['.repeat(100_000), `{"a":${'9'.repeat(5000)}}`],
  Buffer.from('7b22ff223a317d', 'hex'),
  Buffer.alloc(300_000, 0x20),
  Buffer.alloc(64, 0),
];

const TYPES = [
  'application/json',
  'text/plain',
  'application/xml',
  'multipart/form-data',
  'application/json; charset=x',
  '',
];

function bodyOf({ requestBody }: Operation): fc.Arbitrary<{ body: Sent['body']; type?: string }> {
  const broken = fc.record({ body: fc.constantFrom(...BROKEN), type: fc.constantFrom(...TYPES) });
  const json = requestBody?.content['application/json']?.schema;
  const form = requestBody?.content['multipart/form-data']?.schema;
  if (json) {
    const meant = spoilt(json, components).map((value) => ({
      body: JSON.stringify(value) ?? '',
      type: 'application/json',
    }));
    return fc.oneof({ weight: 5, arbitrary: meant }, { weight: 1, arbitrary: broken });
  }
  if (form) {
    return fc.oneof(
      { weight: 4, arbitrary: spoilt(form, components).map((value) => ({ body: formOf(value) })) },
      broken,
    );
  }
  return fc.oneof({ weight: 6, arbitrary: fc.constant({ body: undefined }) }, broken);
}

/** Strings become fields and, for what looks like a file's place, files whose names and types are hostile too. */
function formOf(value: unknown): FormData {
  const form = new FormData();
  if (typeof value !== 'object' || value === null) return form;
  for (const [name, field] of Object.entries(value).slice(0, 30)) {
    const text = (typeof field === 'string' ? field : (JSON.stringify(field) ?? '')).toWellFormed();
    const odd = STRINGS[text.length % STRINGS.length]?.toWellFormed() ?? '';
    if (/file|audio|poster|image|glb/.test(name))
      form.append(name, new Blob([`RIFF${text}`], { type: 'audio/wav' }), odd);
    else form.append(name.toWellFormed(), text);
  }
  return form;
}

function requestsOf(path: string, operation: Operation): fc.Arbitrary<Sent> {
  const { parameters = [] } = operation;
  const pathParameters = parameters.filter((parameter) => parameter.in === 'path');
  const query = fc.dictionary(
    fc.oneof(
      {
        weight: 4,
        arbitrary: fc.constantFrom('x', ...parameters.flatMap((p) => (p.in === 'query' ? [p.name] : []))),
      },
      { weight: 1, arbitrary: hostileString },
    ),
    hostileString,
    { maxKeys: 3 },
  );
  return fc
    .tuple(
      fc.tuple(...pathParameters.map(({ schema }) => inPath(schema))),
      query,
      oddHeaders,
      authorization,
      fc.option(headerValue, { freq: 3 }),
      bodyOf(operation),
    )
    .map(([values, asked, odd, who, key, { body, type }]) => {
      let filled = path;
      pathParameters.forEach(({ name }, i) => {
        filled = filled.replace(`{${name}}`, String(values[i]));
      });
      const search = Object.entries(asked).map(([name, value]) => `${encoded(name)}=${encoded(value)}`);
      const bearer = who === 'user' ? `Bearer ${world.tokens.authenticated}` : who.trim();
      return {
        path: search.length > 0 ? `${filled}?${search.join('&')}` : filled,
        headers: {
          ...odd,
          ...(bearer === '' ? {} : { authorization: bearer }),
          ...(key === null ? {} : { 'idempotency-key': key }),
          ...(type === undefined || body === undefined ? {} : { 'content-type': type }),
        },
        body,
      };
    });
}

async function assertDecent(method: string, sent: Sent): Promise<void> {
  const body = method === 'get' ? undefined : sent.body;
  const answer = await fetch(`${world.stack.url}${sent.path}`, {
    method: method.toUpperCase(),
    headers: sent.headers,
    redirect: 'manual',
    ...(body === undefined ? {} : { body: body as BodyInit }),
  });
  const text = await answer.text();
  // Heads beyond 16 KiB are refused by the HTTP server itself, before there is a request.
  if (answer.status === 431) return;
  const what = `${method} ${sent.path.slice(0, 200)} → ${answer.status}`;
  const told = `${what}: ${text.slice(0, 300)}; sent ${String(body).slice(0, 300)} ${JSON.stringify(sent.headers).slice(0, 300)}`;
  assert.ok(answer.status < 500, told);
  assertNothingLeaked(text, world.secrets, told);
  assert.equal(answer.headers.get('x-content-type-options'), 'nosniff', what);
  assert.match(answer.headers.get('content-security-policy') ?? '', /^default-src 'none'/, what);
  assert.equal(answer.headers.get('set-cookie'), null, what);
  if (answer.status < 400) return;
  const parsed = ErrorBody.safeParse(JSON.parse(text));
  assert.ok(parsed.success, `another form of error: ${told}`);
  const { code, request_id } = parsed.data.error;
  assert.equal(answer.status, API_ERRORS[code].status, told);
  assert.equal(request_id, answer.headers.get('x-request-id'), what);
  assert.ok(
    parsed.data.error.message.length < 4000,
    `a message of ${parsed.data.error.message.length}: ${what}`,
  );
}

describe('the API answers anything decently', () => {
  for (const [path, methods] of Object.entries(document.paths)) {
    for (const [method, operation] of Object.entries(methods)) {
      test(`${method.toUpperCase()} ${path}`, async () => {
        await fc.assert(
          fc.asyncProperty(requestsOf(path, operation), (sent) => assertDecent(method, sent)),
          plan(RUNS),
        );
      });
    }
  }

  test('and nothing was executed, and nobody else touched', () => world.assertUnharmed());
});
