/** Real agent processes with accounts of their own, whose engines cost nothing but the time they are told to wait. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { enrollAgent } from '../gpu-agent/src/enroll.ts';
import type { TestStack } from '../local-stack/src/testing.ts';

/** A start costs a second or two of CPU; on two cores thirty at once have taken a minute. */
const START_MS = 120_000;
const STOP_MS = 15_000;

export class Fleet {
  readonly #children: ChildProcess[] = [];
  readonly #stack: TestStack;
  readonly #folder: string;
  readonly #settings: Readonly<Record<string, string>>;

  /** @param settings Environment of scale-agent.ts beside the account */
  constructor(stack: TestStack, folder: string, settings: Readonly<Record<string, string>>) {
    this.#stack = stack;
    this.#folder = folder;
    this.#settings = settings;
  }

  /** @throws when the agent ends, or is not ready within two minutes */
  async add(name: string, ...args: string[]): Promise<void> {
    const { publishable, secret } = this.#stack.keys;
    const account = await enrollAgent({
      url: this.#stack.url,
      publishableKey: publishable,
      secretKey: secret,
      name,
    });
    const program = join(import.meta.dirname, 'scale-agent.ts');
    const child = spawn(process.execPath, [program, '--name', name, '--no-calibration', ...args], {
      stdio: ['ignore', 'ignore', 'pipe'],
      env: {
        ...process.env,
        ...account,
        ...this.#settings,
        SEMBLANTE_AGENT_WORKDIR: join(this.#folder, name),
        SEMBLANTE_AGENT_GPU_FLOOR_MIB: '0',
      },
    });
    this.#children.push(child);
    const lines: string[] = [];
    const reader = createInterface({ input: child.stderr as NodeJS.ReadableStream });
    let late: NodeJS.Timeout | undefined;
    await new Promise<void>((ready, fail) => {
      const failed = (how: string) => fail(new Error(`${name} ${how}: ${lines.slice(-3).join(' ')}`));
      late = setTimeout(() => failed('was not ready in time'), START_MS);
      reader.on('line', (line) => {
        lines.splice(0, lines.length - 10);
        lines.push(line);
        if (line.includes('"agent_ready"')) ready();
      });
      child.once('exit', (code) => failed(`ended with ${code}`));
    }).finally(() => clearTimeout(late));
  }

  async stop(): Promise<void> {
    await Promise.all(
      this.#children.map(async (child) => {
        if (child.exitCode !== null || child.signalCode !== null) return;
        child.kill('SIGTERM');
        const kill = setTimeout(() => child.kill('SIGKILL'), STOP_MS);
        await once(child, 'exit');
        clearTimeout(kill);
      }),
    );
    this.#children.length = 0;
  }
}
