/**
 * The product's agent for `bench -- scale`: its engines cost nothing but the time they are told to wait. Speech is a
 * minute of silence, the face is still, and every frame takes 40 ms; files have the contract's shape, so that all of
 * the road is walked: claim, download, check, upload, completion.
 */
import { copyFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { runCli } from '../gpu-agent/src/cli.ts';
import type { EngineIdentity } from '../gpu-agent/src/engines/engine.ts';
import type { Engines } from '../gpu-agent/src/engines/registry.ts';
import { encodeWav } from '../gpu-agent/src/speech/pcm.ts';
import { PRODUCT_STAGES } from '../gpu-agent/src/stages/product-stages.ts';
import { CURVE_NAMES, CURVES_FPS } from '../supabase/functions/_shared/contract/job.ts';

const FRAME_MS = 40;
const RATE = 48_000;
const SECONDS = Number(process.env.BENCH_FILM_SECONDS);
/** Holds `<frames>.mkv` for every length a range may have. */
const FILMS = process.env.BENCH_FILMS ?? '';
const IDENTITY: EngineIdentity = { name: 'bench', version: '1' };
const probe = async () => ({ available: true, version: '1' });

const ENGINES: Engines = {
  speech: [
    {
      name: 'espeak',
      probe,
      async speak(request, { workdir }) {
        const audio = join(workdir, 'audio.wav');
        await writeFile(
          audio,
          encodeWav({ samples: new Float32Array(SECONDS * RATE).fill(0.01), sampleRate: RATE }),
        );
        return {
          audio,
          timeline: {
            version: 1,
            language: request.language,
            duration: SECONDS,
            hop: 0.01,
            f0: [],
            energy: [],
            phonemes: [{ ipa: 'a', start: 0.3, end: 0.5, word: 0, stress: 1 }],
            words: [{ text: request.script, start: 0.3, end: 0.5, span: [0, request.script.length] }],
            confidence: 1,
            source: 'exact',
          },
          engine: IDENTITY,
        };
      },
    },
  ],
  face: [
    {
      name: 'visemes',
      probe,
      async solve({ timeline }, { workdir }) {
        const frame_count = Math.ceil(timeline.duration * CURVES_FPS);
        const curves = { version: 1 as const, fps: 60 as const, frame_count, names: [...CURVE_NAMES] };
        const header = join(workdir, 'curves.json');
        const data = join(workdir, 'curves.f32');
        await writeFile(header, JSON.stringify(curves));
        await writeFile(data, Buffer.alloc(frame_count * CURVE_NAMES.length * 4));
        return { header, data, curves, engine: IDENTITY };
      },
    },
  ],
  render: [
    {
      name: 'three',
      probe,
      async render({ frameCount }, { workdir, signal, progress }) {
        const started = performance.now();
        const video = join(workdir, 'range.mkv');
        await copyFile(join(FILMS, `${frameCount}.mkv`), video);
        for (let frame = 1; frame <= frameCount; frame++) {
          // By the clock, not by the sum of waits: a late timer must not make later frames late.
          const due = started + frame * FRAME_MS - performance.now();
          if (due > 0) await delay(due, undefined, { signal });
          progress(frame / frameCount);
        }
        return { video, frameCount, engine: IDENTITY };
      },
    },
  ],
  compositing: [],
};

process.exit(await runCli(process.argv.slice(2), { engines: ENGINES, stages: PRODUCT_STAGES }));
