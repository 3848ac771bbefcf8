/**
 * Engines for fault tests. Each runs the gated tool, so that a test can stop the stage in its middle, and makes files
 * of the contract's shape at no cost: a tone, still curves, grey pictures. The composing is the product's own.
 */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CURVE_NAMES, CURVES_FPS } from '../../supabase/functions/_shared/contract/job.ts';
import { ffmpegEngine } from '../src/engines/compositing/ffmpeg.ts';
import type { EngineContext, EngineIdentity } from '../src/engines/engine.ts';
import type { Engines } from '../src/engines/registry.ts';

const TOOL = fileURLToPath(new URL('./gated-tool.ts', import.meta.url));
const IDENTITY: EngineIdentity = { name: 'gated', version: '1' };
/** Seconds of the film, for whoever wants it drawn in ranges. */
const DURATION = Number(process.env.GATE_DURATION ?? 0.8);
const RATE = 48_000;
const probe = async () => ({ available: true, version: '1' });

interface Size {
  readonly frames: number;
  readonly width: number;
  readonly height: number;
}

/** Raw frames of the tool; its progress is the first 80% of the engine's. */
async function gated(stage: string, context: EngineContext, size: Size): Promise<string> {
  const out = join(context.workdir, `${stage}.raw`);
  const env = { GATE_PORT: process.env.GATE_PORT ?? '', GATE_AGENT: process.env.GATE_AGENT ?? '' };
  const args = [TOOL, stage, ...[size.frames, size.width, size.height].map(String), out];
  const onLine = (line: string) => context.progress((0.8 * Number(line.split('=')[1])) / size.frames);
  await context.run(process.execPath, args, { env, onLine });
  return out;
}

/**
 * What the agent's tools do wrong, `stage:fault,…`: `garbage` writes noise, `full` meets a full disk, each every time;
 * `slip` writes noise the first time.
 */
const FAULTS = new Set((process.env.GATE_FAULTS ?? '').split(','));

/** @throws ENOSPC from the system itself: /dev/full takes nothing */
async function spoil(stage: string, file: string): Promise<void> {
  if (FAULTS.has(`${stage}:full`)) await writeFile('/dev/full', Buffer.alloc(65_536));
  if (FAULTS.has(`${stage}:garbage`) || FAULTS.delete(`${stage}:slip`))
    await writeFile(file, Buffer.alloc(4096, 0x5a));
}

const TICK: Size = { frames: 4, width: 2, height: 2 };

function toneWav(): Buffer {
  const samples = Math.round(DURATION * RATE);
  const wav = Buffer.alloc(44 + samples * 2);
  wav.write('RIFF', 0, 'latin1');
  wav.writeUInt32LE(36 + samples * 2, 4);
  wav.write('WAVEfmt ', 8, 'latin1');
  wav.writeUInt32LE(16, 16);
  wav.writeUInt16LE(1, 20);
  wav.writeUInt16LE(1, 22);
  wav.writeUInt32LE(RATE, 24);
  wav.writeUInt32LE(RATE * 2, 28);
  wav.writeUInt16LE(2, 32);
  wav.writeUInt16LE(16, 34);
  wav.write('data', 36, 'latin1');
  wav.writeUInt32LE(samples * 2, 40);
  for (let i = 0; i < samples; i += 1) {
    wav.writeInt16LE(Math.round(6000 * Math.sin((2 * Math.PI * 220 * i) / RATE)), 44 + i * 2);
  }
  return wav;
}

export const GATED_ENGINES: Engines = {
  speech: [
    {
      name: 'espeak',
      probe,
      async speak(request, context) {
        await gated('tts', context, TICK);
        const audio = join(context.workdir, 'audio.wav');
        await writeFile(audio, toneWav());
        await spoil('tts', audio);
        const end = request.script.length;
        return {
          audio,
          timeline: {
            version: 1,
            language: request.language,
            duration: DURATION,
            hop: 0.01,
            f0: [],
            energy: [],
            phonemes: [{ ipa: 'a', start: 0.3, end: 0.5, word: 0, stress: 1 }],
            words: [{ text: request.script, start: 0.3, end: 0.5, span: [0, end] }],
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
      async solve(request, context) {
        await gated('audio2face', context, TICK);
        const frames = Math.ceil(request.timeline.duration * CURVES_FPS);
        const curves = { version: 1 as const, fps: CURVES_FPS, frame_count: frames, names: [...CURVE_NAMES] };
        const header = join(context.workdir, 'curves.json');
        const data = join(context.workdir, 'curves.f32');
        await writeFile(header, JSON.stringify(curves));
        await writeFile(data, Buffer.alloc(frames * CURVE_NAMES.length * 4));
        await spoil('audio2face', data);
        return { header, data, curves: { ...curves, fps: 60 }, engine: IDENTITY };
      },
    },
  ],
  render: [
    {
      name: 'three',
      probe,
      async render({ frameCount, width, height, fps }, context) {
        const raw = await gated('ue5', context, { frames: frameCount, width, height });
        const video = join(context.workdir, 'range.mkv');
        const input = [
          '-f',
          'rawvideo',
          '-pix_fmt',
          'rgb24',
          '-s',
          `${width}x${height}`,
          '-r',
          String(fps),
          '-i',
          raw,
        ];
        const output = ['-c:v', 'ffv1', '-pix_fmt', 'bgr0', '-y', video];
        await context.run('ffmpeg', ['-v', 'error', '-nostdin', ...input, ...output]);
        await spoil('ue5', video);
        return { video, frameCount, engine: IDENTITY };
      },
    },
  ],
  compositing: [
    {
      ...ffmpegEngine,
      async compose(request, context) {
        await gated('compositing', context, TICK);
        await spoil('compositing', request.audio);
        return await ffmpegEngine.compose(request, context);
      },
    },
  ],
};
