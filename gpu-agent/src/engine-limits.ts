/**
 * How many tasks each engine of this host does at once: a licence, a GPU or a rate limit may bear fewer than
 * `--concurrency` allows in all.
 */

/** Task's stage in claims is known by its kind of engine: `render:three` and `render:auto` are of kind `render`. */
const kindOf = (qualified: string): string => qualified.slice(0, qualified.indexOf(':'));

export class EngineLimits {
  readonly #limits: ReadonlyMap<string, number>;
  readonly #running = new Map<string, number>();

  constructor(limits: ReadonlyMap<string, number>) {
    this.#limits = limits;
  }

  /**
   * Those of `engines` that may take one more task.
   *
   * @param ending Engines that a task which is about to end was counted against
   */
  free(engines: readonly string[], ending: readonly string[] = []): string[] {
    return engines.filter((engine) => {
      const running = (this.#running.get(engine) ?? 0) - (ending.includes(engine) ? 1 : 0);
      return running < (this.#limits.get(engine) ?? Number.POSITIVE_INFINITY);
    });
  }

  /**
   * What a task counts against. Which engine does a task of `kind:auto` is only known once it has begun: it counts
   * against each that it was claimed for, so that no limit is ever exceeded.
   *
   * @param asked `kind:name` or `kind:auto`
   * @param offered Engines it was claimed for
   */
  counted(asked: string | undefined, offered: readonly string[]): string[] {
    if (asked === undefined) return [];
    return offered.filter(
      (engine) => engine === asked || (asked.endsWith(':auto') && kindOf(engine) === kindOf(asked)),
    );
  }

  /**
   * Counts a task as `counted` says.
   *
   * @returns to be called when the task has ended
   */
  take(asked: string | undefined, offered: readonly string[]): () => void {
    const counted = this.counted(asked, offered);
    for (const engine of counted) this.#running.set(engine, (this.#running.get(engine) ?? 0) + 1);
    let ended = false;
    return () => {
      if (ended) return;
      ended = true;
      for (const engine of counted) this.#running.set(engine, (this.#running.get(engine) ?? 1) - 1);
    };
  }
}
