import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, test } from 'node:test';
import { status as Code } from '@grpc/grpc-js';
import {
  CURVE_NAMES,
  CURVES_FPS,
  type Timeline,
} from '../../../../../supabase/functions/_shared/contract/job.ts';
import { StageFailure } from '../../../failures.ts';
import { isBilabial } from '../../../speech/ipa.ts';
import { type ToolContext, toolContext } from '../../../speech/tool-context.ts';
import { espeakEngine } from '../../speech/espeak.ts';
import { createAudio2FaceEngine } from './audio2face.ts';
import type { Pace } from './clip.ts';
import { type FakeOptions, startFakeNim } from './testing/fake-nim.ts';

const SCRIPT =
  'O bombeiro preparou a bomba. Pedro e Maria bebem muita água pura, e a mamãe viu a fábrica de papel abrir.';
/** Faster than the real service asks for, so that tests do not wait. */
const PACE: Pace = { bufferSeconds: 1, windowSeconds: 3, pushMs: 50, stallMs: 400 };

let speech: { audio: string; timeline: Timeline };
let context: ToolContext;
before(async () => {
  context = await toolContext();
  speech = await espeakEngine.speak(
    {
      script: SCRIPT,
      language: 'pt-BR',
      voice: { language: 'pt-BR' },
      defaults: { gender: 'male' },
      seed: 1,
    },
    context,
  );
});
after(() => context[Symbol.asyncDispose]());

interface Solved {
  readonly get: (seconds: number, name: (typeof CURVE_NAMES)[number]) => number;
  readonly data: Buffer;
  readonly frames: number;
}

async function solve(
  fake: FakeOptions = {},
  options: {
    longestClip?: number;
    env?: NodeJS.ProcessEnv;
    mood?: 'neutral' | 'happy';
    moodIntensity?: number;
  } = {},
) {
  const nim = await startFakeNim(fake);
  const engine = createAudio2FaceEngine(
    { SEMBLANTE_A2F_URL: `grpc://${nim.address}`, ...options.env },
    {
      pace: PACE,
      backoffMs: [1, 1],
      ...(options.longestClip ? { longestClip: options.longestClip } : {}),
    },
  );
  try {
    const { mood = 'neutral', moodIntensity = 1 } = options;
    const result = await engine.solve({ ...speech, mood, moodIntensity, seed: 7 }, context);
    const data = await readFile(result.data);
    const get: Solved['get'] = (seconds, name) =>
      data.readFloatLE(
        (Math.round(seconds * CURVES_FPS) * CURVE_NAMES.length + CURVE_NAMES.indexOf(name)) * 4,
      );
    return { nim, result, data, get, frames: result.curves.frame_count };
  } finally {
    await nim.close();
  }
}

const failureOf = async (
  fake: FakeOptions,
  options: Parameters<typeof solve>[1] = {},
): Promise<StageFailure> => {
  const error = await solve(fake, options).then(
    () => assert.fail('the engine should have failed'),
    (reason: unknown) => reason,
  );
  assert.ok(error instanceof StageFailure, String(error));
  return error;
};

const vowels = () =>
  speech.timeline.phonemes.filter((p) => p.ipa.startsWith('a') && p.end - p.start > 0.06 && p.stress === 2);

test('the weights follow the sound, gaze and blinks and head are added, lips meet where the text says', async () => {
  const { get, frames, nim, result } = await solve();
  assert.equal(frames, Math.ceil(speech.timeline.duration * CURVES_FPS));
  assert.deepEqual(result.curves.names, [...CURVE_NAMES]);
  assert.ok(vowels().length > 0);
  for (const vowel of vowels()) {
    assert.ok(get((vowel.start + vowel.end) / 2, 'jawOpen') > 0.1, `open on ${vowel.ipa} at ${vowel.start}`);
  }
  for (const sound of speech.timeline.phonemes.filter((p) => isBilabial(p.ipa))) {
    const middle = (sound.start + sound.end) / 2;
    const gap = get(middle, 'jawOpen') - get(middle, 'mouthClose');
    assert.ok(gap < 0.01, `lips ${gap} apart on ${sound.ipa} at ${sound.start}`);
  }
  const all = <T>(pick: (seconds: number) => T): T[] =>
    Array.from({ length: frames }, (_, frame) => pick(frame / CURVES_FPS));
  assert.ok(Math.max(...all((t) => get(t, 'eyeBlinkLeft'))) > 0.9, 'it blinks');
  assert.ok(Math.max(...all((t) => get(t, 'eyeLookOutLeft'))) > 0.01, 'it looks about');
  assert.ok(Math.max(...all((t) => Math.abs(get(t, 'headPitch')))) > 0.01, 'the head moves');
  assert.ok(get(speech.timeline.duration - 0.05, 'jawOpen') < 0.02, 'the mouth is shut at the end');
  const [stream] = nim.streams;
  assert.equal(stream?.ended, true);
  assert.ok((stream?.seconds ?? 0) > speech.timeline.duration + 0.4, 'silence is appended');
  assert.ok((stream?.ahead ?? 99) <= 4.01, `sent ${stream?.ahead} s ahead: a burst makes lips jitter`);
});

