import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, beforeEach, test } from 'node:test';
import { describeVoice, installedVoices } from '../engines/speech/neural-models.ts';
import { piperConfig, tinyModel, writePiperFiles } from '../engines/speech/testing/tiny-vits.ts';
import { decodeWav } from '../speech/pcm.ts';
import { CATALOGUE } from './catalogue.ts';
import { runVoices, type Terminal } from './cli.ts';
import { type Hub, startHub } from './testing/hub.ts';

const ID = 'pt_BR-faber-medium';
const FOLDER = 'pt/pt_BR/faber/medium';
const CARD = '# Model card for faber (medium)\n\n* Dataset licence: CC0\n';
const MODEL = `${FOLDER}/${ID}.onnx`;

let cache: string;
let hub: Hub;
const roots: string[] = [];
const saved = { voices: process.env.SEMBLANTE_VOICES_DIR, hub: process.env.HF_ENDPOINT };

beforeEach(async () => {
  cache = await mkdtemp(join(tmpdir(), 'semblante-voices-'));
  roots.push(cache);
  hub = await startHub('rhasspy/piper-voices', {
    [MODEL]: tinyModel(),
    [`${MODEL}.json`]: Buffer.from(JSON.stringify(piperConfig())),
    [`${FOLDER}/MODEL_CARD`]: Buffer.from(CARD),
    [`${FOLDER}/samples/speaker_0.mp3`]: Buffer.alloc(5000),
    'pt/pt_BR/faber/medium-2/other.onnx': Buffer.alloc(2000),
  });
  process.env.SEMBLANTE_VOICES_DIR = cache;
  process.env.HF_ENDPOINT = hub.url;
});
afterEach(() => hub.close());
after(async () => {
  for (const root of roots) await rm(root, { recursive: true, force: true });
  restore('SEMBLANTE_VOICES_DIR', saved.voices);
  restore('HF_ENDPOINT', saved.hub);
});

function restore(name: string, value: string | undefined): void {
  if (value === undefined) delete process.env[name];
  else process.env[name] = value;
}

interface Run {
  readonly code: number;
  readonly out: string;
  readonly status: string;
  readonly waits: number[];
}

async function run(argv: string[], ask: Terminal['ask'] = null): Promise<Run> {
  let out = '';
  let status = '';
  const waits: number[] = [];
  const code = await runVoices(argv, {
    out: (text) => {
      out += text;
    },
    status: (text) => {
      status += text;
    },
    ask,
    line: {
      signal: new AbortController().signal,
      wait: async (seconds) => void waits.push(seconds),
    },
  });
  return { code, out, status, waits };
}

const add = (...more: string[]) => run(['add', ID, '--accept-licence', ...more]);
const asked = (name: string) =>
  hub.requests.filter(({ path }) => path.startsWith('/cdn/') && path.endsWith(name));

test('add shows size, source and licence, downloads what is listed, and the voice speaks', async () => {
  const { code, out, status } = await add();
  assert.equal(code, 0, status);
  assert.match(out, /3 files, \d/);
  assert.ok(
    out.includes(CARD.trim()) && out.includes(`${hub.url}/rhasspy/piper-voices/tree/0123456789abcdef`),
  );
  assert.match(status, /100% of/);
  const { voices } = await installedVoices();
  assert.equal(voices[0]?.id, ID);
  assert.equal(voices[0]?.manifest?.licence, CARD);
  assert.equal(voices[0]?.manifest?.gender, 'male');
  assert.deepEqual((await readdir(cache)).sort(), [ID], 'no staging folder stays');
  assert.deepEqual(
    (await readdir(join(cache, ID))).sort(),
    ['MODEL_CARD', 'model.onnx', `${ID}.onnx.json`, 'tokens.txt', 'voice.json'].sort(),
  );
  assert.equal(asked('.mp3').length + asked('other.onnx').length, 0, 'nothing else was fetched');
  const original = tinyModel();
  const installed = await readFile(join(cache, ID, 'model.onnx'));
  assert.ok(installed.subarray(0, original.length).equals(original), 'the publisher’s bytes stay in front');

  const wav = join(cache, 'out.wav');
  const spoken = await run(['test', ID, '--text', 'Bom dia.', '--out', wav]);
  assert.equal(spoken.code, 0, spoken.status);
  assert.match(spoken.out, /s of speech in/);
  assert.ok(decodeWav(await readFile(wav)).samples.some((v) => Math.abs(v) > 0.05));

  const listed = await run(['list', '--json']);
  const { installed: known, available } = JSON.parse(listed.out) as {
    installed: { id: string }[];
    available: { id: string }[];
  };
  assert.deepEqual(
    known.map(({ id }) => id),
    [ID],
  );
  assert.equal(available.length, CATALOGUE.length - 1);
  const again = await add();
  assert.equal(again.code, 1);
  assert.match(again.status, /already installed/);
  assert.equal((await run(['remove', ID])).code, 0);
  assert.deepEqual(await readdir(cache).then((names) => names.filter((n) => n !== 'out.wav')), []);
});

