import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { openFilm } from './film-writer.ts';

const folder = await mkdtemp(join(tmpdir(), 'semblante-writer-'));
after(() => rm(folder, { recursive: true, force: true }));

const [WIDTH, HEIGHT] = [64, 48];
const ffmpeg = (...args: string[]): Buffer => execFileSync('ffmpeg', ['-v', 'error', '-y', ...args]);
const codec = (file: string): string =>
  execFileSync(
    'ffprobe',
    ['-v', 'error', '-show_entries', 'stream=codec_name,pix_fmt', '-of', 'csv=p=0', file],
    {
      encoding: 'utf8',
    },
  ).trim();

/** Noise of all byte values, another one each time: nothing that a lossy encoder could keep. */
function noise(length: number, seed: number): Uint8Array {
  let state = seed;
  return Uint8Array.from({ length }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state >>> 24;
  });
}

async function film(name: string, frames: readonly Uint8Array[]): Promise<string> {
  const file = join(folder, `${name}.mkv`);
  const writer = openFilm({ width: WIDTH, height: HEIGHT, fps: 25, transparent: false, file }, 'planar');
  for (const frame of frames) await writer.write(frame);
  await writer.end();
  return file;
}

test('ranges of planes, joined without encoding, decode to the very bytes handed in', async () => {
  const frames = Array.from({ length: 60 }, (_, k) => noise((WIDTH * HEIGHT * 3) / 2, k + 1));
  const ranges = [await film('one', frames.slice(0, 31)), await film('two', frames.slice(31))];
  assert.equal(codec(ranges[0] as string), 'h264,yuv420p');
  const list = join(folder, 'list.txt');
  await writeFile(list, ranges.map((file) => `file '${file}'\n`).join(''));
  const joined = join(folder, 'joined.mkv');
  ffmpeg('-f', 'concat', '-safe', '0', '-i', list, '-c', 'copy', joined);
  const decoded = ffmpeg('-i', joined, '-f', 'rawvideo', '-pix_fmt', 'yuv420p', '-');
  assert.ok(decoded.equals(Buffer.concat(frames)));
});

test('what a film is written in follows from its size and its alpha, not from who draws it', async () => {
  const written = async (width: number, height: number, transparent: boolean): Promise<string> => {
    const file = join(folder, `${width}x${height}-${transparent}.mkv`);
    const writer = openFilm({ width, height, fps: 25, transparent, file }, 'rgba');
    await writer.write(noise(width * height * 4, 7));
    await writer.end();
    return codec(file);
  };
  assert.equal(await written(64, 48, false), 'h264,yuv420p');
  assert.equal(await written(63, 47, false), 'ffv1,yuv420p');
  assert.equal(await written(64, 48, true), 'ffv1,yuva420p');
});