test('the same film comes of 30 and 60 frames a second, another order of names, and 68 weights', async () => {
  const usual = await solve({ fps: 60 });
  const shuffled = await solve({ fps: 60, shuffled: true });
  assert.deepEqual(shuffled.data, usual.data, 'names are zipped with the header');
  const tongue = await solve({ fps: 60, tongue: true });
  assert.deepEqual(tongue.data, usual.data, 'tongue shapes are no ARKit shapes');
  const half = await solve({ fps: 30 });
  for (const vowel of vowels()) {
    const middle = (vowel.start + vowel.end) / 2;
    const difference = Math.abs(half.get(middle, 'jawOpen') - usual.get(middle, 'jawOpen'));
    assert.ok(difference < 0.12, `30 and 60 frames a second differ by ${difference} at ${middle}`);
  }
});

test('blinks of the service are kept where it makes them', async () => {
  const { get } = await solve({ blinks: true });
  assert.equal(get(2.1, 'eyeBlinkLeft'), 1);
  assert.equal(get(3.5, 'eyeBlinkLeft'), 0);
});

test('long speech is cut at pauses and joined on one clock', async () => {
  const whole = await solve();
  const cut = await solve({ longestClip: 5 }, { longestClip: 4.4 });
  assert.ok(cut.nim.streams.length >= 2, `${cut.nim.streams.length} clips`);
  assert.equal(cut.frames, whole.frames);
  for (const vowel of vowels()) {
    const middle = (vowel.start + vowel.end) / 2;
    const difference = Math.abs(whole.get(middle, 'jawOpen') - cut.get(middle, 'jawOpen'));
    assert.ok(difference < 0.05, `${difference} apart at ${middle}`);
  }
  const largestStep = (solved: Solved) => {
    let step = 0;
    for (let f = 1; f < solved.frames; f++) {
      step = Math.max(step, Math.abs(solved.get(f / 60, 'jawOpen') - solved.get((f - 1) / 60, 'jawOpen')));
    }
    return step;
  };
  assert.ok(largestStep(cut) <= largestStep(whole) + 0.01, 'the joint makes no step of its own');
});

test('the mood becomes the emotions of the service and ends with the speech', async () => {
  const { nim } = await solve({}, { mood: 'happy' });
  const [begin, end] = nim.streams[0]?.emotions ?? [];
  const joy = (sent: typeof begin) =>
    (sent?.emotion as Record<string, number> | undefined)?.joy ?? Number.NaN;
  assert.ok(Math.abs(joy(begin) - 0.7) < 1e-6);
  assert.equal(joy(end), 0);
  assert.ok(Number(end?.time_code) <= speech.timeline.duration + 1e-9);
  const more = await solve({}, { mood: 'happy', moodIntensity: 1.5 });
  assert.equal(joy(more.nim.streams[0]?.emotions[0]), 1, 'never more than all of it');
  const less = await solve({}, { mood: 'happy', moodIntensity: 0.5 });
  assert.ok(Math.abs(joy(less.nim.streams[0]?.emotions[0]) - 0.35) < 1e-6);
});

test('a busy service is tried again, on the same connection', async () => {
  const { nim } = await solve({ refuseFirst: 2 });
  assert.equal(nim.streams.length, 1);
  const three = await failureOf({ refuseFirst: 3 });
  assert.equal(three.code, 'engine_unavailable');
  assert.equal(three.retryable, true);
});

test('one connection serves every film of an agent', async () => {
  const nim = await startFakeNim();
  const engine = createAudio2FaceEngine({ SEMBLANTE_A2F_URL: `grpc://${nim.address}` }, { pace: PACE });
  try {
    await Promise.all([1, 2, 3].map((seed) => engine.solve({ ...speech, mood: 'neutral', seed }, context)));
    assert.equal(nim.streams.length, 3);
    assert.equal(new Set(nim.streams.map(({ peer }) => peer)).size, 1);
  } finally {
    await nim.close();
  }
});

