/** A process is its pid and when it started: pids are reused, the pair is not. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** An opaque token of the start of `pid`; undefined when there is no such process, or only its zombie. */
export function startTimeOf(pid: number): string | undefined {
  try {
    // Fields after the parenthesised name, proc(5): state is the 3rd field, starttime the 22nd.
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return fields[0] === 'Z' ? undefined : fields[19];
  } catch {
    if (process.platform === 'linux') return undefined;
  }
  try {
    return execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }).trim() || undefined;
  } catch {
    return undefined;
  }
}

export function isAlive(pid: number, started: string): boolean {
  return startTimeOf(pid) === started;
}
