/** Runs one .sql story: a transaction, what every story starts from, the story, and back to nothing. */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DatabaseError, type Pool } from 'pg';

const folder = dirname(fileURLToPath(import.meta.url));
const SETUP = 'setup.sql';

/** File names of every story. */
export function stories(): string[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith('.sql') && file !== SETUP)
    .sort();
}

/** What should have been in place before the story could not be: says nothing about the story. */
export class StoryNotPrepared extends Error {
  override readonly name = 'StoryNotPrepared';
}

const texts = new Map<string, string>();
export function storyText(story: string): string {
  const known = texts.get(story) ?? readFileSync(join(folder, story), 'utf8');
  texts.set(story, known);
  return known;
}

/** Leaves what every story starts from in the database, for `tellPrepared`. */
export async function runSetup(pool: Pool): Promise<void> {
  await pool.query(storyText(SETUP));
}

/**
 * Rolls back whatever happens, so that stories can neither see nor disturb each other.
 *
 * @param before statements run first in the same transaction
 * @throws StoryNotPrepared when a statement of `before` fails
 * @throws Error naming the file, what was wrong and the line of the DO block
 */
export function tell(pool: Pool, story: string, before: readonly string[] = []): Promise<void> {
  return inTransaction(pool, story, before, [SETUP, story]);
}

/** As `tell`, on a database where `runSetup` was run. */
export function tellPrepared(pool: Pool, story: string, before: readonly string[] = []): Promise<void> {
  return inTransaction(pool, story, before, [story]);
}

async function inTransaction(
  pool: Pool,
  story: string,
  before: readonly string[],
  files: readonly string[],
): Promise<void> {
  const client = await pool.connect();
  try {
    await client.query('begin');
    for (const statement of before) {
      await client.query(statement).catch((cause: unknown) => {
        throw new StoryNotPrepared(`${statement}: ${cause}`, { cause });
      });
    }
    for (const file of files) await client.query(storyText(file));
  } catch (error) {
    if (!(error instanceof DatabaseError)) throw error;
    const facts = [error.detail, error.where].filter(Boolean).join('\n');
    throw new Error(`${story}: ${error.message} (${error.code})\n${facts}`, { cause: error });
  } finally {
    await client.query('rollback');
    client.release();
  }
}