test('a refused length is answered with shorter clips, another refusal is final', async () => {
  const timeline: Timeline = { ...speech.timeline, duration: 70, energy: [], f0: [] };
  const nim = await startFakeNim({ longestClip: 40 });
  const silence = `${context.workdir}/long.wav`;
  await context.run('ffmpeg', [
    '-v',
    'error',
    '-y',
    '-f',
    'lavfi',
    '-i',
    'anullsrc=r=48000',
    '-t',
    '70',
    silence,
  ]);
  const engine = createAudio2FaceEngine({ SEMBLANTE_A2F_URL: `grpc://${nim.address}` }, { pace: PACE });
  try {
    const result = await engine.solve({ audio: silence, timeline, mood: 'neutral', seed: 1 }, context);
    assert.equal(result.curves.frame_count, 70 * CURVES_FPS);
    const served = nim.streams.filter(({ ended }) => ended);
    assert.ok(served.length >= 2);
    assert.ok(served.every(({ seconds }) => seconds <= 40));
  } finally {
    await nim.close();
  }
  const final = await failureOf({ refuseFirst: 9, refusal: Code.INVALID_ARGUMENT });
  assert.equal(final.code, 'engine_refused');
  assert.equal(final.retryable, false);
});

const FAULTS: readonly (readonly [FakeOptions, string, boolean])[] = [
  [{ misbehave: 'early_end' }, 'tool_output_invalid', true],
  [{ misbehave: 'half' }, 'tool_output_invalid', true],
  [{ misbehave: 'error_status' }, 'tool_crashed', true],
  [{ misbehave: 'stall' }, 'tool_timeout', true],
  [{ misbehave: 'short_weights' }, 'tool_output_invalid', true],
  [{ misbehave: 'nan' }, 'tool_output_invalid', true],
  [{ misbehave: 'missing_shape' }, 'tool_output_invalid', true],
  [{ misbehave: 'backwards' }, 'tool_output_invalid', true],
  [{ metadata: { authorization: 'Bearer right' } }, 'engine_unavailable', true],
  [{ refuseFirst: 9, refusal: Code.UNIMPLEMENTED }, 'engine_unavailable', true],
  [{ refuseFirst: 9, refusal: Code.INTERNAL }, 'tool_crashed', true],
  [{ refuseFirst: 9, refusal: Code.DEADLINE_EXCEEDED }, 'tool_timeout', true],
  [{ refuseFirst: 9, refusal: Code.FAILED_PRECONDITION }, 'engine_refused', false],
];
for (const [fake, code, retryable] of FAULTS) {
  const name = fake.misbehave ?? (fake.metadata ? 'wrong key' : Code[fake.refusal ?? 0]);
  test(`${name}: ${code}`, async () => {
    const failure = await failureOf(fake);
    assert.equal(failure.code, code, failure.message);
    assert.equal(failure.retryable, retryable);
    assert.match(failure.message, /^Audio2Face at 127\.0\.0\.1:\d+ failed/);
  });
}

test('a sender that is too slow is cut off by the service, and says so', async () => {
  const nim = await startFakeNim({ slowSeconds: 0.3 });
  const slow = { ...PACE, bufferSeconds: 0.1, windowSeconds: 0, pushMs: 390, stallMs: 2000 };
  const held = createAudio2FaceEngine(
    { SEMBLANTE_A2F_URL: `grpc://${nim.address}` },
    { pace: { ...slow, windowSeconds: -9 }, backoffMs: [] },
  );
  try {
    await assert.rejects(held.solve({ ...speech, mood: 'neutral', seed: 1 }, context), {
      code: 'engine_unavailable',
      retryable: true,
    });
  } finally {
    await nim.close();
  }
});

test('a cancelled task ends its stream at once', async () => {
  const nim = await startFakeNim({ misbehave: 'stall' });
  const engine = createAudio2FaceEngine(
    { SEMBLANTE_A2F_URL: `grpc://${nim.address}` },
    { pace: { ...PACE, stallMs: 60_000 } },
  );
  const stop = new AbortController();
  try {
    const solving = engine.solve(
      { ...speech, mood: 'neutral', seed: 1 },
      {
        ...context,
        signal: stop.signal,
        progress: (share) => share > 0.06 && stop.abort(new Error('cancelled')),
      },
    );
    await assert.rejects(solving, /cancelled/);
  } finally {
    await nim.close();
  }
});

test('nobody there is a failure to retry, with the address', async () => {
  const engine = createAudio2FaceEngine({ SEMBLANTE_A2F_URL: 'grpc://127.0.0.1:1' }, { backoffMs: [] });
  await assert.rejects(engine.solve({ ...speech, mood: 'neutral', seed: 1 }, context), {
    code: 'engine_unavailable',
    message: /127\.0\.0\.1:1 .*Start the Audio2Face container/,
  });
});
