/**
 * postgres_changes: each committed change is shown to those followers who may see the row. Whether they may is asked
 * of Postgres, by selecting the row under the follower's role and claims; the values are those of the change, turned
 * into JSON by Postgres in the same statement. A delete has no row left to ask about: it carries the primary key only,
 * and goes to everybody who follows the table and may read the key's columns, as on hosted.
 */
import { escapeIdentifier, type Pool, type PoolClient } from 'pg';
import type { Pgoutput } from 'pg-logical-replication';
import type { Caller, StackLog } from '../context.ts';
import { type ChangeBinding, type ChangeEvent, type ChangeFilter, filterSql } from './change-filters.ts';
import { encodeFrame } from './frames.ts';
import { concerns, type Hub, type Subscriber, wireTopic } from './hub.ts';
import type { Transaction } from './replication.ts';
import { becomeCaller } from './topic-access.ts';
import type { Visibility } from './visibility.ts';

export type Change = Pgoutput.MessageInsert | Pgoutput.MessageUpdate | Pgoutput.MessageDelete;
type Values = Readonly<Record<string, string | null | undefined>>;

interface Column {
  readonly name: string;
  /** As written in SQL, without modifiers: a cast to varchar(3) would cut a filter's value to fit. */
  readonly type: string;
  /** Name in pg_type, which is what clients convert by. */
  readonly typeName: string;
  readonly isKey: boolean;
}

/** Followers whom one answer of Postgres serves. */
interface Group {
  readonly caller: Caller;
  readonly filters: readonly ChangeFilter[];
  readonly select: readonly string[] | null;
  readonly targets: Map<Subscriber, number[]>;
}

/** Hosted's limit of a row in an event. */
const MAX_RECORD_BYTES = 1024 * 1024;
/** Changes waiting for their followers before the stream itself is made to wait. */
const MAX_BACKLOG = 200;

export class ChangeFeed {
  readonly #admin: Pool;
  readonly #hub: Hub;
  readonly #visibility: Visibility;
  readonly #log: StackLog;
  /** The stream describes a table anew after it changed, with a new object. */
  readonly #columns = new WeakMap<Pgoutput.MessageRelation, Promise<readonly Column[]>>();
  #tail: Promise<void> = Promise.resolve();
  #backlog = 0;

  constructor(admin: Pool, hub: Hub, visibility: Visibility, log: StackLog) {
    this.#admin = admin;
    this.#hub = hub;
    this.#visibility = visibility;
    this.#log = log;
  }

  /** Takes a change for those who follow now; delivery keeps the order of commits. Await it to be slowed down. */
  async push(change: Change, transaction: Transaction): Promise<void> {
    const { schema, name } = change.relation;
    const followers = this.#hub.followersOf(schema, name);
    if (followers.length === 0) return;
    this.#backlog++;
    this.#tail = this.#tail
      .then(() => this.#deliver(change, transaction, followers))
      .catch((error: unknown) => {
        this.#log.warn('realtime change not delivered', { table: `${schema}.${name}`, error: String(error) });
      })
      .finally(() => {
        this.#backlog--;
      });
    if (this.#backlog > MAX_BACKLOG) await this.#tail;
  }

  /** Why a caller's binding cannot work, as a sentence for the client; null when it can. */
  async problemOf(binding: ChangeBinding, caller: Caller): Promise<string | null> {
    return this.#asFollower(caller, async (client) => {
      const published = await client.query<{ schemaname: string; tablename: string }>(
        `select schemaname, tablename from pg_publication_tables
         where pubname = 'supabase_realtime' and ($1 = '*' or schemaname = $1) and ($2 = '*' or tablename = $2)`,
        [binding.schema, binding.table],
      );
      const place = `${binding.schema}.${binding.table}`;
      const table = published.rows[0];
      if (table === undefined) return `no table of publication supabase_realtime is named ${place}`;
      if (binding.filters.length === 0) return null;
      if (binding.table === '*' || binding.schema === '*') return 'a filter needs the name of one table';
      const { rows } = await client.query<{ name: string; type: string }>(
        `select a.attname::text as name, format_type(a.atttypid, -1) as type
         from pg_attribute a where a.attrelid = $1::regclass and a.attnum > 0 and not a.attisdropped
           and has_column_privilege(a.attrelid, a.attnum, 'select')`,
        [`${escapeIdentifier(table.schemaname)}.${escapeIdentifier(table.tablename)}`],
      );
      for (const filter of binding.filters) {
        const column = rows.find(({ name }) => name === filter.column);
        if (column === undefined) return `invalid column for filter ${filter.column}`;
        const parameters = parameterList();
        const condition = filterSql(filter, `null::${column.type}`, column.type, parameters.add);
        try {
          await client.query(`select ${condition}`, parameters.values);
        } catch (error) {
          return `invalid filter on ${filter.column}: ${error instanceof Error ? error.message : String(error)}`;
        }
      }
      return null;
    });
  }

