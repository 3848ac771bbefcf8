/** Calls of functions: which overload a request means, and the call as a CTE that a read can select from. */
import type { Catalogue, FunctionParameter, PublicFunction } from './catalogue.ts';
import { RestError, unsupported } from './errors.ts';
import { type Parameters, qualified, quoteIdentifier } from './sql.ts';

export type Arguments =
  /** Body of a POST: its keys name the parameters, its text goes to Postgres untouched. */
  | {
      readonly kind: 'json';
      readonly text: string;
      readonly names: readonly string[];
      readonly isObject: boolean;
    }
  /** Query string of a GET or HEAD. */
  | { readonly kind: 'text'; readonly values: ReadonlyMap<string, string> };

export interface Call {
  readonly target: PublicFunction;
  /** The body as a whole is the function's only, unnamed, parameter. */
  readonly wholeBody: boolean;
}

const namesOf = (given: Arguments): readonly string[] =>
  given.kind === 'json' ? given.names : [...given.values.keys()];

function accepts(candidate: PublicFunction, names: readonly string[]): boolean {
  const known = new Set(candidate.parameters.map(({ name }) => name).filter((name) => name !== ''));
  if (candidate.parameters.some(({ name, optional }) => name === '' && !optional)) return false;
  if (!names.every((name) => known.has(name))) return false;
  return candidate.parameters.every(
    ({ name, optional, variadic }) => optional || variadic || names.includes(name),
  );
}

function takesWholeBody({ parameters }: PublicFunction): boolean {
  const [only] = parameters;
  return parameters.length === 1 && only?.name === '' && (only.type === 'json' || only.type === 'jsonb');
}

const signature = ({ name, parameters }: PublicFunction): string =>
  `public.${name}(${parameters.map((one) => `${one.name} => ${one.type}`).join(', ')})`;

/** Parameters of every overload: in a GET they are arguments, everything else filters what is returned. */
export function parameterNames(catalogue: Catalogue, name: string): ReadonlySet<string> {
  const overloads = catalogue.functions.get(name) ?? [];
  return new Set(overloads.flatMap(({ parameters }) => parameters.map((parameter) => parameter.name)));
}

/** @throws RestError PGRST202 (none fits) or PGRST203 (more than one does) */
export function resolveCall(catalogue: Catalogue, name: string, given: Arguments): Call {
  const overloads = catalogue.functions.get(name) ?? [];
  const names = namesOf(given);
  const named = given.kind === 'text' || given.isObject;
  const candidates = named ? overloads.filter((candidate) => accepts(candidate, names)) : [];
  const [only] = candidates;
  if (candidates.length > 1) {
    throw new RestError(
      300,
      'PGRST203',
      `Could not choose the best candidate function between: ${candidates.map(signature).join(', ')}`,
      {
        hint: 'Try renaming the parameters or the function itself in the database so function overloading can be resolved',
      },
    );
  }
  if (only) return { target: only, wholeBody: false };
  const whole = given.kind === 'json' ? overloads.filter(takesWholeBody) : [];
  if (whole[0] && whole.length === 1) return { target: whole[0], wholeBody: true };
  const described =
    names.length === 0 ? `public.${name} without parameters` : `public.${name}(${names.join(', ')})`;
  const [near] = overloads;
  throw new RestError(404, 'PGRST202', `Could not find the function ${described} in the schema cache`, {
    details: `Searched for the function ${described.replace('(', ' with parameters (')}, but no matches were found in the schema cache.`,
    hint: near ? `Perhaps you meant to call the function ${signature(near)}` : null,
  });
}

const pseudo =
  /^(?:any|anyelement|anyarray|anynonarray|anyenum|anyrange|anymultirange|anycompatible\w*|record|internal|cstring|table_am_handler|trigger)$|^"any"$/;

function usable(target: PublicFunction, names: ReadonlySet<string>): FunctionParameter[] {
  const given = target.parameters.filter(({ name }) => names.has(name));
  const odd = given.find(({ type }) => pseudo.test(type));
  if (odd) throw unsupported(`the pseudo-type ${odd.type} of the parameter ${odd.name}`);
  return given;
}

/** The CTEs of the call; the last one is `pgrst_source`, with the column pgrst_scalar for scalars. */
export function callCtes(call: Call, given: Arguments, parameters: Parameters): string[] {
  const { target, wholeBody } = call;
  const routine = qualified(target.name);
  const scalar = target.returns.kind !== 'composite';
  const alias = scalar ? 'pgrst_call(pgrst_scalar)' : 'pgrst_call';
  const source = (from: string) =>
    `pgrst_source as materialized (select pgrst_call.* from ${from} as ${alias})`;

  if (wholeBody && given.kind === 'json') {
    const type = target.parameters[0]?.type === 'json' ? 'json' : 'jsonb';
    return [source(`${routine}(${parameters.add(given.text)}::${type})`)];
  }
  const used = usable(target, new Set(namesOf(given)));
  const binding = ({ name, variadic }: FunctionParameter, value: string) =>
    `${variadic ? 'variadic ' : ''}${quoteIdentifier(name)} => ${value}`;
  if (given.kind === 'text') {
    const bound = used.map((one) =>
      binding(one, `${parameters.add(given.values.get(one.name))}::${one.type}`),
    );
    return [source(`${routine}(${bound.join(', ')})`)];
  }
  if (used.length === 0) return [source(`${routine}()`)];
  // Postgres itself reads each argument out of the JSON: a jsonb argument stays what it was, never a quoted string.
  const shape = used.map(({ name, type }) => `${quoteIdentifier(name)} ${type}`).join(', ');
  const bound = used.map((one) => binding(one, `pgrst_args.${quoteIdentifier(one.name)}`));
  return [
    `pgrst_args as materialized (select * from json_to_record(${parameters.add(given.text)}::json) as pgrst_json(${shape}))`,
    source(`pgrst_args cross join lateral ${routine}(${bound.join(', ')})`),
  ];
}

/** Statement of a call that returns scalars: columns total, page and body as of a read. */
export function scalarStatement(
  call: Call,
  given: Arguments,
  page: { limit: number | null; offset: number; counted: boolean; asObject: boolean },
  parameters: Parameters,
): string {
  const ctes = callCtes(call, given, parameters);
  const limit = page.limit === null ? '' : ` limit ${parameters.add(page.limit)}`;
  const offset = page.offset > 0 ? ` offset ${parameters.add(page.offset)}` : '';
  const body =
    call.target.returns.set && !page.asObject
      ? `coalesce(json_agg(pgrst_row.pgrst_scalar), '[]'::json)::text`
      : `coalesce(json_agg(pgrst_row.pgrst_scalar) -> 0, 'null'::json)::text`;
  const total = page.counted ? '(select count(*) from pgrst_source)' : 'null::bigint';
  const shown = call.target.returns.kind === 'void' ? `''` : body;
  return `with ${ctes.join(', ')} select ${total} as total, count(*) as page, ${shown} as body from (select * from pgrst_source${limit}${offset}) as pgrst_row`;
}
