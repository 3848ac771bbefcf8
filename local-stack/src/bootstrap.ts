/** What a new database holds before any migration: roles, managed schemas, grants. */
import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';
import { Client } from 'pg';
import type { StackLog } from './context.ts';
import { initCluster, startPostgres } from './postgres.ts';
import {
  ensureRuntime,
  folderHash,
  keepFresh,
  type Runtime,
  settleFolder,
  sqlFolder,
} from './postgres-runtime.ts';
import { cacheFolder, passableFolder } from './state.ts';

const run = promisify(execFile);

/** In this order: each file builds on the ones before it. */
const parts = ['roles.sql', 'auth.sql', 'storage.sql', 'realtime.sql', 'managed-grants.sql'] as const;

/** Names the content of sql/: a database made from another one cannot be used with this code. */
export function bootstrapVersion(): string {
  return folderHash(sqlFolder, ['.sql', '.control']);
}

/** Applies sql/ as the superuser, in one transaction. */
export async function bootstrap(superuserUrl: string): Promise<void> {
  const client = new Client({ connectionString: superuserUrl });
  await client.connect();
  try {
    await client.query('begin');
    for (const part of parts) {
      try {
        await client.query(readFileSync(join(sqlFolder, part), 'utf8'));
      } catch (error) {
        throw new Error(`sql/${part}: ${error instanceof Error ? error.message : error}`, { cause: error });
      }
    }
    await client.query('create table stack_internal.bootstrap (version text not null)');
    await client.query('insert into stack_internal.bootstrap values ($1)', [bootstrapVersion()]);
    await client.query('commit');
  } finally {
    await client.end();
  }
}

/** The version a database was made with; undefined when it is not one of ours. */
export async function appliedBootstrap(superuserUrl: string): Promise<string | undefined> {
  const client = new Client({ connectionString: superuserUrl });
  await client.connect();
  try {
    const known = await client.query("select to_regclass('stack_internal.bootstrap') is not null as known");
    if (!known.rows[0]?.known) return undefined;
    const { rows } = await client.query('select version from stack_internal.bootstrap');
    return rows[0]?.version as string | undefined;
  } finally {
    await client.end();
  }
}

/** Copies a stopped cluster, owner and modes kept; shares blocks where the file system can. */
export async function copyCluster(from: string, to: string): Promise<void> {
  const sharing = process.platform === 'linux' ? ['--reflink=auto'] : [];
  await run('cp', ['-a', ...sharing, from, to]);
}

/**
 * A template: a cluster that `prepare` brought to a state and that was then shut down. Made once for each `name`;
 * the name must change with whatever the state depends on.
 */
export async function ensureTemplate(
  name: string,
  from: (data: string, runtime: Runtime) => Promise<void>,
  prepare: (server: { superuserUrl: string; url: string }) => Promise<void>,
  log: StackLog,
): Promise<string> {
  const target = join(cacheFolder('template'), name);
  if (existsSync(target)) {
    await keepFresh(target);
    return target;
  }
  const runtime = await ensureRuntime();
  const work = passableFolder(await mkdtemp(`${cacheFolder('template')}/new-`));
  try {
    const data = join(work, basename(target));
    await from(data, runtime);
    const server = await startPostgres({
      runtime,
      data,
      socketFolder: join(work, 'run'),
      port: 0,
      volatile: true,
      logFile: join(work, 'postgres.log'),
      log,
    });
    try {
      await prepare({
        superuserUrl: server.urlOf('supabase_admin'),
        url: `postgres://postgres:postgres@127.0.0.1:${server.port}/postgres`,
      });
    } finally {
      await server.stop();
    }
    await settleFolder(data, target);
    await keepFresh(target);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
  return target;
}

/** Path of a stopped cluster with sql/ applied and nothing else. */
export async function ensureBaseTemplate(log: StackLog): Promise<string> {
  const runtime = await ensureRuntime();
  return ensureTemplate(
    `base-${runtime.version}-${bootstrapVersion()}`,
    (data) => initCluster(runtime, data),
    ({ superuserUrl }) => bootstrap(superuserUrl),
    log,
  );
}
