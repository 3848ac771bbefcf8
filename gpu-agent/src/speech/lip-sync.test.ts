import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { LipSync } from '../../../supabase/functions/_shared/contract/film-report.ts';
import type { Timeline } from '../../../supabase/functions/_shared/contract/job.ts';
import type { SpeechResult } from '../engines/engine.ts';
import { visemeEngine } from '../engines/face/visemes.ts';
import { espeakEngine } from '../engines/speech/espeak.ts';
import { findEvents, soundDelay } from './acoustic-events.ts';
import { solveFace } from './face-curves.ts';
import { type Aperture, apertureByFrame, measureFilmLipSync, scoreLips } from './lip-sync.ts';
import { decodeWav, resample } from './pcm.ts';
import { type ToolContext, toolContext } from './tool-context.ts';

/** Linear model of a baked avatar's lips, millimetres per unit of curve, as its probe measured them. */
const aperture: Aperture = (values, names) => {
  const of = (name: string) => values[names.indexOf(name)] ?? 0;
  const jaw = of('jawOpen') - of('mouthClose');
  return {
    gapMm:
      -0.6 + 26 * jaw + 9 * of('mouthLowerDownLeft') + 10 * of('mouthFunnel') + 4 * of('mouthUpperUpLeft'),
    lipUnderTeethMm: -1.7 + 24 * of('jawOpen') - 20 * of('mouthClose') - 1.5 * of('mouthRollLower'),
  };
};

const FPS = 25;
const SCRIPT =
  'Bom dia, mamãe! O bombeiro preparou a bomba e a família foi embora. Você viu a fábrica? Meu pai fabrica pão de forma com muito cuidado.';

let context: ToolContext;
let speech: SpeechResult;
let samples: Float32Array;
before(async () => {
  context = await toolContext();
  const request = {
    script: SCRIPT,
    language: 'pt-BR',
    voice: { language: 'pt-BR' },
    defaults: { gender: 'female' },
    seed: 1,
  } as const;
  speech = await espeakEngine.speak(request, context);
  const wav = decodeWav(await readFile(speech.audio));
  samples = resample(wav.samples, wav.sampleRate, 16_000);
});
after(() => context[Symbol.asyncDispose]());

/** Late by `ms`: silence in front; early: the leading silence is cut. */
function shifted(x: Float32Array, ms: number): Float32Array {
  const by = Math.round(16 * ms);
  if (by < 0) return x.slice(-by);
  const out = new Float32Array(x.length + by);
  out.set(x, by);
  return out;
}

function measure(x: Float32Array, timeline: Timeline, constraints = true) {
  const events = findEvents(x, 16_000, timeline, soundDelay(x, 16_000, timeline));
  return scoreLips(events, apertureByFrame(solveFace(timeline, { constraints }), aperture, FPS), FPS);
}

test('closures heard in the waveform are seen on the lips, and no vowel is shut', () => {
  const lips = measure(samples, speech.timeline);
  assert.ok(lips.counts.bilabials >= 10 && lips.counts.labiodentals >= 6 && lips.counts.vowels >= 20);
  assert.equal(lips.closure, 1);
  assert.equal(lips.labiodental, 1);
  assert.equal(lips.false_closure, 0);
  assert.ok(Math.abs(lips.offset_ms ?? 99) < 20, `${lips.offset_ms} ms`);
});

test('with the constraint off the same measurement fails', () => {
  const lips = measure(samples, speech.timeline, false);
  assert.ok((lips.closure ?? 1) < 0.2, `${lips.closure}`);
});

test('with the sound half a second away the same measurement fails', () => {
  const events = findEvents(samples, 16_000, speech.timeline, 0).map((e) => ({
    ...e,
    start: e.start + 0.5,
    end: e.end + 0.5,
  }));
  const lips = scoreLips(events, apertureByFrame(solveFace(speech.timeline), aperture, FPS), FPS);
  assert.ok((lips.closure ?? 1) < 0.7 && (lips.false_closure ?? 0) > 0.05, JSON.stringify(lips));
});

test('the estimator recovers injected shifts of ±40 and ±80 ms within 5 ms', () => {
  const base = measure(samples, speech.timeline).offset_ms ?? Number.NaN;
  for (const shift of [-80, -40, 40, 80]) {
    const found = (measure(shifted(samples, shift), speech.timeline).offset_ms ?? Number.NaN) - base;
    assert.ok(Math.abs(found - shift) <= 5, `${shift} ms was measured as ${found.toFixed(1)} ms`);
  }
});

test('lips pressed a little more on one frame are still followed to where they part', () => {
  const gaps = [6, 6, 6, 6, 6, 6, -0.5, -0.55, -0.5, 6, 6, 6, 6, 6, 6, 6];
  const at = (frame: number) => ({ gapMm: gaps[Math.max(0, Math.min(15, frame))] ?? 6, lipUnderTeethMm: 9 });
  const heard = { start: true, end: true };
  const closing = { kind: 'bilabial', ipa: 'p', start: 0.22, end: 0.34, heard } as const;
  const vowel = { kind: 'vowel', ipa: 'a', start: 0.4, end: 0.56, heard } as const;
  const lips = scoreLips([closing, vowel], at, FPS);
  assert.equal(lips.counts.heard, 2);
  assert.ok(Math.abs(lips.offset_ms ?? 99) < 1, `${lips.offset_ms} ms`);
  // The vowel and one edge alone tell nothing of the offset: it is not measured rather than half measured.
  const oneSided = scoreLips([{ ...closing, heard: { start: true, end: false } }, vowel], at, FPS);
  assert.equal(oneSided.offset_ms, null);
});

