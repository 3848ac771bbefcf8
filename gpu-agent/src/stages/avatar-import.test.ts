/** Files of other tools, judged as the agent judges them: in a process of its own, with nothing left behind. */
import assert from 'node:assert/strict';
import { copyFile, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import sharp from 'sharp';
import { BROKEN, exported, patched, pictured, plain, vrm } from '../../../avatar/import/testing.ts';
import { readModel } from '../../../avatar/scene/model.ts';
import { AvatarArtifact } from '../../../supabase/functions/_shared/contract/avatar.ts';
import type { ClaimedTask } from '../../../supabase/functions/_shared/contract/job.ts';
import { StageFailure, TaskAborted } from '../failures.ts';
import { toolContext } from '../speech/tool-context.ts';
import { avatarImport } from './avatar-import.ts';
import type { StageContext, StageOutcome } from './stage.ts';

const scratch = await mkdtemp(join(tmpdir(), 'semblante-import-stage-'));
after(() => rm(scratch, { recursive: true, force: true }));

const USER = '00000000-0000-4000-8000-00000000000a';
const AVATAR = '00000000-0000-4000-8000-0000000000d1';
const LEASE = '00000000-0000-4000-8000-0000000000e1';
const SOURCE = `${USER}/${AVATAR}/source.glb`;

interface Imported {
  readonly outcome: StageOutcome;
  /** Object name to the file's copy. */
  readonly stored: ReadonlyMap<string, string>;
  readonly told: readonly number[];
}

async function importGlb(
  bytes: Uint8Array,
  signal?: AbortSignal,
  onProgress?: (fraction: number) => void,
): Promise<Imported> {
  await using tools = await toolContext(signal);
  const stored = new Map<string, string>();
  const told: number[] = [];
  const context = {
    ...tools,
    progress(fraction: number) {
      told.push(fraction);
      onProgress?.(fraction);
    },
    storage: {
      async download(bucket: string, path: string, file: string) {
        assert.deepEqual([bucket, path], ['own-avatars', SOURCE]);
        await writeFile(file, bytes);
      },
      async upload(bucket: string, path: string, file: string) {
        assert.equal(bucket, 'own-avatars');
        const kept = join(scratch, `${stored.size}-${path.split('/').at(-1)}`);
        await copyFile(file, kept);
        stored.set(path, kept);
      },
    },
    task: {
      user_id: USER,
      lease_id: LEASE,
      avatar_import: { id: AVATAR, name: 'Rita', source_path: SOURCE },
    } as ClaimedTask,
  } as unknown as StageContext;
  return { outcome: await avatarImport(context), stored, told };
}

test('a person comes in: a model for films, one for pages, a picture, and what was found', async () => {
  const { outcome, stored, told } = await importGlb(plain);
  const { report, prefix, files } = AvatarArtifact.parse(outcome.artifact);
  assert.deepEqual([report.grade, report.missing, report.unit], ['full', [], 'm']);
  assert.equal(prefix, `${USER}/${AVATAR}/${LEASE}/`);
  assert.deepEqual(
    [...stored.keys()],
    Object.values(files).map((name) => prefix + name),
  );
  const read = async (name: string): Promise<Buffer> => readFile(stored.get(prefix + name) ?? '');
  const model = await readModel(new Uint8Array(await read('model.glb')));
  assert.ok(model.parts.some((part) => part.name === 'skin' && part.targets.has('jawOpen')));
  assert.ok((await read('preview.glb')).length < (await read('model.glb')).length);
  const { width, height, format } = await sharp(await read('poster.webp')).metadata();
  assert.deepEqual([width, height, format], [720, 900, 'webp']);
  // A face before a studio is no flat picture.
  const { channels } = await sharp(await read('poster.webp')).stats();
  assert.ok((channels[0]?.stdev ?? 0) > 25, `red varies by ${channels[0]?.stdev}`);
  assert.deepEqual(
    told,
    [...told].sort((a, b) => a - b),
    'progress went back',
  );
  assert.equal(told.at(-1), 1);
});

test('VRM comes in with a limited grade', async () => {
  const { report } = AvatarArtifact.parse((await importGlb(await vrm())).outcome.artifact);
  assert.deepEqual([report.naming, report.grade], ['vrm', 'limited']);
});

const EXPECTED: Readonly<Record<string, string>> = {
  not_glb: 'glb_unreadable',
  truncated: 'glb_unreadable',
  malformed: 'glb_unreadable',
  out_of_range: 'glb_unreadable',
  not_finite: 'glb_unreadable',
  too_large: 'glb_too_large',
  texture_too_large: 'glb_too_large',
  outside_reference: 'glb_outside_reference',
  extension_unsupported: 'glb_extension_unsupported',
  no_face: 'glb_no_face',
  scale_unknown: 'glb_misplaced',
  not_upright: 'glb_misplaced',
};

const refusedAs = (code: string | undefined, inner: string) => (error: unknown) => {
  assert.ok(error instanceof StageFailure, String(error));
  assert.equal(error.code, code, error.message);
  assert.equal(error.retryable, false);
  assert.ok(error.message.endsWith(`(${inner})`), error.message);
  return true;
};

// One of each kind: every way to break a file is tried where files are read (avatar/import/import.test.ts).
const seen = new Set<string>();
for (const [what, code, make] of BROKEN) {
  if (seen.has(code)) continue;
  seen.add(code);
  test(`${what} ends as ${EXPECTED[code]}`, async () => {
    await assert.rejects(importGlb(await make()), refusedAs(EXPECTED[code], code));
  });
}

test('a picture that is none ends as unreadable', async () => {
  const bytes = await exported((document) => pictured(document, 64));
  await assert.rejects(importGlb(bytes), refusedAs('glb_unreadable', 'malformed'));
});

/** Command lines of whatever runs on this machine and works on an import. */
async function importsRunning(): Promise<string[]> {
  const lines = (await readdir('/proc'))
    .filter((name) => /^\d+$/.test(name))
    .map((pid) => readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => ''));
  return (await Promise.all(lines)).filter((line) => line.includes('avatar-import-worker.ts'));
}

test('a refusal that quotes the file says only what can be stored and shown', async () => {
  const bytes = patched(plain, (json) => {
    json.extensionsRequired = [`EXT_\u0000\u001b[31m${'x'.repeat(5000)}`];
  });
  await assert.rejects(importGlb(bytes), (error) => {
    assert.ok(error instanceof StageFailure);
    assert.equal(error.code, 'glb_extension_unsupported');
    assert.ok(error.message.length < 600 && !/\p{Cc}/u.test(error.message), error.message);
    return true;
  });
});

test('a cancelled import ends its process and leaves nothing', async () => {
  const ending = new AbortController();
  let during: Promise<string[]> | undefined;
  const running = importGlb(plain, ending.signal, (fraction) => {
    // Past the download: the worker has read the file and goes on to write and draw.
    if (fraction <= 0.05 || during) return;
    during = importsRunning();
    void during.then(() => ending.abort(new TaskAborted('cancelled')));
  });
  await assert.rejects(running, (error) => error instanceof TaskAborted && error.kind === 'cancelled');
  const worker = (await during)?.[0];
  assert.ok(worker, 'it was never at work');
  assert.ok(!(await importsRunning()).includes(worker), 'it still runs');
});
