/**
 * Keeps a host from taking work that it could not finish: nothing at all on a disk that is nearly full, nothing to
 * draw while other programs hold the GPU's memory. Work that runs goes on; claiming resumes by itself.
 */
import { freeBytes } from './failures.ts';
import { type GpuState, probeGpus } from './host-probe.ts';
import type { AgentLog } from './log.ts';

export type GuardReason = 'disk' | 'gpu_memory';

export interface Claimable<Stage extends string = string> {
  readonly stages: readonly Stage[];
  readonly engines: readonly string[];
}

export interface GuardParts {
  readonly workdir: string;
  /** Bytes that must be left where the agent works. */
  readonly diskFloor: number;
  /** Bytes that one GPU must have left; hosts without a GPU are not held to it. 0: never asked. */
  readonly gpuFloor: number;
  readonly log: Pick<AgentLog, 'warn' | 'info'>;
  /** Told when claiming is held back, and when it is not any more. */
  readonly onChange: (reason: GuardReason, held: boolean) => void;
  readonly measure?: {
    readonly freeBytes: (path: string) => Promise<number>;
    readonly gpus: () => Promise<readonly GpuState[]>;
  };
}

/** nvidia-smi takes up to a second: asked no more often than this, milliseconds. */
const GPU_ANSWER_LIVES_MS = 5000;
const MIB = 2 ** 20;

export class HostGuard {
  readonly #parts: GuardParts;
  readonly #held = new Set<GuardReason>();
  #gpus: { readonly at: number; readonly free: number } | undefined;

  constructor(parts: GuardParts) {
    this.#parts = parts;
  }

  /** What of `wanted` this host can take on now. */
  async narrow<S extends string>(wanted: Claimable<S>): Promise<Claimable<S>> {
    const { workdir, diskFloor, gpuFloor, measure } = this.#parts;
    const disk = await (measure?.freeBytes ?? freeBytes)(workdir);
    this.#note('disk', disk, diskFloor);
    if (disk < diskFloor) return { stages: [], engines: [] };
    const draws = wanted.engines.some(isRender);
    if (gpuFloor === 0 || !draws) return wanted;
    const free = await this.#freeGpuBytes();
    this.#note('gpu_memory', free, gpuFloor);
    if (free >= gpuFloor) return wanted;
    return { stages: wanted.stages, engines: wanted.engines.filter((engine) => !isRender(engine)) };
  }

  /** Of the GPU that has most left; Infinity without one. */
  async #freeGpuBytes(): Promise<number> {
    if (!this.#gpus || performance.now() - this.#gpus.at > GPU_ANSWER_LIVES_MS) {
      const gpus = await (this.#parts.measure?.gpus ?? probeGpus)();
      const free = gpus.map((gpu) => gpu.memoryTotalBytes - gpu.memoryUsedBytes);
      this.#gpus = {
        at: performance.now(),
        free: gpus.length === 0 ? Number.POSITIVE_INFINITY : Math.max(...free),
      };
    }
    return this.#gpus.free;
  }

  #note(reason: GuardReason, free: number, floor: number): void {
    const held = free < floor;
    if (held === this.#held.has(reason)) return;
    const { log, onChange } = this.#parts;
    const figures = { reason, free_mib: Math.floor(free / MIB), floor_mib: Math.floor(floor / MIB) };
    if (held) {
      this.#held.add(reason);
      log.warn({ event: 'claiming_held_back', ...figures }, ADVICE[reason]);
    } else {
      this.#held.delete(reason);
      const left = Number.isFinite(free) ? figures : { reason };
      log.info({ event: 'claiming_resumed', ...left }, 'taking work again');
    }
    onChange(reason, held);
  }
}

const isRender = (engine: string): boolean => engine.startsWith('render:');

const ADVICE: Readonly<Record<GuardReason, string>> = {
  disk: 'no work is taken: the disk is nearly full; free space or set SEMBLANTE_AGENT_WORKDIR to a larger one',
  gpu_memory: 'nothing is drawn: other programs hold the memory of the GPU',
};
