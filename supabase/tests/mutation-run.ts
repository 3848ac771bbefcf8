/**
 * Tries mutations against the stories. Every lane has a database of its own, in which what stories start from is there
 * for good: a mutation is one transaction of mutation and story, rolled back. Stories that speak of the mutated thing are
 * asked first, of those the ones that noticed something lately. 466 mutations took 1044 stories and 141 s on two cores
 * under a load average of 20; one database, and stories asked in the order of what they noticed, took 8 minutes on idle
 * cores for fewer.
 */
import { availableParallelism } from 'node:os';
import { DatabaseError } from 'pg';
import { runSetup, StoryNotPrepared, stories, storyText, tellPrepared } from './sql-story.ts';
import { openDatabase, type SqlTarget } from './test-database.ts';

/** Words of a statement that say nothing about what it changes. */
const GRAMMAR = new Set(
  `drop policy on alter table using true with check disable row level security constraint revoke grant execute function from
   to anon authenticated gpu_agent service_role select insert update delete truncate references trigger maintain public
   private storage realtime uuid text text[] integer jsonb boolean timestamp time zone double precision can their of the a
   own and in users agents owners see`.split(/\s+/),
);

export class MutationRun {
  readonly #lanes: SqlTarget[] = [];
  /** What noticed the last mutation often notices the next one. */
  #recent: string[] = stories();
  told = 0;

  /** A story that is not true without any mutation would notice all of them: it is not asked, and run.test.ts fails. */
  static async open(): Promise<MutationRun> {
    const run = new MutationRun();
    try {
      await Promise.all(
        Array.from({ length: Math.min(4, Math.max(2, availableParallelism())) }, async () => {
          // A database somebody names is shared, and one lane is what it can take.
          if (process.env.SEMBLANTE_TEST_DB_URL && run.#lanes.length > 0) return;
          const lane = await openDatabase();
          run.#lanes.push(lane);
          await runSetup(lane.pool);
        }),
      );
      await run.#each(stories(), async (lane, story) => {
        await tellPrepared(lane.pool, story).catch((error: unknown) => {
          console.log(`left out: ${error}`);
          run.#recent = run.#recent.filter((other) => other !== story);
        });
      });
    } catch (error) {
      await run.close();
      throw error;
    }
    return run;
  }

  get database(): SqlTarget {
    return this.#lanes[0] as SqlTarget;
  }

  /** Those of the statements that no story notices. */
  async unnoticed(statements: readonly string[]): Promise<string[]> {
    const missed: string[] = [];
    await this.#each(statements, async (lane, statement) => {
      const story = await this.#noticedBy(lane, statement);
      if (!story) {
        missed.push(statement);
        return;
      }
      this.#recent = [story, ...this.#recent.filter((other) => other !== story)];
    });
    return missed.sort();
  }

  async close(): Promise<void> {
    await Promise.all(this.#lanes.map((lane) => lane.stop()));
  }

  async #noticedBy(lane: SqlTarget, statement: string): Promise<string | undefined> {
    for (const story of this.#order(statement)) {
      this.told += 1;
      try {
        await tellPrepared(lane.pool, story, [statement]);
      } catch (error) {
        // A story is not true any more; everything else that goes wrong says nothing about it.
        if (
          error instanceof StoryNotPrepared ||
          !(error instanceof Error && error.cause instanceof DatabaseError)
        )
          throw error;
        return story;
      }
    }
    return undefined;
  }

  #order(statement: string): string[] {
    const words = (statement.match(/[a-z_0-9]+/gi) ?? []).filter((word) => !GRAMMAR.has(word.toLowerCase()));
    const speaks = (story: string): number => words.filter((word) => storyText(story).includes(word)).length;
    return this.#recent
      .map((story, at) => ({ story, at, speaks: speaks(story) }))
      .sort((a, b) => b.speaks - a.speaks || a.at - b.at)
      .map(({ story }) => story);
  }

  /** Every item once, each lane one at a time. */
  async #each<T>(items: readonly T[], work: (lane: SqlTarget, item: T) => Promise<void>): Promise<void> {
    const left = [...items];
    await Promise.all(
      this.#lanes.map(async (lane) => {
        for (let item = left.shift(); item !== undefined; item = left.shift()) await work(lane, item);
      }),
    );
  }
}