  async #deliver(change: Change, transaction: Transaction, followers: readonly Subscriber[]): Promise<void> {
    const type = change.tag.toUpperCase() as ChangeEvent;
    const groups = groupsOf(change.relation, type, followers);
    if (groups.length === 0) return;
    await this.#visibility.reached(transaction.xid);
    const columns = await this.#columnsOf(change.relation);
    await Promise.all(
      groups.map(async (group) => {
        try {
          const data = await this.#asFollower(group.caller, (client) =>
            eventFor(client, change, columns, group),
          );
          if (data === null) return;
          send(group, { ...data, type, commit_timestamp: transaction.commitTime.toISOString() });
        } catch (error) {
          this.#log.warn('realtime change not judged', { role: group.caller.role, error: String(error) });
        }
      }),
    );
  }

  #columnsOf(relation: Pgoutput.MessageRelation): Promise<readonly Column[]> {
    const known = this.#columns.get(relation);
    if (known !== undefined) return known;
    const asked = this.#admin
      .query<Column>(
        `select a.attname::text as name, format_type(a.atttypid, -1) as type, t.typname::text as "typeName",
                coalesce(a.attnum = any(i.indkey), false) as "isKey"
         from pg_attribute a
         join pg_type t on t.oid = a.atttypid
         left join pg_index i on i.indrelid = a.attrelid and i.indisprimary
         where a.attrelid = $1 and a.attnum > 0 and not a.attisdropped order by a.attnum`,
        [relation.relationOid],
      )
      .then(({ rows }) => rows);
    this.#columns.set(relation, asked);
    asked.catch(() => this.#columns.delete(relation));
    return asked;
  }

  /** A transaction under the follower's role that changes nothing. */
  async #asFollower<T>(caller: Caller, work: (client: PoolClient) => Promise<T>): Promise<T> {
    const client = await this.#admin.connect();
    let broken: Error | undefined;
    try {
      await client.query('begin read only');
      await becomeCaller(client, caller, '');
      return await work(client);
    } finally {
      await client.query('rollback').catch((error: Error) => {
        broken = error;
      });
      client.release(broken);
    }
  }
}

function groupsOf(
  { schema, name }: Pgoutput.MessageRelation,
  type: ChangeEvent,
  followers: readonly Subscriber[],
): Group[] {
  const groups = new Map<string, Group>();
  for (const follower of followers) {
    for (const binding of follower.bindings) {
      if (!concerns(binding, schema, name) || (binding.event !== '*' && binding.event !== type)) continue;
      const { filters, select } = binding;
      const key = JSON.stringify([follower.caller.role, follower.caller.claims, filters, select]);
      const group = groups.get(key) ?? { caller: follower.caller, filters, select, targets: new Map() };
      group.targets.set(follower, [...(group.targets.get(follower) ?? []), binding.id]);
      groups.set(key, group);
    }
  }
  return [...groups.values()];
}

