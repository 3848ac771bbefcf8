import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { CURVES_FPS, type Timeline } from '../../../supabase/functions/_shared/contract/job.ts';
import { espeakEngine } from '../engines/speech/espeak.ts';
import { chooseGlances } from './eye-motion.ts';
import { type FaceMotion, solveMotion } from './face-motion.ts';
import { readProsody } from './prosody.ts';
import { toolContext } from './tool-context.ts';

const DEGREE = Math.PI / 180;
const TALK =
  'O supervisor conversa com a equipe toda manhã. Você verificou o cinto? Ele pede que cada pessoa confira a escada. ';

let timeline: Timeline;
const films: FaceMotion[] = [];

before(async () => {
  await using context = await toolContext();
  const request = {
    script: TALK.repeat(12),
    language: 'pt-BR',
    voice: { language: 'pt-BR' },
    defaults: { gender: 'female' },
    seed: 1,
  } as const;
  ({ timeline } = await espeakEngine.speak(request, context));
  for (const seed of [1, 2, 3]) films.push(solveMotion(timeline, seed));
});

/** Share of a signal's power, mean taken off, at or above `hertz`; Goertzel over one Hann window of 1,024 frames. */
function powerAbove(track: Float32Array, hertz: number, from: number): number {
  const count = 1024;
  const part = track.subarray(from, from + count);
  const mean = part.reduce((a, b) => a + b, 0) / count;
  let [high, total] = [0, 0];
  for (let bin = 1; bin < count / 2; bin++) {
    const turn = (2 * Math.PI * bin) / count;
    let [s1, s2] = [0, 0];
    for (let i = 0; i < count; i++) {
      const window = 0.5 - 0.5 * Math.cos((2 * Math.PI * i) / count);
      const s = ((part[i] as number) - mean) * window + 2 * Math.cos(turn) * s1 - s2;
      s2 = s1;
      s1 = s;
    }
    const power = s1 * s1 + s2 * s2 - 2 * Math.cos(turn) * s1 * s2;
    total += power;
    if ((bin * CURVES_FPS) / count >= hertz) high += power;
  }
  return high / total;
}

test('the measure of jitter finds jitter', () => {
  const still = Float32Array.from({ length: 1024 }, (_, i) => Math.sin(i / 40));
  const shaky = still.map((v, i) => v + 0.1 * Math.sin((2 * Math.PI * 12 * i) / CURVES_FPS));
  assert.ok(powerAbove(still, 8, 0) < 1e-6 && powerAbove(shaky, 8, 0) > 5e-3);
});

test('the head does not jitter: above 8 Hz lies less than a ten-thousandth of its movement', () => {
  for (const film of films) {
    for (const name of ['headPitch', 'headYaw', 'headRoll'] as const) {
      for (const from of [0, 1800]) {
        const share = powerAbove(film[name], 8, from);
        assert.ok(share < 1e-4, `${name}: ${share}`);
      }
    }
  }
});

/** Fastest turn in degrees a second between two times. */
function fastest({ headPitch, headYaw }: FaceMotion, from: number, to: number): number {
  let most = 0;
  for (let f = Math.ceil(from * CURVES_FPS) + 1; f < Math.min(headYaw.length, to * CURVES_FPS); f++) {
    const step = Math.hypot(
      (headPitch[f] as number) - (headPitch[f - 1] as number),
      (headYaw[f] as number) - (headYaw[f - 1] as number),
    );
    most = Math.max(most, (step * CURVES_FPS) / DEGREE);
  }
  return most;
}

test('the head moves with speech and settles after it', async () => {
  const silence = {
    ipa: '',
    start: timeline.duration,
    end: timeline.duration + 3,
    word: -1,
    stress: 0,
  } as const;
  const longer = {
    ...timeline,
    duration: timeline.duration + 3,
    phonemes: [...timeline.phonemes, silence],
  } satisfies Timeline;
  for (const seed of [1, 2, 3]) {
    const film = solveMotion(longer, seed);
    assert.ok(fastest(film, 1, 20) > 6, 'nods and turns are seen');
    const idle = fastest(film, longer.duration - 1.5, longer.duration);
    assert.ok(idle < 1, `${idle.toFixed(2)} degrees a second in silence`);
    assert.ok(idle > 0.01, 'a living head is not frozen');
  }
});

test('eyes are on the lens, leave it for moments, and come back', () => {
  const seconds = timeline.duration;
  for (const film of films) {
    let [contact, glances] = [0, 0];
    let away = 0;
    let longest = 0;
    for (let f = 0; f < film.gazeYaw.length; f++) {
      // Gaze is relative to the head: together they are where the eyes look.
      const yaw = (film.gazeYaw[f] as number) + (film.headYaw[f] as number);
      const pitch = (film.gazePitch[f] as number) - (film.headPitch[f] as number);
      if (Math.hypot(yaw, pitch) < 2.5 * DEGREE) {
        contact += 1;
        away = 0;
      } else if (++away === 6) glances += 1;
      longest = Math.max(longest, away / CURVES_FPS);
    }
    const share = contact / film.gazeYaw.length;
    assert.ok(share > 0.82 && share < 0.985, `contact ${(share * 100).toFixed(1)}%`);
    const rate = (glances * 60) / seconds;
    assert.ok(rate > 2 && rate < 14, `${rate.toFixed(1)} glances a minute`);
    assert.ok(longest < 1.2, `away for ${longest.toFixed(2)} s`);
  }
});

