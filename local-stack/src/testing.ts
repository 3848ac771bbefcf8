/**
 * A real stack for a test: a database of its own, on free ports, in a folder of its own that is gone when it stops.
 * Bootstrapped and migrated clusters are kept as templates (named by the content they were made from) and copied.
 */
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Pool, type QueryResult, type QueryResultRow } from 'pg';
import { bootstrapVersion, copyCluster, ensureBaseTemplate, ensureTemplate } from './bootstrap.ts';
import type { StackContext, StackKeys, StackLog } from './context.ts';
import type { FunctionsOptions } from './functions/service.ts';
import { createLog, silentLog } from './log.ts';
import { migrateUp, repositoryMigrations } from './migrate.ts';
import { type PostgresServer, startPostgres } from './postgres.ts';
import { ensureRuntime, folderHash } from './postgres-runtime.ts';
import { openStack, type Stack } from './stack.ts';
import { passableFolder, stackPaths } from './state.ts';

export interface TestDatabase {
  /** Over TCP, as the role migrations run under: not a superuser, sees every row. */
  readonly dbUrl: string;
  /** Over the Unix socket, as any role of the stack. */
  urlOf(role: string): string;
  /** As `postgres`. */
  sql<Row extends QueryResultRow = QueryResultRow>(
    text: string,
    params?: readonly unknown[],
  ): Promise<QueryResult<Row>>;
  readonly folder: string;
  stop(): Promise<void>;
}

export interface TestDatabaseOptions {
  /** Without them the database holds only what a new project holds. Default true. */
  readonly migrations?: boolean;
}

async function migratedTemplate(log: StackLog): Promise<string> {
  const runtime = await ensureRuntime();
  const base = await ensureBaseTemplate(log);
  const content = folderHash(repositoryMigrations.ups, ['.sql']);
  return ensureTemplate(
    `migrated-${runtime.version}-${bootstrapVersion()}-${content}`,
    (data) => copyCluster(base, data),
    async ({ url }) => {
      await migrateUp({ url, log });
    },
    log,
  );
}

/** Set SEMBLANTE_TEST_LOG=1 to see the logs of the stack under test. */
export function testLog(): StackLog {
  return process.env.SEMBLANTE_TEST_LOG ? createLog(process.stderr, 'test') : silentLog;
}

function ownerPool(dbUrl: string): { pool: Pool; sql: TestDatabase['sql'] } {
  const pool = new Pool({ connectionString: dbUrl, max: 4 });
  pool.on('error', () => {}); // a pool's idle client dies with its server: the next query tells
  pool.on('connect', (client) => client.on('error', () => {})); // and so does one that is lent out
  return { pool, sql: (text, params = []) => pool.query(text, [...params]) };
}

/** Postgres with the repository's migrations and nothing around it. */
export async function startTestDatabase(options: TestDatabaseOptions = {}): Promise<TestDatabase> {
  const log = testLog();
  const template = options.migrations === false ? await ensureBaseTemplate(log) : await migratedTemplate(log);
  const folder = passableFolder(await mkdtemp(join(tmpdir(), 'semblante-test-')));
  let server: PostgresServer | undefined;
  try {
    const paths = stackPaths(folder);
    await copyCluster(template, paths.data);
    server = await startPostgres({
      runtime: await ensureRuntime(),
      data: paths.data,
      socketFolder: paths.socket,
      port: 0,
      volatile: true,
      logFile: join(folder, 'postgres.log'),
      log,
    });
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    throw error;
  }
  const running = server;
  const dbUrl = `postgres://postgres:postgres@127.0.0.1:${running.port}/postgres`;
  const { pool, sql } = ownerPool(dbUrl);
  return {
    dbUrl,
    folder,
    urlOf: running.urlOf,
    sql,
    async stop() {
      await pool.end();
      await running.stop();
      if (existsSync(folder)) await rm(folder, { recursive: true, force: true });
    },
  };
}

export interface TestStack {
  readonly url: string;
  readonly dbUrl: string;
  readonly keys: StackKeys;
  readonly context: StackContext;
  readonly stack: Stack;
  /** As `postgres`, which sees every row. */
  readonly sql: TestDatabase['sql'];
  stop(): Promise<void>;
}

export interface TestStackOptions extends TestDatabaseOptions {
  readonly functions?: FunctionsOptions;
  /** Where the stack's services and functions log; default: as SEMBLANTE_TEST_LOG says. */
  readonly log?: StackLog;
}

/** The whole stack, with the repository's migrations and Edge Functions. */
export async function startTestStack(options: TestStackOptions = {}): Promise<TestStack> {
  const log = options.log ?? testLog();
  const migrations = options.migrations !== false;
  const template = migrations ? await migratedTemplate(log) : await ensureBaseTemplate(log);
  const root = passableFolder(await mkdtemp(join(tmpdir(), 'semblante-test-')));
  const remove = () => rm(root, { recursive: true, force: true });
  let stack: Stack;
  try {
    stack = await openStack({
      root,
      apiPort: 0,
      dbPort: 0,
      volatile: true,
      template,
      migrations: false,
      ...(options.functions ? { functions: options.functions } : {}),
      log,
    });
  } catch (error) {
    await remove();
    throw error;
  }
  const { pool, sql } = ownerPool(stack.dbUrl);
  return {
    url: stack.url,
    dbUrl: stack.dbUrl,
    keys: stack.context.keys,
    context: stack.context,
    stack,
    sql,
    async stop() {
      await pool.end();
      await stack.stop();
      await remove();
    },
  };
}
