/** What an agent does for its own host while it has nothing else to do. */
import { cpus, loadavg } from 'node:os';
import { trimCache } from './cache.ts';
import { calibrate, keepCalibration, type RateSample } from './calibration.ts';
import type { AgentConfig } from './config.ts';
import type { ProbedEngines } from './engines/registry.ts';
import type { AgentLog } from './log.ts';
import type { AgentSession } from './session.ts';
import type { Toolbox } from './subprocess.ts';
import type { Workdir } from './workdir.ts';

export interface HousekeepingParts {
  readonly config: AgentConfig;
  readonly probed: ProbedEngines;
  readonly session: AgentSession;
  readonly toolbox: Toolbox;
  readonly workdir: Workdir;
  readonly log: AgentLog;
  /** Registers anew with what was measured. */
  readonly tell: (calibration: readonly RateSample[]) => Promise<void>;
}

/** After so many times the idle time a host is measured whatever else it does: it may never be quiet. */
const PATIENCE = 10;
const TRIM_EVERY_MS = 60 * 60_000;

export class Housekeeping {
  readonly #parts: HousekeepingParts;
  #busy = 0;
  #idleSince = performance.now();
  #measured: boolean;
  #measuring: AbortController | undefined;
  #trimAt = performance.now();

  /** @param measured Whether these engines were measured before */
  constructor(parts: HousekeepingParts, measured: boolean) {
    this.#parts = parts;
    this.#measured = measured || !parts.config.calibrates;
  }

  /** A task has begun: what is being measured now would be measured wrong, and slow it down. */
  began(): void {
    this.#busy += 1;
    this.#measuring?.abort(new Error('a task came'));
  }

  ended(): void {
    this.#busy -= 1;
    this.#idleSince = performance.now();
  }

  /** To be called now and then; never rejects. */
  async tick(): Promise<void> {
    const { config, log } = this.#parts;
    try {
      const idle = this.#busy === 0 && performance.now() - this.#idleSince >= config.idleMs;
      // Preferably without work beside it; an agent that is never idle has to in the end.
      if (performance.now() >= this.#trimAt + (idle ? 0 : TRIM_EVERY_MS)) {
        this.#trimAt = performance.now() + TRIM_EVERY_MS;
        // Loaded only here: the baker is large, and drawing happens in processes of its own.
        const { defaultCacheDir } = await import('../../avatar/bake/bake.ts');
        const bytes = await trimCache(defaultCacheDir(), config.cacheBytes);
        if (bytes > 0)
          log.info({ event: 'cache_trimmed', bytes }, 'removed avatars that were not used for long');
      }
      // A host that works for others would be measured slower than it is; one that always does is as slow as that.
      const quiet =
        (loadavg()[0] ?? 0) <= cpus().length ||
        performance.now() - this.#idleSince >= config.idleMs * PATIENCE;
      if (idle && quiet && !this.#measured && !this.#measuring) await this.#measure();
    } catch (error) {
      log.warn({ event: 'housekeeping_failed', err: error }, 'housekeeping did not work; it is tried again');
    }
  }

  close(): void {
    this.#measured = true;
    this.#measuring?.abort(new Error('the agent stops'));
  }

  async #measure(): Promise<void> {
    const { config, probed, session, toolbox, workdir, log, tell } = this.#parts;
    this.#measuring = new AbortController();
    const { signal } = this.#measuring;
    log.debug({ event: 'calibration_began' }, 'measuring this host');
    try {
      await using folder = await workdir.attempt('calibration');
      const { data } = await session.client
        .from('avatars_3d')
        .select('assets')
        .eq('is_active', true)
        .limit(1);
      const look = (data as { assets: { look?: unknown } }[] | null)?.[0]?.assets.look;
      const samples = await calibrate(probed.offered, look, {
        workdir: folder.path,
        signal,
        log,
        progress: () => {},
        run: (command, args, options) => toolbox.run(command, args, { signal, cwd: folder.path }, options),
      });
      await keepCalibration(config.workdir, probed, samples);
      await tell(samples);
      this.#measured = true;
      log.info({ event: 'calibrated', samples }, 'measured this host');
    } catch (error) {
      if (!signal.aborted) {
        this.#measured = true;
        throw error;
      }
      log.debug({ event: 'calibration_put_off' }, 'work came before this host was measured');
    } finally {
      this.#measuring = undefined;
    }
  }
}