test('without acceptance only the card is fetched', async () => {
  const quiet = await run(['add', ID]);
  assert.equal(quiet.code, 1);
  assert.match(quiet.status, /--accept-licence/);
  const questions: string[] = [];
  const refused = await run(['add', ID], async (question) => {
    questions.push(question);
    return 'n';
  });
  assert.equal(refused.code, 1);
  assert.equal(questions.length, 1);
  assert.equal(asked('.onnx').length, 0);
  assert.deepEqual((await installedVoices()).voices, []);
  const agreed = await run(['add', ID], async () => 'sim');
  assert.equal(agreed.code, 0, agreed.status);
});

/** Breaks the line only once what was sent lies on the disk: what a broken line still holds may be lost. */
async function cutOnceKept(bytes: number): Promise<void> {
  const part = join(cache, `.download-${ID}`, `${ID}.onnx.part`);
  const kept = () =>
    stat(part).then(
      ({ size }) => size,
      () => 0,
    );
  while ((await kept()) < bytes) await new Promise((turn) => setImmediate(turn));
}

test('a download cut in the middle continues where it stopped', async () => {
  hub.misbehave.cutAfter[MODEL] = [1200, 900];
  hub.misbehave.beforeCut = cutOnceKept;
  const { code, status, waits } = await add();
  assert.equal(code, 0, status);
  assert.deepEqual(
    asked('.onnx').map(({ range }) => range),
    [undefined, 'bytes=1200-', 'bytes=2100-'],
  );
  assert.ok(waits.length === 2);
});

test('what an earlier run received is continued by the next one', async () => {
  const size = tinyModel().length;
  const staging = join(cache, `.download-${ID}`);
  await mkdir(staging);
  await writeFile(join(staging, `${ID}.onnx.part`), tinyModel().subarray(0, size - 10));
  assert.equal((await add()).code, 0);
  assert.deepEqual(
    asked('.onnx').map(({ range }) => range),
    [`bytes=${size - 10}-`],
  );
});

test('a server without ranges is read from the start', async () => {
  hub.misbehave.cutAfter[MODEL] = [1200];
  hub.misbehave.ignoreRange = true;
  assert.equal((await add()).code, 0);
  assert.equal(asked('.onnx').length, 2);
});

test('a line that brings nothing any more is given up with advice, and nothing is installed', async () => {
  hub.misbehave.beforeCut = cutOnceKept;
  hub.misbehave.cutAfter[MODEL] = [500, ...Array.from({ length: 20 }, () => 0)];
  const { code, status } = await add();
  assert.equal(code, 1);
  assert.match(status, /broke off 6 times.*continues where it stopped/);
  assert.equal((await stat(join(cache, `.download-${ID}`, `${ID}.onnx.part`))).size, 500);
  assert.deepEqual((await installedVoices()).voices, []);
});

test('bytes that are not the listed ones are thrown away, large and small', async () => {
  for (const name of [MODEL, `${FOLDER}/MODEL_CARD`]) {
    hub.misbehave.tamper = new Set([name]);
    const { code, status } = await add();
    assert.equal(code, 1);
    assert.match(status, /is not what its publisher lists \((sha256|git-sha1) differs\)/);
    const kept = await readdir(join(cache, `.download-${ID}`)).catch(() => []);
    assert.ok(!kept.some((file) => file.endsWith('.part')), 'the wrong bytes are gone');
    assert.deepEqual((await installedVoices()).voices, []);
  }
  hub.misbehave.tamper.clear();
  assert.equal((await add()).code, 0);
});

test('a file or repository that is gone is said so at once', async () => {
  hub.misbehave.missing.add(MODEL);
  const { code, status, waits } = await add();
  assert.equal(code, 1);
  assert.match(status, /no longer has pt_BR-faber-medium\.onnx \(status 404\)/);
  assert.deepEqual(waits, []);
  const other = await run(['add', 'kokoro-multi-lang-v1_0', '--accept-licence']);
  assert.match(other.status, /no longer has .*kokoro.* \(status 404\)/);
});

test('a busy server is waited for', async () => {
  hub.misbehave.first.push({ status: 503 });
  const { code, waits } = await add();
  assert.equal(code, 0);
  assert.equal(waits.length, 1);
});

