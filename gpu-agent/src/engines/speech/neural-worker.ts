/**
 * Speaks with a neural model through sherpa-onnx, in a process of its own: its native code aborts the whole process on
 * a damaged model, and its binary carries espeak-ng (GPL-3), which the product only talks to over pipes and files.
 *
 *   node neural-worker.ts ORDER_FILE     writes `<out>/<n>.f32` for each sentence, one JSON line on stdout after each
 *   node neural-worker.ts --version      prints the library's version
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

export interface WorkerOrder {
  readonly model: Readonly<Record<string, unknown>>;
  readonly threads: number;
  readonly speaker: number;
  /** Speed 1 is the model's own pace. */
  readonly sentences: readonly { readonly text: string; readonly speed: number }[];
  readonly out: string;
}

/** One line of stdout for each sentence, in order. Samples are float32, mono, host byte order. */
export interface WorkerLine {
  readonly done: number;
  readonly samples: number;
  readonly sampleRate: number;
}

interface SherpaOnnx {
  readonly version: string;
  readonly OfflineTts: new (config: {
    readonly model: Readonly<Record<string, unknown>>;
    readonly maxNumSentences: number;
  }) => {
    readonly numSpeakers: number;
    generate(request: { text: string; sid: number; speed: number; enableExternalBuffer: boolean }): {
      samples: Float32Array;
      sampleRate: number;
    };
  };
}

// The package is CommonJS and looks its native file up by relative path.
const sherpa = createRequire(import.meta.url)('sherpa-onnx-node') as SherpaOnnx;

const [path] = process.argv.slice(2);
if (path === undefined) throw new Error('usage: neural-worker ORDER_FILE');
if (path === '--version') process.stdout.write(`${sherpa.version}\n`);
else work(JSON.parse(readFileSync(path, 'utf8')) as WorkerOrder);

function work(order: WorkerOrder): void {
  const model = { ...order.model, numThreads: order.threads, provider: 'cpu', debug: 0 };
  const tts = new sherpa.OfflineTts({ model, maxNumSentences: 1 });
  for (const [n, { text, speed }] of order.sentences.entries()) {
    const request = { text, sid: order.speaker, speed, enableExternalBuffer: false };
    const { samples, sampleRate } = tts.generate(request);
    writeFileSync(
      join(order.out, `${n}.f32`),
      Buffer.from(samples.buffer, samples.byteOffset, samples.byteLength),
    );
    const line: WorkerLine = { done: n, samples: samples.length, sampleRate };
    process.stdout.write(`${JSON.stringify(line)}\n`);
  }
}
