/** A whole stack in this process: database, services, gateway. The daemon and the tests both run this. */
import { existsSync, mkdirSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { join } from 'node:path';
import { Pool } from 'pg';
import { createAuthService } from './auth/service.ts';
import { appliedBootstrap, bootstrapVersion, copyCluster, ensureBaseTemplate } from './bootstrap.ts';
import type { StackContext, StackLog } from './context.ts';
import { type DatabaseServer, keepPostgres } from './database-server.ts';
import { createFunctionsService, type FunctionsOptions, type FunctionsService } from './functions/service.ts';
import { createGateway, nodeListener } from './gateway.ts';
import { ensureKeys } from './keys.ts';
import { migrateUp } from './migrate.ts';
import { ensureRuntime } from './postgres-runtime.ts';
import { createRealtimeHttpService } from './realtime/http.ts';
import { attachRealtime } from './realtime/server.ts';
import { createRestService } from './rest/service.ts';
import { type StackPaths, stackPaths } from './state.ts';
import { createStorageService } from './storage/service.ts';

export interface StackOptions {
  readonly root: string;
  /** 0 takes a free port. */
  readonly apiPort: number;
  readonly dbPort: number;
  /** Gives up crash safety for speed: for tests. */
  readonly volatile?: boolean;
  /** A stopped cluster to start from when the stack has no data yet; default: a new, empty project. */
  readonly template?: string;
  /** Apply supabase/migrations. Default true. */
  readonly migrations?: boolean;
  readonly functions?: FunctionsOptions;
  readonly log: StackLog;
}

export interface Stack {
  readonly url: string;
  /** As `postgres`, over TCP. */
  readonly dbUrl: string;
  readonly paths: StackPaths;
  readonly context: StackContext;
  readonly database: DatabaseServer;
  readonly functions: FunctionsService;
  stop(): Promise<void>;
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject);
      const address = server.address();
      if (address === null || typeof address === 'string') reject(new Error('the gateway has no port'));
      else resolve(address.port);
    });
  });
}

async function openDatabase(options: StackOptions, paths: StackPaths): Promise<DatabaseServer> {
  if (!existsSync(join(paths.data, 'PG_VERSION'))) {
    await copyCluster(options.template ?? (await ensureBaseTemplate(options.log)), paths.data);
  }
  const database = await keepPostgres({
    runtime: await ensureRuntime(),
    data: paths.data,
    socketFolder: paths.socket,
    port: options.dbPort,
    volatile: options.volatile ?? false,
    logFile: join(paths.logs, 'postgres.log'),
    log: options.log,
  });
  const applied = await appliedBootstrap(database.urlOf('supabase_admin'));
  if (applied !== bootstrapVersion()) {
    await database.stop();
    throw new Error(
      `The database in ${paths.data} was made by another version of local-stack/sql. Rebuild it: npm run stack -- reset`,
    );
  }
  return database;
}

function poolOf(database: DatabaseServer, role: string, max: number, log: StackLog): Pool {
  const pool = new Pool({ connectionString: database.urlOf(role), max });
  // an idle connection ends with its server; the next query opens another
  pool.on('error', (error) => log.warn('database connection lost', { role, error: error.message }));
  // one that is lent out has no such listener, and would take the whole stack with it
  pool.on('connect', (client) => client.on('error', () => {}));
  return pool;
}

/** Starts everything and resolves when the gateway answers. Whatever fails, nothing stays behind. */
export async function openStack(options: StackOptions): Promise<Stack> {
  const { log } = options;
  const paths = stackPaths(options.root);
  for (const folder of [paths.logs, paths.storage, paths.functions])
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  const closing: (() => Promise<unknown>)[] = [];
  const stop = async () => {
    for (const close of closing.splice(0).reverse()) {
      await close().catch((error) => log.error('a part of the stack did not stop cleanly', { error }));
    }
  };
  try {
    await mkdir(options.root, { recursive: true });
    const keys = await ensureKeys(paths.keys);
    const database = await openDatabase(options, paths);
    closing.push(() => database.stop());
    const dbUrl = `postgres://postgres:postgres@127.0.0.1:${database.port}/postgres`;
    if (options.migrations !== false) await migrateUp({ url: dbUrl, log });

    // an upload of gigabytes may take longer than Node's five minutes; a pooled client must not meet a closing socket
    const server = createServer({ requestTimeout: 0, keepAliveTimeout: 65_000 });
    const url = `http://127.0.0.1:${await listen(server, options.apiPort)}`;
    closing.push(async () => void server.close());

    const pools = {
      authenticator: poolOf(database, 'authenticator', 20, log),
      authAdmin: poolOf(database, 'supabase_auth_admin', 5, log),
      storageAdmin: poolOf(database, 'supabase_storage_admin', 5, log),
      realtimeAdmin: poolOf(database, 'supabase_realtime_admin', 5, log),
    };
    closing.push(() => Promise.all(Object.values(pools).map((pool) => pool.end())));
    const context: StackContext = {
      url,
      stateDir: options.root,
      keys,
      ...pools,
      replicationUrl: database.urlOf('supabase_realtime_admin'),
      log,
    };
    const functions = createFunctionsService(context, paths.functions, options.functions);
    closing.push(() => functions.stop());
    // closed before what it serves from: in-flight requests end with a closed connection, not with odd errors
    closing.push(async () => {
      const closed = new Promise((done) => server.close(done));
      server.closeAllConnections();
      await closed;
    });
    const gateway = createGateway(
      {
        rest: createRestService(context),
        auth: createAuthService(context),
        storage: createStorageService(context),
        functions: functions.service,
        realtime: createRealtimeHttpService(context),
        health: () => health(context, database),
      },
      log,
    );
    const realtime = attachRealtime(server, context);
    closing.push(() => realtime.stop());
    server.on('request', nodeListener(gateway));
    return { url, dbUrl, paths, context, database, functions, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function health(
  context: StackContext,
  database: DatabaseServer,
): Promise<{ healthy: boolean; database: string; version: string }> {
  let state = 'down';
  if (database.up()) {
    try {
      await context.authenticator.query('select 1');
      state = 'up';
    } catch {
      // restarting: told as down
    }
  }
  return { healthy: state === 'up', database: state, version: bootstrapVersion() };
}
