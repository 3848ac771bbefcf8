import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { after, test } from 'node:test';
import sharp from 'sharp';
import { paintArms } from '../../../../avatar/bake/arm-texture.ts';
import { layArms } from '../../../../avatar/bake/arms.ts';
import { bakeAvatar } from '../../../../avatar/bake/bake.ts';
import { MakeHumanData } from '../../../../avatar/bake/data.ts';
import { encodeGlb } from '../../../../avatar/bake/glb.ts';
import { buildPerson } from '../../../../avatar/bake/person.ts';
import { triangulate } from '../../../../avatar/bake/surface.ts';
import { readCatalogueEntry } from '../../../../avatar/catalogue.ts';
import { CURVE_NAMES } from '../../../../supabase/functions/_shared/contract/job.ts';
import type { CommandResult, EngineContext, RenderRequest } from '../engine.ts';
import { createThreeEngine } from './three.ts';

const scratch = await mkdtemp(join(tmpdir(), 'semblante-three-'));
after(() => rm(scratch, { recursive: true, force: true }));
const engine = createThreeEngine();
const { look } = (await readCatalogueEntry('br_corporate_ana')).assets;
const WIDTH = 160;
const HEIGHT = 90;

function tool(
  command: string,
  args: readonly string[],
  onLine?: (line: string) => void,
): Promise<CommandResult> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    const chunks: Buffer[] = [];
    let stderr = '';
    child.stderr.on('data', (chunk: Buffer) => {
      stderr += chunk.toString();
    });
    if (onLine) createInterface({ input: child.stdout }).on('line', onLine);
    else child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
    child.once('error', reject);
    child.once('close', (code) => {
      if (code === 0) resolve({ code: 0, stdout: Buffer.concat(chunks), stderr });
      else reject(new Error(`${command} ended with ${code}: ${stderr}`));
    });
  });
}

const seen: number[] = [];
const context = {
  workdir: scratch,
  signal: new AbortController().signal,
  log: { info() {}, warn() {}, error() {} },
  progress: (fraction: number) => {
    seen.push(fraction);
  },
  run: (command, args, options) => tool(command, args, options?.onLine),
} satisfies EngineContext;

/** 0.2 s of curves at 60 fps: the mouth shut in the first half, wide open in the second. */
async function curves(): Promise<RenderRequest['curves']> {
  const frames = 12;
  const data = new Float32Array(frames * CURVE_NAMES.length);
  for (let f = 6; f < frames; f++) data[f * CURVE_NAMES.length + CURVE_NAMES.indexOf('jawOpen')] = 0.8;
  const header = join(scratch, 'curves.json');
  await writeFile(header, JSON.stringify({ version: 1, fps: 60, frame_count: frames, names: CURVE_NAMES }));
  await writeFile(join(scratch, 'curves.f32'), Buffer.from(data.buffer));
  return { header, data: join(scratch, 'curves.f32') };
}

const request = async (over: Partial<RenderRequest> = {}): Promise<RenderRequest> => ({
  avatar: { id: 'br_corporate_ana', look },
  curves: await curves(),
  firstFrame: 0,
  frameCount: 5,
  fps: 25,
  width: WIDTH,
  height: HEIGHT,
  quality: 'standard',
  framing: 'close',
  background: { type: 'set', name: 'office' },
  mood: 'neutral',
  seed: 3,
  ...over,
});

async function decode(video: string, format: 'gray' | 'rgba'): Promise<Buffer[]> {
  const { stdout } = await tool('ffmpeg', [
    '-v',
    'error',
    '-i',
    video,
    '-f',
    'rawvideo',
    '-pix_fmt',
    format,
    '-',
  ]);
  const size = WIDTH * HEIGHT * (format === 'gray' ? 1 : 4);
  assert.equal(stdout.length % size, 0);
  return Array.from({ length: stdout.length / size }, (_, i) => stdout.subarray(i * size, (i + 1) * size));
}

const difference = (a: Buffer, b: Buffer): number =>
  a.reduce((sum, value, i) => sum + Math.abs(value - (b[i] ?? 0)), 0) / a.length;

test('the probe opens a device', async () => {
  const { available, details } = await engine.probe();
  assert.ok(available, String(details?.cause));
  assert.match(String(details?.backend), /^(opengles|vulkan)$/);
  assert.notEqual(details?.device, '');
});

test('draws exactly the frames asked for, lit, and the mouth moves', async () => {
  const shown: string[] = [];
  const result = await engine.render(await request(), {
    ...context,
    posterReady: (file) => shown.push(file),
  });
  assert.deepEqual(shown, [result.poster]);
  const frames = await decode(result.video, 'gray');
  assert.equal(frames.length, 5);
  for (const frame of frames) {
    const mean = frame.reduce((sum, value) => sum + value, 0) / frame.length;
    const spread = Math.sqrt(frame.reduce((sum, value) => sum + (value - mean) ** 2, 0) / frame.length);
    assert.ok(mean > 30 && mean < 220, `mean ${mean}`);
    assert.ok(spread > 15, `nothing but a flat ground: spread ${spread}`);
  }
  const [first, second, , , last] = frames as [Buffer, Buffer, Buffer, Buffer, Buffer];
  const still = difference(first, second);
  const opened = difference(first, last);
  assert.ok(opened > 4 * still && opened > 0.5, `shut to open ${opened}, shut to shut ${still}`);
  assert.deepEqual(
    seen.toSorted((a, b) => a - b),
    seen,
    'progress never goes back',
  );
  assert.equal(seen.at(-1), 1);
  const poster = await sharp(await readFile(result.poster ?? '')).metadata();
  assert.deepEqual([poster.width, poster.height], [WIDTH, HEIGHT]);
});

