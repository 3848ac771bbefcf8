/**
 * What a caller may do on a private topic, asked the way hosted asks: in a transaction that is rolled back, a row of
 * the topic is put into realtime.messages, and the caller's role tries to select it (listening) and to insert another
 * (speaking). The policies of realtime.messages answer; `realtime.topic()` gives them the topic.
 */
import type { Pool, PoolClient } from 'pg';
import type { Caller } from '../context.ts';

export interface TopicAccess {
  readonly read: boolean;
  readonly write: boolean;
}

const NONE: TopicAccess = { read: false, write: false };

/** The service's own login becomes the caller's role: one it is not a member of is refused, as on hosted. */
export async function topicAccess(admin: Pool, caller: Caller, topic: string): Promise<TopicAccess> {
  const client = await admin.connect();
  let broken: Error | undefined;
  try {
    await client.query('begin');
    const { rows } = await client.query<{ id: string }>(
      `insert into realtime.messages (topic, extension, private) values ($1, 'broadcast', true) returning id`,
      [topic],
    );
    const probe = rows[0]?.id;
    try {
      await becomeCaller(client, caller, topic);
    } catch (error) {
      if (isRefusal(error)) return NONE;
      throw error;
    }
    return { read: await mayRead(client, probe), write: await mayWrite(client, topic) };
  } finally {
    await client.query('rollback').catch((error: Error) => {
      broken = error;
    });
    client.release(broken);
  }
}

/** Sets role, claims and topic for the running transaction. @throws 42501 for a role that was not granted */
export async function becomeCaller(client: PoolClient, caller: Caller, topic: string): Promise<void> {
  const { sub } = caller.claims;
  await client.query(
    `select set_config('role', $1, true), set_config('request.jwt.claims', $2, true),
            set_config('request.jwt.claim.sub', $3, true), set_config('request.jwt.claim.role', $1, true),
            set_config('realtime.topic', $4, true), set_config('statement_timeout', '5s', true)`,
    [caller.role, JSON.stringify(caller.claims), typeof sub === 'string' ? sub : '', topic],
  );
}

async function mayRead(client: PoolClient, probe: string | undefined): Promise<boolean> {
  return attempted(client, async () => {
    const { rowCount } = await client.query('select 1 from realtime.messages where id = $1', [probe]);
    return (rowCount ?? 0) > 0;
  });
}

async function mayWrite(client: PoolClient, topic: string): Promise<boolean> {
  return attempted(client, async () => {
    await client.query(
      `insert into realtime.messages (topic, extension, private) values ($1, 'broadcast', true)`,
      [topic],
    );
    return true;
  });
}

/** Runs one question in a savepoint: a refusal, or a policy that fails, is a no. */
async function attempted(client: PoolClient, question: () => Promise<boolean>): Promise<boolean> {
  await client.query('savepoint question');
  try {
    return await question();
  } catch (error) {
    if (!isStatementError(error)) throw error;
    await client.query('rollback to savepoint question');
    return false;
  }
}

function sqlState(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
}

/** The role exists but is not granted, or does not exist. */
const isRefusal = (error: unknown): boolean => ['42501', '22023', '42704'].includes(sqlState(error));

/** Any answer of Postgres; a lost connection has no SQLSTATE, or one of class 08 or 57P. */
function isStatementError(error: unknown): boolean {
  const state = sqlState(error);
  return /^[0-9A-Z]{5}$/.test(state) && !state.startsWith('08') && !state.startsWith('57P');
}
