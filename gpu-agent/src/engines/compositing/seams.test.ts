/** Films drawn in ranges, as several hosts would, then joined: nobody may see or hear where one ends. */
import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { readCatalogueEntry } from '../../../../avatar/catalogue.ts';
import { CURVE_NAMES, CURVES_FPS } from '../../../../supabase/functions/_shared/contract/job.ts';
import { encodeWav } from '../../speech/pcm.ts';
import { type ToolContext, toolContext } from '../../speech/tool-context.ts';
import type { RenderEngine, RenderRequest } from '../engine.ts';
import { createThreeEngine } from '../render/three.ts';
import { fakeUnreal } from '../render/unreal/testing.ts';
import { ffmpegEngine } from './ffmpeg.ts';

const FPS = 25;
const RANGES = [8, 8, 8] as const;
const FRAMES = RANGES.reduce((sum, frames) => sum + frames, 0);
const SECONDS = FRAMES / FPS;
const WIDTH = 320;
const HEIGHT = 180;
const RATE = 48_000;

let context: ToolContext;
let scene: Omit<RenderRequest, 'firstFrame' | 'frameCount'>;
const file = (name: string) => join(context.workdir, name);

before(async () => {
  context = await toolContext();
  // The mouth opens and the head turns at an even pace: neighbours differ alike from the first to the last frame.
  const frame_count = Math.ceil(SECONDS * CURVES_FPS);
  const data = new Float32Array(frame_count * CURVE_NAMES.length);
  for (let frame = 0; frame < frame_count; frame++) {
    const at = frame * CURVE_NAMES.length;
    data[at + CURVE_NAMES.indexOf('jawOpen')] = frame / frame_count;
    data[at + CURVE_NAMES.indexOf('headYaw')] = (0.4 * frame) / frame_count - 0.2;
  }
  const header = { version: 1, fps: CURVES_FPS, frame_count, names: CURVE_NAMES };
  await writeFile(file('curves.json'), JSON.stringify(header));
  await writeFile(file('curves.f32'), Buffer.from(data.buffer));
  const tone = new Float32Array(SECONDS * RATE).map((_, i) => 0.2 * Math.sin((2 * Math.PI * 440 * i) / RATE));
  await writeFile(file('audio.wav'), encodeWav({ samples: tone, sampleRate: RATE }));
  const { assets } = await readCatalogueEntry('br_corporate_ana');
  scene = {
    avatar: { id: 'br_corporate_ana', look: assets.look, metahuman: assets.metahuman },
    audio: file('audio.wav'),
    curves: { header: file('curves.json'), data: file('curves.f32') },
    fps: FPS,
    width: WIDTH,
    height: HEIGHT,
    quality: 'draft',
    framing: 'close',
    background: { type: 'set', name: 'office' },
    mood: 'neutral',
    seed: 7,
  };
});
after(() => context[Symbol.asyncDispose]());

/** Every range by an engine of its own, as on hosts of their own, then one film. */
async function filmOf(engineOf: () => RenderEngine): Promise<{ frames: Buffer[]; sound: Float32Array }> {
  await using own = await toolContext();
  const ranges: string[] = [];
  let firstFrame = 0;
  for (const frameCount of RANGES) {
    await using range = await toolContext();
    const { video } = await engineOf().render({ ...scene, firstFrame, frameCount }, range);
    ranges.push(join(own.workdir, `${firstFrame}.mkv`));
    await own.run('cp', [video, ranges.at(-1) ?? '']);
    firstFrame += frameCount;
  }
  const { film, measured } = await ffmpegEngine.compose(
    {
      ranges,
      frameCount: FRAMES,
      fps: FPS,
      width: WIDTH,
      height: HEIGHT,
      quality: 'standard',
      format: 'mp4',
      audio: file('audio.wav'),
      timeline: {
        version: 1,
        language: 'pt-BR',
        duration: SECONDS,
        hop: 0.01,
        f0: [],
        energy: [],
        phonemes: [],
        words: [],
        confidence: 1,
        source: 'exact',
      },
      script: 'A.',
      captions: 'none',
      title: 'Seams',
    },
    own,
  );
  assert.equal(measured.frames, FRAMES);
  const raw = ['-f', 'rawvideo', '-pix_fmt', 'gray', '-'];
  const picture = await own.run('ffmpeg', ['-v', 'error', '-i', film, ...raw]);
  const size = WIDTH * HEIGHT;
  assert.equal(picture.stdout.length, FRAMES * size, 'every frame is there once');
  const sound = await own.run('ffmpeg', ['-v', 'error', '-i', film, '-f', 'f32le', '-ac', '1', '-']);
  return {
    frames: Array.from({ length: FRAMES }, (_, i) => picture.stdout.subarray(i * size, (i + 1) * size)),
    sound: new Float32Array(new Uint8Array(sound.stdout).buffer),
  };
}

/** Mean difference of each frame from the one before it, in grey levels. */
const steps = (frames: readonly Buffer[]): number[] =>
  frames.slice(1).map((frame, i) => {
    const before_ = frames[i] as Buffer;
    return frame.reduce((sum, level, at) => sum + Math.abs(level - (before_[at] ?? 0)), 0) / frame.length;
  });

/** The largest step over a joint, and the largest between other neighbours. */
function seams(frames: readonly Buffer[]): { joint: number; ordinary: number } {
  const joints = new Set([RANGES[0] - 1, RANGES[0] + RANGES[1] - 1]);
  const all = steps(frames);
  return {
    joint: Math.max(...all.filter((_, i) => joints.has(i))),
    ordinary: Math.max(...all.filter((_, i) => !joints.has(i))),
  };
}

function assertSeamless({ frames, sound }: { frames: Buffer[]; sound: Float32Array }): void {
  const { joint, ordinary } = seams(frames);
  assert.ok(ordinary > 0.05, 'the picture moves, or nothing was tested');
  assert.ok(joint <= ordinary, `${joint} over a joint, ${ordinary} elsewhere`);
  const [a = 0, b = 0] = RANGES;
  const shuffled = [...frames.slice(0, a), ...frames.slice(a + b), ...frames.slice(a, a + b)];
  const wrong = seams(shuffled);
  assert.ok(wrong.joint > wrong.ordinary * 1.5, 'ranges in the wrong order would be seen');

  // A tone has no step larger than its steepest slope: a click at a joint would be one.
  const inner = sound.subarray(0.05 * RATE, sound.length - 0.05 * RATE);
  let peak = 0;
  for (const sample of inner) peak = Math.max(peak, Math.abs(sample));
  const slope = peak * 2 * Math.PI * (440 / RATE);
  for (let at = 1; at < inner.length; at++) {
    const step = Math.abs((inner[at] ?? 0) - (inner[at - 1] ?? 0));
    assert.ok(step < slope * 1.5, `a click at ${(at / RATE + 0.05).toFixed(3)} s`);
  }
}

test('ranges of three join', async () => {
  assertSeamless(await filmOf(createThreeEngine));
});

test('ranges of Unreal join, each from a project of its own', async () => {
  await using first = await fakeUnreal();
  await using second = await fakeUnreal();
  await using third = await fakeUnreal();
  const hosts = [first, second, third].map((host) => host.engine());
  assertSeamless(await filmOf(() => hosts.shift() as RenderEngine));
});
