import assert from 'node:assert/strict';
import { afterEach, beforeEach, mock, test } from 'node:test';
import { ProgressReporter } from './progress.ts';

beforeEach(() => mock.timers.enable({ apis: ['setTimeout', 'Date'], now: 1_000_000 }));
afterEach(() => mock.timers.reset());

/** Lets the promises that are due run; the fake timers leave setImmediate alone. */
const settle = () => new Promise((done) => setImmediate(done));

async function advance(ms: number, step = 10): Promise<void> {
  for (let passed = 0; passed < ms; passed += step) {
    mock.timers.tick(step);
    await settle();
  }
}

test('a thousand reports in two seconds become at most two sends a second, the last one included', async () => {
  const sent: number[] = [];
  const reporter = new ProgressReporter({
    send: async (fraction) => {
      sent.push(fraction);
    },
  });
  for (let i = 1; i <= 1000; i += 1) {
    reporter.report(i / 1000);
    if (i % 5 === 0) await advance(10);
  }
  await advance(1000);
  assert.ok(sent.length >= 4 && sent.length <= 5, `${sent.length} sends`);
  assert.equal(sent.at(-1), 1);
  assert.deepEqual(
    sent,
    sent.toSorted((a, b) => a - b),
  );
});

test('never goes back, never leaves [0, 1], ignores what is not a number', async () => {
  const sent: number[] = [];
  const reporter = new ProgressReporter({
    send: async (fraction) => {
      sent.push(fraction);
    },
  });
  for (const value of [0.5, 0.2, Number.NaN, -3, 7]) {
    reporter.report(value);
    await advance(600);
  }
  assert.deepEqual(sent, [0.5, 1]);
});

test('does not send while a send is under way, and a failed one is not the end', async () => {
  let release: (error?: Error) => void = () => {};
  let running = 0;
  let most = 0;
  const sent: number[] = [];
  const reporter = new ProgressReporter({
    send: (fraction) =>
      new Promise((resolve, reject) => {
        sent.push(fraction);
        running += 1;
        most = Math.max(most, running);
        release = (error) => {
          running -= 1;
          if (error) reject(error);
          else resolve();
        };
      }),
  });
  reporter.report(0.1);
  await advance(2000);
  reporter.report(0.2);
  reporter.report(0.3);
  await advance(2000);
  assert.deepEqual(sent, [0.1]);
  release(new Error('network'));
  await advance(600);
  assert.deepEqual(sent, [0.1, 0.3]);
  release();
  assert.equal(most, 1);
});

test('sends nothing after it was closed', async () => {
  let sends = 0;
  const reporter = new ProgressReporter({
    send: async () => {
      sends += 1;
    },
  });
  reporter.report(0.1);
  reporter.report(0.9);
  reporter.close();
  await advance(2000);
  assert.equal(sends, 1);
});
