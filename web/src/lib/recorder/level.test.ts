import assert from 'node:assert/strict';
import { test } from 'node:test';
import { TakeMeter, type TakeProblem, type TakeView } from './level.ts';
import { wavOf } from './wav.ts';

const BLOCK_S = 0.08;
const tone = (amplitude: number) => Float32Array.from({ length: 960 }, (_, i) => amplitude * Math.sin(i / 5));

/** `seconds` of takes in which every fourth block is a pause. */
function take(voice: number, room: number, seconds: number): TakeView {
  const meter = new TakeMeter();
  let view: TakeView | undefined;
  for (let n = 0; n < Math.round(seconds / BLOCK_S); n += 1)
    view = meter.push(tone(n % 4 === 0 ? room : voice), BLOCK_S);
  assert.ok(view);
  return view;
}

test('counts what is spoken and not the pauses', () => {
  const { elapsed, speech, problems } = take(0.2, 0.001, 8);
  assert.ok(Math.abs(elapsed - 8) < 1e-9);
  assert.ok(Math.abs(speech - 6) < 0.2, `${speech}`);
  assert.deepEqual(problems, []);
});

const CASES: readonly (readonly [string, number, number, readonly TakeProblem[]])[] = [
  ['a muted microphone', 0, 0, ['silent']],
  ['a whisper', 0.006, 0.0001, ['quiet']],
  ['a noisy room', 0.2, 0.08, ['noisy']],
  ['an overdriven microphone', 1, 0.001, ['clipped']],
];
for (const [name, voice, room, expected] of CASES) {
  test(`${name}: ${expected}`, () => assert.deepEqual(take(voice, room, 5).problems, expected));
}

test('nothing is judged in the first seconds', () => assert.deepEqual(take(0, 0, 2).problems, []));

test('a WAV says its length and holds its samples', async () => {
  const file = Buffer.from(await wavOf(Float32Array.of(0, 0.5, -2), 48_000).arrayBuffer());
  assert.equal(file.toString('latin1', 0, 4) + file.toString('latin1', 8, 12), 'RIFFWAVE');
  assert.deepEqual([file.readUInt32LE(4), file.readUInt32LE(24), file.readUInt32LE(40)], [42, 48_000, 6]);
  assert.deepEqual(
    [44, 46, 48].map((at) => file.readInt16LE(at)),
    [0, 16_384, -32_767],
  );
});
