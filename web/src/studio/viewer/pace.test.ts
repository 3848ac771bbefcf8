import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createPace, PATIENCE_MS } from './pace.ts';

/** A screen whose frames the test draws. */
function screen(idleFps: number) {
  const waiting = new Map<number, (now: number) => void>();
  const timers = new Map<number, { at: number; callback: () => void }>();
  let asked = 0;
  let busy = false;
  let resting = true;
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
    later: (callback, ms) => {
      timers.set(++handles, { at: now + ms, callback });
      return handles;
    },
    forget: (handle) => timers.delete(handle),
    busy: () => busy,
    resting: () => resting,
  });
  return {
    pace,
    /** Frames at 60 Hz; answers how many pictures were drawn. */
    run(frames: number): number {
      const before = drawn;
      for (let i = 0; i < frames; i++) {
        now += 1000 / 60;
        for (const [handle, { at, callback }] of [...timers]) {
          if (at > now || !timers.delete(handle)) continue;
          callback();
        }
        asked += waiting.size;
        for (const [handle, callback] of [...waiting]) {
          waiting.delete(handle);
          callback(now);
        }
      }
      return drawn - before;
    },
    waits: () => waiting.size + timers.size,
    /** Frames that were asked of the screen so far. */
    asked: () => asked,
    setBusy(next: boolean) {
      busy = next;
    },
    setResting(next: boolean) {
      resting = next;
    },
    now: () => now,
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

test('who only waits wakes the page for its own pictures alone', () => {
  const { pace, run, asked } = screen(6);
  pace.setVisible(true);
  run(60);
  assert.ok(asked() <= 16, `${asked()}`);
});

test('held back, a change comes afterwards; waiting comes back by itself', () => {
  const { pace, run, now } = screen(6);
  pace.setVisible(true);
  run(60);
  pace.hold(now() + 200);
  pace.touch();
  assert.equal(run(10), 0);
  assert.ok(run(6) >= 1);
  pace.hold(now() + 2000);
  assert.equal(run(110), 0);
  assert.ok(run(60) >= 5);
});

test('while the page is in use the person rests; changes are drawn all the same', () => {
  const { pace, run, now } = screen(6);
  pace.setVisible(true);
  run(60);
  pace.calm(now() + 1000);
  assert.equal(run(30), 0);
  pace.touch();
  assert.equal(run(10), 1);
  assert.equal(run(15), 0);
  assert.ok(run(60) >= 5);
});

test('nobody rests with half-closed eyes', () => {
  const { pace, run, now, setResting } = screen(6);
  pace.setVisible(true);
  run(60);
  setResting(false);
  pace.calm(now() + 10_000);
  assert.ok(run(60) >= 5);
  setResting(true);
  run(10);
  assert.equal(run(60), 0);
});

test('a change is held back for no longer than patience, however long somebody types', () => {
  const { pace, run, now } = screen(0);
  pace.setVisible(true);
  run(1);
  pace.touch();
  let frames = 0;
  for (; frames < 120; frames++) {
    pace.hold(now() + 160);
    if (run(1) > 0) break;
  }
  const waited = (frames * 1000) / 60;
  assert.ok(waited >= PATIENCE_MS - 40 && waited <= PATIENCE_MS + 60, `${waited} ms`);
  assert.equal(run(60), 0);
});

test('a second picture waits until the first is drawn, and is not forgotten', () => {
  const { pace, run, setBusy } = screen(0);
  pace.setVisible(true);
  run(1);
  setBusy(true);
  pace.touch();
  assert.equal(run(30), 0);
  setBusy(false);
  assert.equal(run(2), 1);
  assert.equal(run(30), 0);
});
