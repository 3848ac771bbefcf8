/**
 * What users may send instead of a recording or a picture. Each is tried on every road in: the training of a voice, its
 * clone in the cloud, a narration, a background, a logo. Nothing is fetched, no other file is heard or seen.
 */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { promisify } from 'node:util';
import { crc32, deflateSync } from 'node:zlib';
import type { CompositingRequest } from './engines/compositing/compositing-engine.ts';
import { ffmpegEngine } from './engines/compositing/ffmpeg.ts';
import { cloneVoice } from './engines/speech/elevenlabs-voices.ts';
import { speakRecording } from './engines/speech/recording.ts';
import { trainVoice } from './engines/speech/train.ts';
import { StageFailure } from './failures.ts';
import { type ToolContext, toolContext } from './speech/tool-context.ts';
import { soundInput } from './untrusted-media.ts';

const run = promisify(execFile);
let context: ToolContext;
let outside: Server;
let address: string;
let asked = 0;
/** A sound of this host that no user sent: 40 s of tone in a transport stream, which playlists can name. */
let secret: string;

before(async () => {
  context = await toolContext();
  outside = createServer((_request, response) => {
    asked += 1;
    response.end();
  }).listen(0, '127.0.0.1');
  await once(outside, 'listening');
  address = `http://127.0.0.1:${(outside.address() as AddressInfo).port}`;
  secret = join(context.workdir, 'secret.ts');
  await run('ffmpeg', [...'-v error -f lavfi -i sine=220:d=40 -c:a aac -f mpegts -y'.split(' '), secret]);
});
after(async () => {
  await context[Symbol.asyncDispose]();
  outside.close();
});

const ID3 = Buffer.from('ID3\x04\x00\x00\x00\x00\x00\x00', 'latin1');
const playlistOf = (target: string) =>
  `#EXTM3U\n#EXT-X-VERSION:3\n#EXT-X-TARGETDURATION:40\n#EXTINF:40,\n${target}\n#EXT-X-ENDLIST\n`;
const wavAround = (text: string): Buffer => {
  const wav = Buffer.alloc(44 + text.length);
  wav.write('RIFF', 0, 'latin1');
  wav.writeUInt32LE(36 + text.length, 4);
  wav.write('WAVEfmt ', 8, 'latin1');
  wav.writeUInt32LE(16, 16);
  // A format that no decoder has.
  wav.writeUInt16LE(0xfffd, 20);
  wav.write('data', 36, 'latin1');
  wav.writeUInt32LE(text.length, 40);
  wav.write(text, 44, 'latin1');
  return wav;
};

const SOUNDS: readonly (readonly [name: string, bytes: () => Buffer | string])[] = [
  ['a playlist of a file of this host', () => playlistOf(`file://${secret}`)],
  ['a playlist of an address', () => playlistOf(`${address}/a.ts`)],
  ['a playlist behind an MP3 tag', () => Buffer.concat([ID3, Buffer.from(playlistOf(`file://${secret}`))])],
  ['a concat script', () => 'ffconcat version 1.0\nfile secret.ts\n'],
  [
    'a concat script behind an MP3 tag',
    () => Buffer.concat([ID3, Buffer.from('ffconcat version 1.0\nfile secret.ts\n')]),
  ],
  ['a concat address', () => `concat:${secret}|${secret}`],
  ['a playlist as the data of a WAV', () => wavAround(playlistOf(`${address}/b.ts`))],
  [
    'a session description',
    () => 'v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nt=0 0\nm=audio 5004 RTP/AVP 0\n',
  ],
  ['a DASH manifest', () => `<?xml version="1.0"?><MPD><BaseURL>${address}/</BaseURL></MPD>`],
  ['a page with a script', () => `<html><script>fetch('${address}')</script></html>`],
  ['a program', () => Buffer.from('7f454c46020101000000000000000000', 'hex')],
  ['an M4A of nothing but its name', () => Buffer.from('0000001c667479704d344120', 'hex')],
  [
    'a Matroska header and noise',
    () => Buffer.concat([Buffer.from('1a45dfa3', 'hex'), Buffer.alloc(4000, 0x5a)]),
  ],
  ['nothing', () => ''],
];

const codeOf = async (work: Promise<unknown>): Promise<string> => {
  const error = await work.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  assert.ok(error instanceof StageFailure, `it was taken, or failed oddly: ${error}`);
  assert.match(error.message, /^The recording .*\.$/);
  return error.code;
};

describe('instead of a recording', () => {
  for (const [name, bytes] of SOUNDS) {
    test(name, async () => {
      const file = join(context.workdir, 'in-sample');
      await writeFile(file, bytes());
      const before = asked;
      assert.equal(
        await codeOf(trainVoice({ samplePath: file, language: 'pt-BR' }, context)),
        'sample_unreadable',
      );
      const narration = { file, script: 'Bom dia.', language: 'pt-BR' } as const;
      assert.equal(await codeOf(speakRecording(narration, context)), 'input_invalid');
      const line = {
        env: { ELEVENLABS_API_KEY: 'x', ELEVENLABS_BASE_URL: address },
        timeoutSeconds: 5,
        wait: async () => {},
      };
      const clone = { samplePath: file, language: 'pt-BR', name: 'x' } as const;
      assert.equal(await codeOf(cloneVoice(clone, context, line)), 'input_invalid');
      assert.equal(asked, before, 'something was fetched');
    });
  }

  test('three hours of silence: no more of it is decoded than is taken', async () => {
    const file = join(context.workdir, 'silence.flac');
    const silence = '-v error -f lavfi -i anullsrc=r=8000:cl=mono -t 10800 -c:a flac -y'.split(' ');
    await run('ffmpeg', [...silence, file]);
    const training = codeOf(trainVoice({ samplePath: file, language: 'pt-BR' }, context));
    assert.match(await training, /^sample_/);
    const narration = { file, script: 'Bom dia.', language: 'pt-BR' } as const;
    await assert.rejects(speakRecording(narration, context), /longer than 30 minutes/);
  });

  test('what is taken is opened by its own demuxer and from the file alone', async () => {
    for (const [bytes, demuxer] of [
      [wavAround(''), 'wav'],
      [ID3, 'mp3'],
      [Buffer.from('fffb9000', 'hex'), 'mp3'],
      ['OggS', 'ogg'],
      ['fLaC', 'flac'],
      [Buffer.from('0000001c667479704d344120', 'hex'), 'mov'],
      [Buffer.from('1a45dfa3', 'hex'), 'matroska'],
    ] as const) {
      const file = join(context.workdir, 'in-any');
      await writeFile(file, bytes);
      const input = (await soundInput(file)) ?? [];
      assert.equal(input[input.indexOf('-f') + 1], demuxer);
      assert.equal(input[input.indexOf('-protocol_whitelist') + 1], 'file');
    }
  });
});

