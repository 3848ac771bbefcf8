import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ConfigError, parseCommandLine, readConfig } from './config.ts';

const ENV = {
  SUPABASE_URL: 'http://127.0.0.1:54321/',
  SUPABASE_PUBLISHABLE_KEY: 'sb_publishable_x',
  SEMBLANTE_AGENT_EMAIL: 'agent-x@agents.semblante.invalid',
  SEMBLANTE_AGENT_PASSWORD: 'p',
};
const refusal = (work: () => unknown): string => {
  try {
    work();
  } catch (error) {
    assert.ok(error instanceof ConfigError, String(error));
    return error.message;
  }
  return assert.fail('was accepted');
};

test('defaults: every stage, every engine, one task at a time, 30 s leases', () => {
  const config = readConfig(parseCommandLine([]), ENV);
  assert.deepEqual(config.stages, [
    'tts',
    'audio2face',
    'ue5',
    'compositing',
    'voice_training',
    'speech_preview',
    'avatar_import',
  ]);
  assert.equal(config.engines, undefined);
  assert.deepEqual([config.concurrency, config.leaseSeconds, config.heartbeatMs], [1, 30, 5000]);
  assert.equal(config.url, 'http://127.0.0.1:54321');
});

test('the command line chooses', () => {
  const line = parseCommandLine([
    '--once',
    '--concurrency',
    '3',
    '--stages',
    'tts, ue5',
    '--engines=render:three',
  ]);
  assert.deepEqual(line.stages, ['tts', 'ue5']);
  assert.deepEqual(line.engines, ['render:three']);
  assert.deepEqual([line.once, line.concurrency], [true, 3]);
  assert.equal(parseCommandLine(['doctor', '--json']).command, 'doctor');
});

test('what is missing is named, every part of it, with what to do', () => {
  const message = refusal(() =>
    readConfig(parseCommandLine([]), { SUPABASE_URL: 'not a url', SEMBLANTE_AGENT_EMAIL: '' }),
  );
  for (const name of Object.keys(ENV)) assert.match(message, new RegExp(name));
  assert.match(message, /SEMBLANTE_AGENT_EMAIL is not set/);
  assert.match(message, /agent:enroll/);
});

test('mistakes are refused with the choice there is', () => {
  assert.match(
    refusal(() => parseCommandLine(['--stages', 'render'])),
    /no stage render; choose from tts,/,
  );
  assert.match(
    refusal(() => parseCommandLine(['--concurrency', '0'])),
    /1 to 64, not 0/,
  );
  assert.match(
    refusal(() => parseCommandLine(['--conccurrency', '2'])),
    /conccurrency/,
  );
  assert.match(
    refusal(() => parseCommandLine(['dcotor'])),
    /Unknown command: dcotor/,
  );
  const env = { ...ENV, SEMBLANTE_AGENT_LEASE_SECONDS: '5', SEMBLANTE_AGENT_HEARTBEAT_SECONDS: '4' };
  assert.match(
    refusal(() => readConfig(parseCommandLine([]), env)),
    /at most half/,
  );
});

test('concurrency is a total, limits of engines, or both', () => {
  const read = (text: string) => {
    const { concurrency, engineLimits } = parseCommandLine(['--concurrency', text]);
    return [concurrency, Object.fromEntries(engineLimits)];
  };
  assert.deepEqual(read('4'), [4, {}]);
  assert.deepEqual(read('render:unreal=1,tts:espeak=4'), [5, { 'render:unreal': 1, 'tts:espeak': 4 }]);
  assert.deepEqual(read('3, render:unreal=1'), [3, { 'render:unreal': 1 }]);
  for (const wrong of ['0', '65', 'x', '', '2,3', 'render:unreal=', 'render:unreal=0', 'unreal=1']) {
    assert.match(
      refusal(() => read(wrong)),
      /--concurrency takes/,
      wrong,
    );
  }
});

test('labels are pairs', () => {
  const line = parseCommandLine(['--label', 'rack=7', '--label', 'room=Sala 2']);
  assert.deepEqual(line.labels, { rack: '7', room: 'Sala 2' });
  assert.match(
    refusal(() => parseCommandLine(['--label', 'rack'])),
    /KEY=VALUE, not rack/,
  );
  assert.match(
    refusal(() => parseCommandLine(['--label', '=7'])),
    /KEY=VALUE/,
  );
});

test('floors are given in MiB, and --once measures nothing', () => {
  const config = readConfig(parseCommandLine(['--once']), { ...ENV, SEMBLANTE_AGENT_DISK_FLOOR_MIB: '3' });
  assert.deepEqual([config.diskFloorBytes, config.gpuFloorBytes], [3 * 2 ** 20, 2 ** 30]);
  assert.equal(config.calibrates, false);
  assert.equal(readConfig(parseCommandLine([]), ENV).calibrates, true);
});
