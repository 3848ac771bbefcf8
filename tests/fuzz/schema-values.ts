/** Values for a JSON schema of the API's document: most fit it, so that they get past the first check. */
import fc from 'fast-check';
import { hostileString, hostileValue } from './hostile.ts';

export interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly format?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
}

export type Components = Readonly<Record<string, Schema>>;

/** What fits `schema`, as far as its simple keywords say. */
export function fitting(schema: Schema, components: Components): fc.Arbitrary<unknown> {
  if (schema.$ref) return fitting(components[schema.$ref.split('/').at(-1) ?? ''] ?? {}, components);
  if (schema.const !== undefined) return fc.constant(schema.const);
  if (schema.enum && schema.enum.length > 0) return fc.constantFrom(...schema.enum);
  const branches = schema.anyOf ?? schema.oneOf;
  if (branches && branches.length > 0)
    return fc.oneof(...branches.map((branch) => fitting(branch, components)));
  if (schema.allOf) {
    return fc
      .tuple(...schema.allOf.map((part) => fitting(part, components)))
      .map((parts) => Object.assign({}, ...parts.filter((part) => typeof part === 'object')));
  }
  const type = typeof schema.type === 'object' ? schema.type[0] : schema.type;
  switch (type) {
    case 'object': {
      const entries = Object.entries(schema.properties ?? {});
      return fc.record(
        Object.fromEntries(entries.map(([name, property]) => [name, fitting(property, components)])),
        {
          requiredKeys: [...(schema.required ?? [])].filter((name) =>
            entries.some(([known]) => known === name),
          ),
        },
      );
    }
    case 'array':
      return fc.array(fitting(schema.items ?? {}, components), { maxLength: 3 });
    case 'integer':
      return fc.integer({
        min: Math.max(schema.minimum ?? -5, -1e9),
        max: Math.min(schema.maximum ?? 1e6, 1e9),
      });
    case 'number':
      return fc.double({ min: schema.minimum ?? -10, max: schema.maximum ?? 10, noNaN: true });
    case 'boolean':
      return fc.boolean();
    case 'null':
      return fc.constant(null);
    case 'string':
      return stringOf(schema);
    default:
      return hostileValue;
  }
}

function stringOf({ format, minLength = 0, maxLength }: Schema): fc.Arbitrary<string> {
  if (format === 'uuid') return fc.uuid();
  if (format === 'uri') return fc.webUrl();
  if (format === 'date-time') return fc.date({ noInvalidDate: true }).map((date) => date.toISOString());
  const known = fc.constantFrom('br_corporate_ana', 'pt-BR', 'Bom dia.', '1280x720', 'neural');
  const any = hostileString.filter(
    (text) => text.length >= minLength && (maxLength === undefined || text.length <= maxLength),
  );
  return fc.oneof(known, any);
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Fitting values of which about two in three are then spoilt: a field replaced, left out, added, or the whole. */
export function spoilt(schema: Schema, components: Components): fc.Arbitrary<unknown> {
  const fit = fitting(schema, components);
  return fc.oneof(
    { weight: 3, arbitrary: fit },
    { weight: 1, arbitrary: hostileValue },
    {
      weight: 5,
      arbitrary: fc
        .tuple(fit, hostileValue, hostileString, fc.nat(), fc.constantFrom('replace', 'remove', 'add'))
        .map(([value, hostile, name, at, how]) => spoil(value, hostile, name, at, how)),
    },
  );
}

/** Walks to a field chosen by `at`, inner ones included. */
function spoil(value: unknown, hostile: unknown, name: string, at: number, how: string): unknown {
  if (!isObject(value)) return hostile;
  const keys = Object.keys(value);
  if (how === 'add' || keys.length === 0) return { ...value, [name]: hostile };
  const key = keys[at % keys.length] ?? '';
  if (isObject(value[key]) && at % 2 === 0) {
    return { ...value, [key]: spoil(value[key], hostile, name, Math.floor(at / 2), how) };
  }
  const rest = { ...value };
  if (how === 'remove') delete rest[key];
  else rest[key] = hostile;
  return rest;
}