/** A PNG of one colour: 16,000 × 16,000 pixels are a gigabyte once decoded and 300 kB here. */
function pngOf(width: number, height: number): Buffer {
  const chunk = (type: string, data: Buffer): Buffer => {
    const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
    const out = Buffer.alloc(body.length + 8);
    out.writeUInt32BE(data.length, 0);
    body.copy(out, 4);
    out.writeUInt32BE(crc32(body), body.length + 4);
    return out;
  };
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  // One bit a pixel, grey.
  header.set([1, 0, 0, 0, 0], 8);
  const rows = deflateSync(Buffer.alloc(height * (1 + Math.ceil(width / 8))));
  const signature = Buffer.from('89504e470d0a1a0a', 'hex');
  return Buffer.concat([
    signature,
    chunk('IHDR', header),
    chunk('IDAT', rows),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

const SVG = `<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script><image href="file:///etc/passwd"/></svg>`;
const PICTURES: readonly (readonly [name: string, bytes: () => Buffer | string, why: RegExp])[] = [
  ['a drawing with a script', () => SVG, /not a PNG/],
  ['a playlist', () => playlistOf(`file://${secret}`), /not a PNG/],
  ['a page that begins as a GIF', () => 'GIF89a/*<script>alert(1)</script>*/', /not a PNG/],
  ['a picture sequence', () => 'ffconcat version 1.0\nfile secret.ts\n', /not a PNG/],
  ['a bomb of 256 megapixels', () => pngOf(16_000, 16_000), /67 megapixels/],
  ['a PNG that claims 4 billion lines', () => claim(pngOf(8, 8)), /cannot be read/],
  [
    'a JPEG of noise',
    () => Buffer.concat([Buffer.from('ffd8ff', 'hex'), Buffer.alloc(4000, 0x5a)]),
    /cannot be read/,
  ],
  [
    'a WebP of noise',
    () => Buffer.concat([Buffer.from('RIFF\xa0\x0f\x00\x00WEBP', 'latin1'), Buffer.alloc(4000)]),
    /cannot be read/,
  ],
];

function claim(png: Buffer): Buffer {
  png.writeUInt32BE(0x7fffffff, 20);
  png.writeUInt32BE(crc32(png.subarray(12, 29)), 29);
  return png;
}

async function film(pictures: Partial<Pick<CompositingRequest, 'backgroundImage' | 'logo'>>) {
  const range = join(context.workdir, 'range.mkv');
  const audio = join(context.workdir, 'film.wav');
  const drawn = '-v error -f lavfi -i color=gray:s=160x90:r=25:d=0.4 -c:v ffv1 -pix_fmt bgr0 -y'.split(' ');
  await run('ffmpeg', [...drawn, range]);
  await run('ffmpeg', [...'-v error -f lavfi -i sine=220:d=0.4:r=48000 -c:a pcm_s16le -y'.split(' '), audio]);
  const request: CompositingRequest = {
    ...{ ranges: [range], audio, frameCount: 10, fps: 25, width: 160, height: 90 },
    ...{ quality: 'draft', format: 'mp4', captions: 'none', script: '', title: 'x' },
    timeline: {
      ...{ version: 1, language: 'pt-BR', duration: 0.4, hop: 0.01, f0: [], energy: [] },
      ...{ phonemes: [], words: [], confidence: 1, source: 'exact' },
    },
    ...pictures,
  };
  return await ffmpegEngine.compose(request, context);
}

describe('instead of a background or logo', () => {
  for (const [name, bytes, why] of PICTURES) {
    test(name, async () => {
      const file = join(context.workdir, 'in-picture');
      await writeFile(file, bytes());
      for (const [kind, pictures] of [
        ['background', { backgroundImage: file }],
        ['logo', { logo: file }],
      ] as const) {
        const error = await film(pictures).then(
          () => null,
          (thrown: unknown) => thrown,
        );
        assert.ok(error instanceof StageFailure, `${kind}: ${error}`);
        assert.equal(error.code, 'input_invalid', `${kind}: ${error.message}`);
        assert.match(error.message, why);
        assert.ok(error.message.startsWith(`The ${kind} `));
      }
    });
  }

  test('of a polyglot only its pixels reach the film', async () => {
    const file = join(context.workdir, 'in-polyglot');
    const marker = 'PK\u0003\u0004<script>alert("polyglot")</script>';
    await writeFile(file, Buffer.concat([pngOf(64, 64), Buffer.from(marker)]));
    const made = await film({ backgroundImage: file, logo: file });
    for (const part of [made.film, made.poster]) {
      assert.ok(!(await readFile(part)).includes('polyglot'));
    }
  });
});