test('a neighbouring closure that presses harder is not taken for this one', () => {
  const gaps = [6, 6, 6, 6, 6, -0.4, 6, -1.2, 6, 6, 6, 6, 6, 6, 6, 6];
  const at = (frame: number) => ({ gapMm: gaps[Math.max(0, Math.min(15, frame))] ?? 6, lipUnderTeethMm: 9 });
  const heard = { start: true, end: true };
  const m = { kind: 'bilabial', ipa: 'm', start: 0.18, end: 0.22, heard } as const;
  const vowel = { kind: 'vowel', ipa: 'a', start: 0.4, end: 0.56, heard } as const;
  const lips = scoreLips([m, vowel], at, FPS);
  assert.ok(Math.abs(lips.offset_ms ?? 99) < 5, `${lips.offset_ms} ms`);
});

test('where lips hardly part between two closures, the edge of one is not looked for behind the other', () => {
  const gaps = [6, 6, 6, 6, 6, -1, -1, 0.2, -1, -1, 6, 6, 6, 6, 6, 6];
  const at = (frame: number) => ({ gapMm: gaps[Math.max(0, Math.min(15, frame))] ?? 6, lipUnderTeethMm: 9 });
  const heard = { start: true, end: true };
  const first = { kind: 'bilabial', ipa: 'm', start: 0.18, end: 0.26, heard } as const;
  const second = { kind: 'bilabial', ipa: 'm', start: 0.3, end: 0.38, heard } as const;
  const vowel = { kind: 'vowel', ipa: 'a', start: 0.44, end: 0.56, heard } as const;
  const lips = scoreLips([first, second, vowel], at, FPS);
  // The first one's way down and the second one's way up; between them nothing is seen.
  assert.equal(lips.counts.heard, 2);
  assert.ok(Math.abs(lips.offset_ms ?? 99) < 5, `${lips.offset_ms} ms`);
});

/** A film of a dark mouth on a bright face, drawn from the curves, with the speech as AAC. */
async function makeFilm(name: string, soundMs: number, pictureFrames: number): Promise<string> {
  const [width, height] = [160, 90];
  const at = apertureByFrame(solveFace(speech.timeline), aperture, FPS);
  const count = Math.ceil(speech.timeline.duration * FPS);
  const frames = Buffer.alloc(count * width * height, 170);
  for (let frame = 0; frame < count; frame++) {
    const gap = Math.max(0, at(Math.max(0, frame - pictureFrames)).gapMm);
    for (let y = 0; y < Math.round(gap); y++) {
      const row = frame * width * height + (50 + y) * width;
      frames.fill(40, row + 70, row + 90);
    }
    // Something that moves but does not speak.
    frames.fill(
      90 + Math.round(40 * Math.sin(frame / 5)),
      frame * width * height,
      frame * width * height + 8 * width,
    );
  }
  const picture = join(context.workdir, `${name}.gray`);
  const sound = join(context.workdir, `${name}.f32`);
  const film = join(context.workdir, `${name}.mp4`);
  await writeFile(picture, frames);
  await writeFile(sound, Buffer.from(shifted(samples, soundMs).buffer));
  await context.run('ffmpeg', [
    ...[
      '-v',
      'error',
      '-y',
      '-f',
      'rawvideo',
      '-pix_fmt',
      'gray',
      '-s',
      `${width}x${height}`,
      '-r',
      String(FPS),
      '-i',
      picture,
    ],
    ...[
      '-f',
      'f32le',
      '-ar',
      '16000',
      '-ac',
      '1',
      '-i',
      sound,
      '-c:v',
      'libx264',
      '-preset',
      'veryfast',
      '-pix_fmt',
      'yuv420p',
    ],
    ...['-c:a', 'aac', '-ar', '48000', '-b:a', '128k', film],
  ]);
  return film;
}

test('on the finished film, AAC priming and a late picture are both accounted for', async () => {
  const face = await visemeEngine.solve(
    { audio: speech.audio, timeline: speech.timeline, mood: 'neutral', seed: 1 },
    context,
  );
  const of = async (name: string, soundMs: number, pictureFrames: number) => {
    const film = await makeFilm(name, soundMs, pictureFrames);
    const input = {
      film,
      timeline: speech.timeline,
      curvesHeader: face.header,
      curvesData: face.data,
      aperture,
      fps: FPS,
    };
    return measureFilmLipSync(input, context);
  };
  const plain = await of('plain', 0, 0);
  assert.equal(plain.closure, 1);
  assert.equal(plain.false_closure, 0);
  assert.equal(LipSync.parse(plain).labiodental, 1, 'the report carries f and v');
  assert.ok(Math.abs(plain.offset_ms ?? 99) < 20, `${plain.offset_ms} ms`);
  const base = plain.offset_ms ?? Number.NaN;
  const late = await of('late', 80, 0);
  assert.ok(
    Math.abs((late.offset_ms ?? 0) - base - 80) <= 5,
    `sound 80 ms late was measured as ${(late.offset_ms ?? 0) - base}`,
  );
  const picture = await of('picture', 0, 2);
  assert.ok(
    Math.abs((picture.offset_ms ?? 0) - base + 80) <= 8,
    `picture 80 ms late was measured as ${(picture.offset_ms ?? 0) - base}`,
  );
});