test('a rate limit on a file is waited for by its own number', async () => {
  // The fourth request is the card's, after the revision and two pages of the listing.
  const { requests, misbehave } = hub;
  const push = requests.push.bind(requests);
  requests.push = (...items) => {
    if (requests.length === 3) misbehave.first.push({ status: 429, headers: { 'retry-after': '7' } });
    return push(...items);
  };
  const { code, waits, status } = await add();
  assert.equal(code, 0, status);
  assert.deepEqual(waits, [7]);
});

test('a closed network is named, with the way around it', async () => {
  await hub.close();
  const { code, status } = await add();
  assert.equal(code, 1);
  assert.match(status, /cannot be reached \(ECONNREFUSED\)\. The network seems to be closed\. Download/);
  assert.match(status, /npm run voices -- add \.\/pt_BR-faber-medium/);
  hub = await startHub('x/y', {});
});

test('a login page between is not taken for a listing', async () => {
  hub.misbehave.loginPage = true;
  const { code, status } = await add();
  assert.equal(code, 1);
  assert.match(status, /no listing; a proxy or a login page/);
});

test('a folder brought by hand is taken in either layout', async () => {
  const source = join(cache, '..', `brought-${process.pid}`);
  roots.push(source);
  await writePiperFiles(source, 'es_ES-davefx-medium', { espeak: 'es', code: 'es_ES' });
  const piper = await run(['add', source, '--accept-licence']);
  assert.equal(piper.code, 0, piper.status);
  assert.match(piper.out, /es_ES-davefx-medium is installed and speaks es-ES/);
  const { manifest } = await describeVoice(join(cache, 'es_ES-davefx-medium'), 'es_ES-davefx-medium');
  assert.equal(manifest?.gender, 'male', 'known from the catalogue');

  const sherpa = join(source, 'vits-piper-en_US-tiny-low');
  await mkdir(sherpa);
  const metadata = {
    model_type: 'vits',
    comment: 'piper',
    voice: 'en-us',
    has_espeak: '1',
    sample_rate: '22050',
  };
  await writeFile(join(sherpa, 'en_US-tiny-low.onnx'), tinyModel(metadata));
  await writeFile(join(sherpa, 'tokens.txt'), '_ 0\n^ 1\n$ 2\n  3\n');
  const second = await run(['add', sherpa, '--accept-licence']);
  assert.equal(second.code, 0, second.status);
  assert.match(second.out, /en_US-tiny-low is installed and speaks en-US/);
  assert.deepEqual(
    await readdir(source).then((files) => files.includes('tokens.txt')),
    false,
    'the source stays',
  );
});

test('folders that hold no voice are refused with what is missing, and leave nothing', async () => {
  const source = join(cache, '..', `broken-${process.pid}`);
  roots.push(source);
  const refused = async (pattern: RegExp) => {
    const { code, status } = await run(['add', source, '--accept-licence']);
    assert.equal(code, 1);
    assert.match(status, pattern);
    assert.deepEqual(await readdir(cache), []);
  };
  await mkdir(source);
  await refused(/holds no \.onnx model/);
  await writePiperFiles(source, 'pt_BR-x-low');
  await writeFile(join(source, 'pt_BR-x-low.onnx.json'), '{');
  await refused(/is no JSON/);
  await writePiperFiles(source, 'pt_BR-x-low');
  await writeFile(join(source, 'pt_BR-x-low.onnx'), tinyModel().subarray(0, 1000));
  await refused(/cut off/);
  await rm(join(source, 'pt_BR-x-low.onnx.json'));
  await writeFile(join(source, 'pt_BR-x-low.onnx'), tinyModel());
  await refused(/tokens\.txt is missing/);
  await rm(source, { recursive: true });
  await writePiperFiles(source, 'de_DE-x-low', { espeak: 'de', code: 'de_DE' });
  await refused(/speaks none of pt-BR, en-US and es-ES/);
});

test('a voice that changed on the disk is not spoken with', async () => {
  await add();
  const tokens = join(cache, ID, 'tokens.txt');
  await writeFile(tokens, `${await readFile(tokens, 'utf8')}x 300\n`);
  const { code, status } = await run(['test', ID]);
  assert.equal(code, 1);
  assert.match(status, /tokens\.txt of pt_BR-faber-medium changed/);
});

test('wrong commands exit with 2', async () => {
  for (const argv of [
    ['sing'],
    ['add'],
    ['add', 'xx_XX-nobody'],
    ['remove', '../etc'],
    ['list', '--loud'],
    ['test', 'nobody'],
  ]) {
    assert.equal((await run(argv)).code, 2, argv.join(' '));
  }
  assert.equal((await run([])).code, 0);
});