test('glances are seen, the head follows them late and part of the way, and far ones hide behind a blink', () => {
  const TO_DEGREES = 180 / Math.PI;
  let [far, hidden, followed, toTheSide] = [0, 0, 0, 0];
  for (const [k, film] of films.entries()) {
    for (const { start, end, yaw } of chooseGlances(timeline, readProsody(timeline), k + 1)) {
      assert.ok(Math.abs(yaw) > 5 * DEGREE && Math.abs(yaw) < 11 * DEGREE);
      assert.ok(end - start < 0.95);
      const at = (t: number) => Math.round(t * CURVES_FPS);
      const eyes = (f: number) => (film.gazeYaw[f] as number) + (film.headYaw[f] as number);
      // Eyes are there at once; the head has hardly begun to turn.
      const there = at(start + 0.1);
      assert.ok(Math.abs(eyes(there) - yaw) < 0.01, `eyes at ${eyes(there) * TO_DEGREES}`);
      const way = (film.headYaw[at(end)] as number) - (film.headYaw[at(start)] as number);
      followed += Math.sign(yaw) * way;
      toTheSide += 1;
      if (Math.abs(yaw) < 7.5 * DEGREE) continue;
      far += 1;
      if (film.blink.subarray(at(start - 0.1), at(start + 0.15)).some((lid) => lid > 0.8)) hidden += 1;
    }
  }
  assert.ok(
    toTheSide > 8 && (followed / toTheSide) * TO_DEGREES > 0.4,
    `${(followed / toTheSide) * TO_DEGREES}`,
  );
  assert.ok(far > 4 && hidden / far > 0.35, `${hidden} of ${far} behind a blink`);
});

test('nods, turns and tilts are large enough to be seen, and slow enough to be turns', () => {
  for (const film of films) {
    const reach = (name: 'headPitch' | 'headYaw' | 'headRoll') =>
      (Math.max(...film[name]) - Math.min(...film[name])) / DEGREE;
    assert.ok(reach('headPitch') > 3 && reach('headYaw') > 6 && reach('headRoll') > 2.5);
    assert.ok(fastest(film, 0, timeline.duration) < 22, `${fastest(film, 0, timeline.duration)}`);
  }
});

test('eyes rest between saccades and never stare for long', () => {
  for (const film of films) {
    let moving = 0;
    let stare = 0;
    let longest = 0;
    for (let f = 1; f < film.gazeYaw.length; f++) {
      const target = (k: number) => (film.gazeYaw[k] as number) + (film.headYaw[k] as number);
      const height = (k: number) => (film.gazePitch[k] as number) - (film.headPitch[k] as number);
      const step = Math.hypot(target(f) - target(f - 1), height(f) - height(f - 1));
      if (step > 0.02 * DEGREE) {
        moving += 1;
        stare = 0;
      } else longest = Math.max(longest, ++stare / CURVES_FPS);
    }
    assert.ok(moving / film.gazeYaw.length < 0.12, 'saccades are short');
    assert.ok(longest < 6, `stares for ${longest.toFixed(1)} s`);
  }
});

test('eyes converge on the lens and less on what is behind it', () => {
  for (const { vergence } of films) {
    const [least, most] = [Math.min(...vergence), Math.max(...vergence)];
    assert.ok(least > 0 && most < 2 * DEGREE && most > 1.5 * least);
  }
});

test('blinks gather at the ends of phrases; two in a row are rare', () => {
  const { pauses } = readProsody(timeline);
  let [all, atPauses, doubles] = [0, 0, 0];
  for (const { blink } of films) {
    let previous = -10;
    for (let f = 1; f < blink.length; f++) {
      if ((blink[f] as number) < 0.5 || (blink[f - 1] as number) >= 0.5) continue;
      const t = f / CURVES_FPS;
      all += 1;
      if (pauses.some((p) => t > p.start - 0.05 && t < p.start + 0.25)) atPauses += 1;
      if (t - previous < 0.5) doubles += 1;
      previous = t;
    }
  }
  const silent = pauses.reduce((sum, p) => sum + Math.min(0.3, p.end - p.start), 0) / timeline.duration;
  assert.ok(atPauses / all > 2 * silent, `${atPauses} of ${all} at pauses`);
  assert.ok(doubles / all < 0.12, `${doubles} of ${all} double`);
});

test('a question raises the brows at its end; a statement does not', () => {
  const { phrases } = readProsody(timeline);
  const film = films[0] as FaceMotion;
  const atEnd = (rising: boolean) => {
    const ends = phrases.filter((phrase) => phrase.rising === rising);
    assert.ok(ends.length >= 6, `${ends.length} phrases with rising = ${rising}`);
    const brow = (end: number) => film.browRaise[Math.round((end - 0.05) * CURVES_FPS)] as number;
    return ends.reduce((sum, { end }) => sum + brow(end), 0) / ends.length;
  };
  const [question, statement] = [atEnd(true), atEnd(false)];
  assert.ok(question > 0.25 && question > 2 * statement, `${question} against ${statement}`);
});

test('an accent lifts a brow as a whole: neither its inner nor its outer end alone', () => {
  // What the two shapes do at 1, millimetres; see `avatar/bake/arkit.ts`.
  const [innerMm, outerMm] = [1.7, 4];
  let raised = 0;
  for (const { browRaise, browInner } of films) {
    for (const [f, raise] of browRaise.entries()) {
      if (raise < 0.2) continue;
      raised += 1;
      const share = ((browInner[f] as number) * innerMm) / (raise * outerMm);
      assert.ok(share > 0.3 && share < 1, `${share} at ${f}`);
    }
  }
  assert.ok(raised > 100, `${raised} frames`);
});

test('energy scales the movement, and nothing else does', () => {
  const calm = solveMotion(timeline, 1, 0.5);
  const reach = (film: FaceMotion) => Math.max(...film.headPitch) - Math.min(...film.headPitch);
  assert.ok(reach(films[0] as FaceMotion) > 1.3 * reach(calm));
  assert.deepEqual(calm.blink, (films[0] as FaceMotion).blink);
});