/** The event as this group may see it; null when it may not. */
async function eventFor(
  client: PoolClient,
  change: Change,
  columns: readonly Column[],
  { filters, select }: Group,
): Promise<Record<string, unknown> | null> {
  const { schema, name, relationOid } = change.relation;
  const readable = await readableColumns(client, relationOid);
  const key = columns.filter(({ isKey }) => isKey);
  const event = { schema, table: name, errors: null as string[] | null };

  const wanted = columns.filter(
    (column) =>
      readable.has(column.name) && (select === null || column.isKey || select.includes(column.name)),
  );
  if (wanted.length === 0 || filters.some(({ column }) => !readable.has(column))) return null;
  const described = wanted.map(({ name: column, typeName }) => ({ name: column, type: typeName }));
  if (key.length === 0) {
    return { ...event, columns: described, record: {}, errors: ['Error 400: Bad Request, no primary key'] };
  }

  const before: Values =
    change.tag === 'insert' ? {} : (change.key ?? change.old ?? (change.tag === 'update' ? change.new : {}));
  if (change.tag === 'delete') {
    const known = key.filter((column) => readable.has(column.name));
    if (
      known.length === 0 ||
      filters.some((filter) => !known.some((column) => column.name === filter.column))
    )
      return null;
    const old = await judged(client, { values: before, show: known, filters, columns, table: null });
    return old === null ? null : { ...event, columns: described, old_record: old };
  }

  const values: Values = change.new;
  const sent = wanted.filter((column) => column.name in values);
  const table = { name: `${escapeIdentifier(schema)}.${escapeIdentifier(name)}`, key };
  const record = await judged(client, { values, show: sent, filters, columns, table });
  if (record === null) return null;
  const tooLarge = Buffer.byteLength(JSON.stringify(record)) > MAX_RECORD_BYTES;
  const shown = tooLarge ? { record: {}, errors: ['Error 413: Payload Too Large'] } : { record };
  if (change.tag === 'insert') return { ...event, columns: described, ...shown };
  const oldKey = key.filter((column) => readable.has(column.name) && column.name in before);
  const old = await judged(client, { values: before, show: oldKey, filters: [], columns, table: null });
  return { ...event, columns: described, ...shown, old_record: old ?? {} };
}

interface Judgement {
  readonly values: Values;
  readonly show: readonly Column[];
  readonly filters: readonly ChangeFilter[];
  readonly columns: readonly Column[];
  /** The table whose row must be visible; null when there is none to look at. */
  readonly table: { readonly name: string; readonly key: readonly Column[] } | null;
}

/** `show` of the values as JSON, if the filters hold and the row is visible to the current role. */
async function judged(
  client: PoolClient,
  { values, show, filters, columns, table }: Judgement,
): Promise<Record<string, unknown> | null> {
  const parameters = parameterList();
  // A large value that an update left alone is not in the change: the row still has it.
  const sqlOf = ({ name, type }: Column): string =>
    values[name] === undefined
      ? `t.${escapeIdentifier(name)}`
      : `${parameters.add(values[name])}::text::${type}`;
  const conditions = (table?.key ?? []).map(
    (column) => `t.${escapeIdentifier(column.name)} = ${sqlOf(column)}`,
  );
  for (const filter of filters) {
    const column = columns.find(({ name }) => name === filter.column);
    if (column === undefined) return null;
    conditions.push(filterSql(filter, sqlOf(column), column.type, parameters.add));
  }
  const list = show.map((column) => `${sqlOf(column)} as ${escapeIdentifier(column.name)}`).join(', ');
  const from = table === null ? '' : `${table.name} t cross join `;
  const { rows } = await client.query<{ record: Record<string, unknown> }>(
    `select to_jsonb(r) as record from ${from}lateral (select ${list}) r
     ${conditions.length === 0 ? '' : `where ${conditions.join(' and ')}`}`,
    parameters.values,
  );
  return rows[0]?.record ?? null;
}

async function readableColumns(client: PoolClient, table: number): Promise<Set<string>> {
  const { rows } = await client.query<{ name: string }>(
    `select a.attname::text as name from pg_attribute a join pg_class c on c.oid = a.attrelid
     where a.attrelid = $1 and a.attnum > 0 and not a.attisdropped
       and has_schema_privilege(c.relnamespace, 'usage') and has_column_privilege(a.attrelid, a.attnum, 'select')`,
    [table],
  );
  return new Set(rows.map((row) => row.name));
}

function send({ targets }: Group, data: Record<string, unknown>): void {
  for (const [subscriber, ids] of targets) {
    if (!subscriber.isJoined) continue;
    const topic = wireTopic(subscriber.topic);
    subscriber.deliver(
      encodeFrame({ joinRef: null, ref: null, topic, event: 'postgres_changes', payload: { ids, data } }),
    );
  }
}

function parameterList(): { readonly values: unknown[]; add(value: unknown): string } {
  const values: unknown[] = [];
  return { values, add: (value) => `$${values.push(value)}` };
}
