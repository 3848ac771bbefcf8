import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { readWavHeader } from './wav.ts';

const folder = await mkdtemp(join(tmpdir(), 'semblante-wav-'));
after(() => rm(folder, { recursive: true, force: true }));

async function wav(samples: number, edit: (bytes: Buffer) => Buffer = (bytes) => bytes): Promise<string> {
  const bytes = Buffer.alloc(44 + samples * 2);
  bytes.write('RIFF', 0, 'latin1');
  bytes.writeUInt32LE(36 + samples * 2, 4);
  bytes.write('WAVEfmt ', 8, 'latin1');
  bytes.writeUInt32LE(16, 16);
  bytes.writeUInt16LE(1, 20);
  bytes.writeUInt16LE(1, 22);
  bytes.writeUInt32LE(48_000, 24);
  bytes.writeUInt32LE(96_000, 28);
  bytes.writeUInt16LE(2, 32);
  bytes.writeUInt16LE(16, 34);
  bytes.write('data', 36, 'latin1');
  bytes.writeUInt32LE(samples * 2, 40);
  const file = join(folder, `${samples}-${Math.random()}.wav`);
  await writeFile(file, edit(bytes));
  return file;
}

test('reads format and length', async () => {
  assert.deepEqual(await readWavHeader(await wav(24_000)), {
    channels: 1,
    sampleRate: 48_000,
    bitsPerSample: 16,
    duration: 0.5,
  });
});

test('skips chunks before the sound', async () => {
  const list = Buffer.from('LIST\x03\x00\x00\x00abc\x00', 'latin1');
  const file = await wav(4800, (bytes) => Buffer.concat([bytes.subarray(0, 36), list, bytes.subarray(36)]));
  assert.equal((await readWavHeader(file))?.duration, 0.1);
});

test('counts what is there, not what the header promises', async () => {
  const file = await wav(48_000, (bytes) => bytes.subarray(0, 44 + 9600));
  assert.equal((await readWavHeader(file))?.duration, 0.1);
});

test('refuses what is no integer PCM', async () => {
  const float = await wav(480, (bytes) => {
    bytes.writeUInt16LE(3, 20);
    return bytes;
  });
  assert.equal(await readWavHeader(float), null);
  assert.equal(
    await readWavHeader(
      await wav(480, () => Buffer.from('ID3 not a wave file at all, but long enough to be')),
    ),
    null,
  );
  assert.equal(await readWavHeader(await wav(480, (bytes) => bytes.subarray(0, 20))), null);
});
