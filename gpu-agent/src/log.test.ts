import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createLog, createScrubber, prettyLine } from './log.ts';

function capture(isTTY: boolean, secrets: string[]) {
  let text = '';
  const stream = { isTTY, write: (line: string) => (text += line) } as unknown as NodeJS.WriteStream;
  const log = createLog({ level: 'debug', name: 'host', scrub: createScrubber(secrets), stream });
  return { log, text: () => text };
}

test('no secret appears, in whatever field, nesting or escape it stands', () => {
  const secret = 'pa"ss\\word-canary';
  const { log, text } = capture(false, [secret]);
  const token = `eyJ${'a'.repeat(20)}.${'b'.repeat(20)}.${'c'.repeat(20)}`;
  log.info({ deep: { note: `x ${secret} y` }, err: new Error(`bad ${secret} ${token}`) }, `said ${secret}`);
  log.warn({ key: 'sb_secret_abc-DEF_123' }, 'key');
  assert.doesNotMatch(text(), /canary|eyJaaa|sb_secret_abc/);
  for (const line of text().trim().split('\n')) assert.equal(JSON.parse(line).agent, 'host');
});

test('a terminal gets a readable line', () => {
  const { log, text } = capture(true, []);
  log.info({ event: 'task_claimed', attempt: 2 }, 'task claimed');
  assert.match(text(), /^\d\d:\d\d:\d\d info {2}task claimed {2}event=task_claimed attempt=2\n$/);
  assert.match(
    prettyLine('{"level":50,"time":"2026-01-01T10:11:12.000Z","msg":"x"}'),
    /^10:11:12 error x\n$/,
  );
});