test('a range from the middle joins: its frames are those of the whole film', async () => {
  const whole = await decode(join(scratch, 'range.mkv'), 'gray');
  const part = await engine.render(await request({ firstFrame: 3, frameCount: 2 }), context);
  assert.equal(part.poster, undefined);
  const frames = await decode(part.video, 'gray');
  assert.equal(frames.length, 2);
  assert.equal(difference(frames[0] as Buffer, whole[3] as Buffer), 0);
  assert.equal(difference(frames[1] as Buffer, whole[4] as Buffer), 0);
});

/** Three seconds of speech, stressed once at 1.6 s. */
async function stressedCurves(): Promise<RenderRequest['curves']> {
  const frames = 180;
  const data = new Float32Array(frames * CURVE_NAMES.length);
  for (let f = 15; f < 150; f++) {
    const bump = Math.exp(-(((f / 60 - 1.6) / 0.12) ** 2));
    const set = (name: (typeof CURVE_NAMES)[number], value: number): void => {
      data[f * CURVE_NAMES.length + CURVE_NAMES.indexOf(name)] = value;
    };
    set('jawOpen', 0.1 + 0.04 * Math.sin(f / 2.4) + 0.2 * bump);
    set('headPitch', 0.05 * bump);
    set('browOuterUpLeft', 0.2 * bump);
  }
  const header = join(scratch, 'stressed.json');
  await writeFile(header, JSON.stringify({ version: 1, fps: 60, frame_count: frames, names: CURVE_NAMES }));
  await writeFile(join(scratch, 'stressed.f32'), Buffer.from(data.buffer));
  return { header, data: join(scratch, 'stressed.f32') };
}

test('in framing wide a figure gestures where speech is stressed and at rest before, and ranges join', async () => {
  // What of somebody gestures, with maps of a few texels.
  const data = new MakeHumanData();
  const person = buildPerson(data, look, 'figure');
  const parts = await Promise.all(
    person.parts
      .filter(({ name }) => name === 'arms' || name === 'blazer')
      .map(async ({ name, surface }) => {
        const triangles = triangulate(surface);
        const plain = { roughness: 1, alpha: 'opaque', doubleSided: true } as const;
        if (name === 'blazer')
          return { name, triangles, material: { ...plain, colour: [0.5, 0.4, 0.3] as const } };
        const maps = await paintArms(look, data.skin(look.skin.base), triangles, layArms(triangles), 128);
        const albedo = { bytes: maps.albedo, type: 'image/jpeg' } as const;
        return {
          name,
          triangles,
          material: { ...plain, albedo, normal: maps.normal, roughnessMap: maps.roughness },
        };
      }),
  );
  const model = join(scratch, 'figure.glb');
  await writeFile(model, await encodeGlb(person, parts, 'test'));
  const over = {
    avatar: { id: 'br_corporate_ana', look: null, model },
    curves: await stressedCurves(),
    framing: 'wide',
    quality: 'standard',
  } as const;
  const whole = await engine.render(await request({ ...over, frameCount: 46 }), context);
  const frames = await decode(whole.video, 'gray');
  const hands = (frame: Buffer | undefined): Buffer => (frame as Buffer).subarray((WIDTH * HEIGHT) / 2);
  const resting = difference(hands(frames[4]), hands(frames[12]));
  const gesturing = difference(hands(frames[4]), hands(frames[41]));
  assert.ok(gesturing > 5 * resting && gesturing > 1, `at rest ${resting}, on a stress ${gesturing}`);
  const part = await engine.render(await request({ ...over, firstFrame: 30, frameCount: 12 }), context);
  const joined = await decode(part.video, 'gray');
  for (const [k, frame] of joined.entries())
    assert.equal(difference(frame, frames[30 + k] as Buffer), 0, `frame ${30 + k}`);
});

test('a transparent background is transparent around the person and nowhere in the face', async () => {
  const background = { type: 'transparent' } as const;
  const result = await engine.render(await request({ background, frameCount: 1, quality: 'draft' }), context);
  const [frame] = (await decode(result.video, 'rgba')) as [Buffer];
  const alpha = (x: number, y: number): number => frame[(y * WIDTH + x) * 4 + 3] ?? 0;
  assert.equal(alpha(2, 2), 0);
  assert.equal(alpha(WIDTH - 3, 2), 0);
  assert.equal(alpha(WIDTH / 2, HEIGHT / 2), 255);
});

test('a broken look and an unknown set are refused with their own codes', async () => {
  const face = { ...look.face, noseWidht: 1 };
  await assert.rejects(
    engine.render(await request({ avatar: { id: 'x', look: { ...look, face } } }), context),
    { name: 'StageFailure', code: 'avatar_invalid', message: /noseWidht/ },
  );
  await assert.rejects(engine.render(await request({ background: { type: 'set', name: 'moon' } }), context), {
    name: 'StageFailure',
    code: 'engine_refused',
    message: /office/,
  });
});

test("another tool's GLB is drawn in place of a look, and a broken one is refused by name", async () => {
  const { glb } = await bakeAvatar(look, { lod: 'preview' });
  const avatar = { id: 'guest', look: null, glb };
  const result = await engine.render(await request({ avatar, frameCount: 4, quality: 'draft' }), context);
  const frames = await decode(result.video, 'gray');
  assert.equal(frames.length, 4);
  assert.ok(difference(frames[0] as Buffer, frames[3] as Buffer) > 0.3, 'the mouth opens');

  const broken = join(scratch, 'broken.glb');
  await writeFile(broken, (await readFile(glb)).subarray(0, 5000));
  await assert.rejects(engine.render(await request({ avatar: { ...avatar, glb: broken } }), context), {
    name: 'StageFailure',
    code: 'avatar_invalid',
    message: /guest is refused: truncated/,
  });
});
