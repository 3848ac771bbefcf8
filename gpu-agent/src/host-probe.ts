/** What the host's GPU and disk have left: asked of nvidia-smi and the file system, for metrics and guards. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { z } from 'zod';

export interface GpuState {
  readonly index: number;
  readonly name: string;
  readonly driver: string;
  /** 0 to 1. */
  readonly utilisation: number;
  readonly memoryUsedBytes: number;
  readonly memoryTotalBytes: number;
}

const QUERY = ['index', 'name', 'driver_version', 'utilization.gpu', 'memory.used', 'memory.total'];
const MIB = 2 ** 20;
const Row = z.tuple([
  z.coerce.number(),
  z.string(),
  z.string(),
  // `[N/A]` where a virtual GPU does not tell.
  z.coerce.number().catch(0),
  z.coerce.number(),
  z.coerce.number(),
]);

/** Empty on a host without NVIDIA GPUs or drivers. */
export async function probeGpus(command = 'nvidia-smi'): Promise<GpuState[]> {
  try {
    const { stdout } = await promisify(execFile)(
      command,
      [`--query-gpu=${QUERY.join(',')}`, '--format=csv,noheader,nounits'],
      { timeout: 10_000 },
    );
    return parseGpus(stdout);
  } catch {
    return [];
  }
}

/** @throws ZodError for lines nvidia-smi does not print */
export function parseGpus(csv: string): GpuState[] {
  return csv
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => {
      const [index, name, driver, percent, used, total] = Row.parse(
        line.split(',').map((cell) => cell.trim()),
      );
      return {
        index,
        name,
        driver,
        utilisation: percent / 100,
        memoryUsedBytes: used * MIB,
        memoryTotalBytes: total * MIB,
      };
    });
}
