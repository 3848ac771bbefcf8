import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CURVE_NAMES } from '../../../../supabase/functions/_shared/contract/job.ts';
import { readCurves, sampleCurves } from './curves.ts';
import { blink, idleFace } from './idle.ts';

const header = { version: 1, fps: 60, frame_count: 3, names: ['jawOpen', 'mouthClose'] } as const;
const data = (values: number[]) => {
  const view = new DataView(new ArrayBuffer(values.length * 4));
  values.forEach((value, i) => {
    view.setFloat32(i * 4, value, true);
  });
  return view.buffer;
};

test('curves are read frame by frame and are straight between frames', () => {
  const curves = readCurves({ ...header, names: [...header.names] }, data([0, 1, 0.5, 0, 1, 0.25]));
  const out = new Float32Array(2);
  assert.deepEqual([...sampleCurves(curves, 1 / 60, out)], [0.5, 0]);
  assert.deepEqual([...sampleCurves(curves, 0.5 / 60, out)], [0.25, 0.5]);
  assert.deepEqual([...sampleCurves(curves, -1, out)], [0, 1]);
  assert.deepEqual([...sampleCurves(curves, 9, out)], [1, 0.25]);
});

test('curves that are cut short are refused', () => {
  assert.throws(() => readCurves({ ...header, names: [...header.names] }, data([0, 1])), RangeError);
});

test('somebody who waits blinks a dozen times a minute and keeps the mouth shut', () => {
  const face = new Float32Array(CURVE_NAMES.length);
  let blinks = 0;
  let shut = false;
  for (let t = 0; t < 60; t += 1 / 60) {
    idleFace(t, face);
    assert.equal(face[CURVE_NAMES.indexOf('jawOpen')], 0);
    const lid = face[CURVE_NAMES.indexOf('eyeBlinkLeft')] ?? 0;
    assert.ok(lid >= 0 && lid <= 1);
    const wide = face[CURVE_NAMES.indexOf('eyeWideLeft')] ?? 0;
    assert.ok(wide <= 0.31 * (1 - lid) && (lid > 0 || wide > 0.25), `${wide} at ${lid}`);
    if (lid > 0.5 && !shut) blinks += 1;
    shut = lid > 0.5;
  }
  assert.ok(blinks >= 10 && blinks <= 16, `${blinks}`);
  assert.equal(blink(3.3), blink(3.3));
});
