/** docs/api/reference.md: every route of the OpenAPI document on one line, by what it is about. */

interface Operation {
  readonly summary?: string;
  readonly security?: readonly { readonly user?: readonly string[] }[];
  readonly responses: Readonly<Record<string, { readonly description: string }>>;
}

export interface ReferenceDocument {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
}

const HEAD = `# Every route

Written by \`npm run client\` from [openapi.json](openapi.json), which holds parameters, bodies and answers in full.

*Token*: the scope an API token needs; \`any\` token reads; \`none\`: for people signed in alone; *open*: no account. Every
route that is not open may also refuse with \`token_missing\`, \`token_expired\`, \`token_invalid\`, \`forbidden\` and
\`rate_limited\`, every POST with \`idempotency_conflict\` and \`idempotency_in_progress\`, and every route with \`internal\`
and \`unavailable\`.
`;

/** Said once above the table. */
const EVERYWHERE = new Set([
  'token_missing',
  'token_expired',
  'token_invalid',
  'forbidden',
  'rate_limited',
  'idempotency_conflict',
  'idempotency_in_progress',
  'scope_missing',
  'internal',
  'unavailable',
]);

function tokenOf({ security }: Operation): string {
  if (!security) return '*open*';
  const scope = security[0]?.user?.[0];
  if (scope === undefined) return 'any';
  return scope === 'account' ? 'none' : `\`${scope}\``;
}

function refusalsOf({ responses }: Operation): string {
  const codes = Object.entries(responses)
    .filter(([status]) => Number(status) >= 400)
    .flatMap(([, { description }]) => description.split(', '))
    .filter((code) => !EVERYWHERE.has(code));
  return codes.map((code) => `\`${code}\``).join(', ');
}

/** The first part of a path after the API's prefix: /api/v2/avatars/render/… is about `avatars`. */
const topicOf = (path: string): string => path.split('/')[3] ?? '';

export function writeReference({ paths }: ReferenceDocument): string {
  const topics = new Map<string, string[]>();
  for (const [path, operations] of Object.entries(paths)) {
    for (const [method, operation] of Object.entries(operations)) {
      const rows = topics.get(topicOf(path)) ?? [];
      topics.set(topicOf(path), rows);
      const cells = [
        `\`${method.toUpperCase()} ${path}\``,
        operation.summary ?? '',
        tokenOf(operation),
        refusalsOf(operation),
      ];
      rows.push(`| ${cells.join(' | ')} |`);
    }
  }
  const sections = [...topics].map(
    ([topic, rows]) =>
      `\n## ${topic}\n\n| request | what | token | refusals of its own |\n|---|---|---|---|\n${rows.join('\n')}\n`,
  );
  return HEAD + sections.join('');
}
