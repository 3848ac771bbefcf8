/**
 * Applies supabase/migrations to a stack's database, and takes them back with supabase/rollbacks.
 *
 * node-pg-migrate keeps its own history; each step also writes supabase_migrations.schema_migrations, so that
 * `supabase migration list` agrees. Ups and downs live in two folders because the Supabase CLI would run a down
 * section of the same file as part of the up.
 */
import { existsSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { runner } from 'node-pg-migrate';
import { Client, DatabaseError, escapeLiteral } from 'pg';
import type { StackLog } from './context.ts';
import { repositoryRoot } from './state.ts';

export interface MigrationFolders {
  readonly ups: string;
  readonly downs: string;
}

export const repositoryMigrations: MigrationFolders = {
  ups: join(repositoryRoot, 'supabase/migrations'),
  downs: join(repositoryRoot, 'supabase/rollbacks'),
};

export interface MigrateOptions {
  /** Connection of the role `postgres`: migrations never run as a superuser. */
  readonly url: string;
  /** How many steps: all for up, one for down and redo unless said. */
  readonly count?: number;
  readonly folders?: MigrationFolders;
  readonly log: StackLog;
}

type Loader = (
  paths: string[],
) => Promise<{ id: string; filePaths: string[]; actions: { up: Action; down: Action } }[]>;
type Action = (pgm: { sql(text: string): void }) => void;

function loaderOf(folders: MigrationFolders, running: (file: string, text: string) => void): Loader {
  return async (paths) =>
    paths
      .filter((path) => path.endsWith('.sql'))
      .sort()
      .map((path) => {
        const file = basename(path);
        const parsed = /^(\d{14})_(.+)\.sql$/.exec(file);
        if (!parsed?.[1] || !parsed[2]) {
          throw new Error(`${file} is not named <14 digits of UTC time>_<name>.sql`);
        }
        const [, version, name] = parsed;
        const rollback = join(folders.downs, file);
        return {
          id: path,
          filePaths: existsSync(rollback) ? [path, rollback] : [path],
          actions: {
            up: (pgm) => {
              const text = readFileSync(path, 'utf8');
              running(path, text);
              pgm.sql(text);
              pgm.sql(
                `insert into supabase_migrations.schema_migrations (version, name, statements) values (${escapeLiteral(
                  version,
                )}, ${escapeLiteral(name)}, array[${escapeLiteral(text)}])`,
              );
            },
            down: (pgm) => {
              if (!existsSync(rollback)) throw new Error(`${file} has no rollback: ${rollback} is missing`);
              const text = readFileSync(rollback, 'utf8');
              running(rollback, text);
              pgm.sql(text);
              pgm.sql(
                `delete from supabase_migrations.schema_migrations where version = ${escapeLiteral(version)}`,
              );
            },
          },
        };
      });
}

/** Adds file and line to what the server said; `position` counts characters from 1. */
function located(error: unknown, file: string, text: string): unknown {
  if (!(error instanceof DatabaseError)) return error;
  const line = error.position ? `:${text.slice(0, Number(error.position)).split('\n').length}` : '';
  const more = [error.detail, error.hint, error.where?.split('\n')[0]].filter(Boolean).join(' | ');
  return new Error(`${file}${line}: ${error.message} (${error.code})${more ? ` | ${more}` : ''}`, {
    cause: error,
  });
}

async function step(direction: 'up' | 'down', count: number, options: MigrateOptions): Promise<string[]> {
  const folders = options.folders ?? repositoryMigrations;
  let file = '';
  let text = '';
  const client = new Client({ connectionString: options.url });
  await client.connect();
  try {
    const done = await runner({
      dbClient: client,
      dir: folders.ups,
      // node-pg-migrate would load anything else in the folder as a module
      ignorePattern: '(?!.*\\.sql$).*',
      direction,
      count,
      migrationsSchema: 'supabase_migrations',
      migrationsTable: 'node_pg_migrations',
      // one transaction a file, as the Supabase CLI has it
      singleTransaction: false,
      advisoryLockMode: 'wait',
      migrationLoaderStrategies: [
        {
          extensions: ['.sql'],
          loader: loaderOf(folders, (path, content) => {
            file = path;
            text = content;
          }) as never,
        },
      ],
      logger: {
        debug: () => {},
        info: () => {},
        warn: (message: string) => options.log.warn(message),
        error: (message: string) => options.log.error(message),
      },
    });
    const names = done.map(({ name }) => name);
    for (const name of names) options.log.info('migrated', { direction, name });
    // what PostgREST listens for: the REST service reads the schema again
    await client.query("notify pgrst, 'reload schema'");
    return names;
  } catch (error) {
    throw located(error, file, text);
  } finally {
    await client.end();
  }
}

/** Applies what is missing. @returns names of what was applied, oldest first. */
export function migrateUp(options: MigrateOptions): Promise<string[]> {
  return step('up', options.count ?? Number.POSITIVE_INFINITY, options);
}

/** Takes back the newest ones. @returns names of what was taken back, newest first. */
export function migrateDown(options: MigrateOptions): Promise<string[]> {
  return step('down', options.count ?? 1, options);
}

/** Takes back the newest ones and applies them again. */
export async function migrateRedo(options: MigrateOptions): Promise<string[]> {
  const names = await migrateDown(options);
  await migrateUp({ ...options, count: names.length });
  return names;
}
