/** Reads the catalogue of schema public, as `authenticator`: pg_catalog alone, which every role may read. */
import type { ClientBase } from 'pg';
import type {
  Catalogue,
  Column,
  ForeignKey,
  FunctionParameter,
  FunctionReturn,
  PublicFunction,
  Relation,
} from './catalogue.ts';

/** `base_types` follows domains down to what they are made of. */
const BASE_TYPES = `
  base as (
    select t.oid, t.oid as root, t.typtype, t.typbasetype from pg_type t
    union all
    select b.oid, t.oid, t.typtype, t.typbasetype
    from base b join pg_type t on t.oid = b.typbasetype
    where b.typtype = 'd'
  ),
  base_types as (select oid, format_type(root, -1) as name from base where typtype <> 'd')`;

/** One JSON array of columns per relation or composite type. */
const COLUMNS = `
  columns as (
    select a.attrelid,
      json_agg(json_build_object(
        'name', a.attname,
        'declared_type', format_type(a.atttypid, a.atttypmod),
        'base_type', b.name,
        'default_sql', case
          when a.attgenerated <> '' then null
          when a.attidentity <> '' then format('nextval(%L::regclass)',
            pg_get_serial_sequence(a.attrelid::regclass::text, a.attname))
          else pg_get_expr(d.adbin, d.adrelid)
        end
      ) order by a.attnum) as list
    from pg_attribute a
    join pg_class c on c.oid = a.attrelid and c.relkind in ('r', 'v', 'm', 'f', 'p', 'c')
    join base_types b on b.oid = a.atttypid
    left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
    where a.attnum > 0 and not a.attisdropped and c.relnamespace = 'public'::regnamespace
    group by a.attrelid
  )`;

const RELATIONS_SQL = `
with recursive ${BASE_TYPES}, ${COLUMNS}
select c.relname::text as name, columns.list as columns, (
    select json_agg(a.attname order by k.position)
    from pg_index i
    cross join lateral unnest(i.indkey) with ordinality as k(attnum, position)
    join pg_attribute a on a.attrelid = i.indrelid and a.attnum = k.attnum
    where i.indrelid = c.oid and i.indisprimary
  ) as primary_key
from pg_class c
left join columns on columns.attrelid = c.oid
where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'v', 'm', 'f', 'p')`;

const FOREIGN_KEYS_SQL = `
select k.conname::text as name, f.relname::text as "from", t.relname::text as "to",
  (select json_agg(a.attname order by u.position)
   from unnest(k.conkey) with ordinality as u(attnum, position)
   join pg_attribute a on a.attrelid = k.conrelid and a.attnum = u.attnum) as "fromColumns",
  (select json_agg(a.attname order by u.position)
   from unnest(k.confkey) with ordinality as u(attnum, position)
   join pg_attribute a on a.attrelid = k.confrelid and a.attnum = u.attnum) as "toColumns",
  exists (
    select from pg_index i
    where i.indrelid = k.conrelid and i.indisunique and i.indpred is null and i.indexprs is null
      and (select bool_and(u.attnum = any (k.conkey))
           from unnest(i.indkey) with ordinality as u(attnum, position)
           where u.position <= i.indnkeyatts)
  ) as "unique"
from pg_constraint k
join pg_class f on f.oid = k.conrelid
join pg_class t on t.oid = k.confrelid
where k.contype = 'f' and k.conparentid = 0
  and f.relnamespace = 'public'::regnamespace and t.relnamespace = 'public'::regnamespace
order by k.conname`;

const FUNCTIONS_SQL = `
with recursive ${BASE_TYPES}, ${COLUMNS}
select p.proname::text as name, p.pronargdefaults::int as default_count, p.provolatile = 'v' as volatile,
  p.proretset as returns_set, format_type(p.prorettype, -1) as return_type,
  return_class.relname::text as return_relation, columns.list as return_columns,
  coalesce((
    select json_agg(json_build_object(
      'name', coalesce(p.proargnames[u.position], ''),
      'mode', coalesce(p.proargmodes[u.position], 'i'),
      'type', format_type(u.type, -1),
      'base_type', b.name
    ) order by u.position)
    from unnest(coalesce(p.proallargtypes, p.proargtypes::oid[])) with ordinality as u(type, position)
    join base_types b on b.oid = u.type
  ), '[]') as arguments
from pg_proc p
join pg_type r on r.oid = p.prorettype
left join pg_class return_class on return_class.oid = r.typrelid
left join columns on columns.attrelid = r.typrelid
where p.pronamespace = 'public'::regnamespace and p.prokind = 'f'
  and p.prorettype not in ('trigger'::regtype, 'event_trigger'::regtype)
order by p.proname, p.oid`;

