import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createPace } from './pace.ts';

/** A screen whose frames the test draws. */
function screen(idleFps: number) {
  const waiting = new Map<number, (now: number) => void>();
  let handles = 0;
  let now = 0;
  let drawn = 0;
  const pace = createPace({
    draw: () => {
      drawn += 1;
    },
    idleFps,
    request: (callback) => {
      waiting.set(++handles, callback);
      return handles;
    },
    cancel: (handle) => waiting.delete(handle),
  });
  return {
    pace,
    /** Frames at 60 Hz; answers how many pictures were drawn. */
    run(frames: number): number {
      const before = drawn;
      for (let i = 0; i < frames; i++) {
        now += 1000 / 60;
        for (const [handle, callback] of [...waiting]) {
          waiting.delete(handle);
          callback(now);
        }
      }
      return drawn - before;
    },
    waits: () => waiting.size,
  };
}

test('without idle motion it draws what changed, once, and asks for no more frames', () => {
  const { pace, run, waits } = screen(0);
  pace.setVisible(true);
  assert.equal(run(60), 1);
  assert.equal(waits(), 0);
  pace.touch();
  pace.touch();
  assert.equal(run(60), 1);
});

test('out of sight nothing is drawn; what changed meanwhile is drawn on return', () => {
  const { pace, run, waits } = screen(30);
  pace.touch();
  assert.equal(run(60), 0);
  pace.setVisible(true);
  assert.ok(run(60) > 25);
  pace.setVisible(false);
  assert.equal(waits(), 0);
  assert.equal(run(60), 0);
});

test('idle motion keeps its beat, speech takes every frame', () => {
  const { pace, run } = screen(6);
  pace.setVisible(true);
  const idle = run(60);
  assert.ok(idle >= 6 && idle <= 8, `${idle}`);
  pace.setLive(true);
  assert.equal(run(60), 60);
  pace.setLive(false);
  assert.ok(run(60) <= 8);
});

test('stopped is stopped', () => {
  const { pace, run, waits } = screen(30);
  pace.setVisible(true);
  pace.stop();
  pace.touch();
  assert.equal(waits(), 0);
  assert.equal(run(10), 0);
});
