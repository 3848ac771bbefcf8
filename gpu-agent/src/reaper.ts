/**
 * Kills the tools of an agent that died without a chance to stop them (SIGKILL, out of memory). A POSIX shell of
 * about 1 MB in a session of its own reads the process groups to watch from a pipe; when the agent is gone, however
 * it went, the pipe ends and the shell kills what is still on its list. Works the same on Linux and macOS.
 */
import { type ChildProcess, spawn } from 'node:child_process';

/** `+PGID` watches, `-PGID` forgets; at the end of input every group still watched gets KILL. */
const SCRIPT = `
trap '' INT TERM HUP
live=' '
while read -r line; do
  id=\${line#?}
  case $line in
    +*) live="$live$id " ;;
    -*) case $live in *" $id "*) live="\${live%%" $id "*} \${live#*" $id "}" ;; esac ;;
  esac
done
for id in $live; do kill -s KILL -- "-$id" 2>/dev/null; done
exit 0
`;

export class Reaper {
  readonly #watched = new Set<number>();
  #shell: ChildProcess | undefined;
  #closed = false;

  /** Process id of the shell, for tests. */
  get pid(): number | undefined {
    return this.#shell?.pid;
  }

  /** Watches the process group that `pgid` leads. The write reaches the pipe before this returns. */
  watch(pgid: number): void {
    this.#watched.add(pgid);
    if (this.#shell) this.#tell(`+${pgid}\n`);
    else this.#start();
  }

  forget(pgid: number): void {
    if (this.#watched.delete(pgid)) this.#tell(`-${pgid}\n`);
  }

  close(): void {
    this.#closed = true;
    this.#shell?.stdin?.end();
    this.#shell = undefined;
  }

  #tell(line: string): void {
    this.#shell?.stdin?.write(line);
  }

  #start(): void {
    if (this.#closed) return;
    const shell = spawn('/bin/sh', ['-c', SCRIPT], {
      cwd: '/',
      env: {},
      detached: true,
      stdio: ['pipe', 'ignore', 'ignore'],
    });
    this.#shell = shell;
    shell.stdin.on('error', () => {});
    shell.once('error', () => this.#lost(shell));
    shell.once('exit', () => this.#lost(shell));
    shell.unref();
    for (const pgid of this.#watched) this.#tell(`+${pgid}\n`);
  }

  /** Someone killed the shell: another one takes the list over, unless nothing is running. */
  #lost(shell: ChildProcess): void {
    if (this.#shell !== shell) return;
    this.#shell = undefined;
    if (this.#watched.size > 0) this.#start();
  }
}