interface ColumnRow {
  readonly name: string;
  readonly declared_type: string;
  readonly base_type: string;
  readonly default_sql: string | null;
}

interface RelationRow {
  readonly name: string;
  readonly primary_key: string[] | null;
  readonly columns: ColumnRow[] | null;
}

interface ArgumentRow {
  readonly name: string;
  /** pg_proc.proargmodes: i in, o out, b inout, v variadic, t column of a returned table. */
  readonly mode: string;
  readonly type: string;
  readonly base_type: string;
}

interface FunctionRow {
  readonly name: string;
  readonly default_count: number;
  readonly volatile: boolean;
  readonly returns_set: boolean;
  readonly return_type: string;
  readonly return_relation: string | null;
  readonly return_columns: ColumnRow[] | null;
  readonly arguments: ArgumentRow[];
}

const TEXT_TYPES: ReadonlySet<string> = new Set(['text', 'character varying', 'bpchar', 'character']);

function toColumn(row: ColumnRow): Column {
  return {
    name: row.name,
    declaredType: row.declared_type,
    json: row.base_type === 'json' || row.base_type === 'jsonb',
    text: TEXT_TYPES.has(row.base_type),
    defaultSql: row.default_sql,
  };
}

function toRelation(name: string, columns: readonly ColumnRow[], primaryKey: readonly string[]): Relation {
  return { name, primaryKey, columns: new Map(columns.map((column) => [column.name, toColumn(column)])) };
}

function returnOf(row: FunctionRow): FunctionReturn {
  const set = row.returns_set;
  if (row.return_type === 'void') return { kind: 'void', set, relation: null };
  const out = row.arguments.filter(({ mode }) => mode === 't' || mode === 'o' || mode === 'b');
  if (out.length > 0) {
    const columns = out.map(({ name, type, base_type }) => ({
      name,
      declared_type: type,
      base_type,
      default_sql: null,
    }));
    return { kind: 'composite', set, relation: toRelation(row.name, columns, []) };
  }
  if (row.return_columns) {
    const name = row.return_relation ?? row.name;
    return { kind: 'composite', set, relation: toRelation(name, row.return_columns, []) };
  }
  return { kind: 'scalar', set, relation: null };
}

function toFunction(row: FunctionRow): PublicFunction {
  const inputs = row.arguments.filter(({ mode }) => mode === 'i' || mode === 'b' || mode === 'v');
  const firstOptional = inputs.length - row.default_count;
  const parameters = inputs.map(
    ({ name, type, mode }, index): FunctionParameter => ({
      name,
      type,
      optional: index >= firstOptional,
      variadic: mode === 'v',
    }),
  );
  return { name: row.name, parameters, returns: returnOf(row), volatile: row.volatile };
}

/** `client` must be in a transaction of its own, so that the three answers are of one moment. */
export async function loadCatalogue(client: ClientBase): Promise<Catalogue> {
  // Empty: every type and default outside pg_catalog comes back qualified, whatever path the request runs under.
  await client.query(`set local search_path = ''`);
  const relations = await client.query<RelationRow>(RELATIONS_SQL);
  const foreignKeys = await client.query<ForeignKey>(FOREIGN_KEYS_SQL);
  const functions = await client.query<FunctionRow>(FUNCTIONS_SQL);
  const overloads = new Map<string, PublicFunction[]>();
  for (const row of functions.rows) {
    const known = overloads.get(row.name);
    if (known) known.push(toFunction(row));
    else overloads.set(row.name, [toFunction(row)]);
  }
  return {
    relations: new Map(
      relations.rows.map((row) => [row.name, toRelation(row.name, row.columns ?? [], row.primary_key ?? [])]),
    ),
    foreignKeys: foreignKeys.rows,
    functions: overloads,
  };
}
