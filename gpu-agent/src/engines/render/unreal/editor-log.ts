/** What an editor's log tells: how far a render is when nothing else does, and why the editor died. */
import { open } from 'node:fs/promises';
import type { FailureCode } from '../../../../../supabase/functions/_shared/contract/errors.ts';
import { StageFailure } from '../../../failures.ts';

const PROGRESS = /Render Executor: Progress: ([0-9.]+)/;
const TAIL_LIMIT = 16_384;
const CHUNK = 256 * 1024;

/**
 * Causes an editor has no exit status for: it ends with 1 or a signal whatever happened, so its log is all there is.
 * In this order; nothing matching is a crash.
 */
const CAUSES: readonly { readonly sign: RegExp; readonly code: FailureCode; readonly advice: string }[] = [
  {
    sign: /licen[cs](e|ing)[^\n]*(error|fail|invalid|expired|no valid|not found)|(no valid|invalid|expired) licen[cs]e/i,
    code: 'engine_unavailable',
    advice: 'Unreal found no licence: sign the host in, or assign it a seat.',
  },
  {
    sign: /OUT_OF_DEVICE_MEMORY|out of video memory|E_OUTOFMEMORY/i,
    code: 'tool_crashed',
    advice: 'The GPU has too little memory: choose a lower quality or resolution, or run one task at a time.',
  },
  {
    sign: /ERROR_DEVICE_LOST|DXGI_ERROR_DEVICE/i,
    code: 'tool_crashed',
    advice: 'The GPU stopped: update its driver if this repeats.',
  },
  {
    sign: /Failed to find the project|Failed to open descriptor file|Plugin '.+' failed to load/i,
    code: 'engine_unavailable',
    advice: 'The project does not open: open it once in the editor and build its plugins.',
  },
];

export class EditorLog {
  readonly #file: string;
  #offset = 0;
  #rest = '';
  #tail = '';

  constructor(file: string) {
    this.#file = file;
  }

  get tail(): string {
    return this.#tail;
  }

  /**
   * Reads what was written since the last time.
   *
   * @returns whether there was anything, and the last progress in it, 0 to 1
   */
  async follow(): Promise<{ readonly grown: boolean; readonly progress: number | undefined }> {
    let text = '';
    try {
      await using handle = await open(this.#file, 'r');
      for (;;) {
        const { bytesRead, buffer } = await handle.read(Buffer.alloc(CHUNK), 0, CHUNK, this.#offset);
        if (bytesRead === 0) break;
        this.#offset += bytesRead;
        text += buffer.toString('utf8', 0, bytesRead);
      }
    } catch {
      return { grown: false, progress: undefined };
    }
    if (text === '') return { grown: false, progress: undefined };
    this.#tail = (this.#tail + text).slice(-TAIL_LIMIT);
    const lines = (this.#rest + text).split('\n');
    this.#rest = lines.pop() ?? '';
    const last = lines.flatMap((line) => PROGRESS.exec(line)?.[1] ?? []).at(-1);
    return { grown: true, progress: last === undefined ? undefined : Math.min(1, Number(last) / 100) };
  }

  /** Why the editor is gone. */
  async verdict(how: string): Promise<StageFailure> {
    await this.follow();
    const cause = CAUSES.find(({ sign }) => sign.test(this.#tail));
    const advice = cause?.advice ?? 'See the log; the Linux editor sometimes dies at its start.';
    return new StageFailure(cause?.code ?? 'tool_crashed', `Unreal ${how}. ${advice}`, {
      retryable: true,
      logTail: this.#tail,
    });
  }
}
