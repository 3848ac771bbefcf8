/** A look nobody has drawn before: baked in the engine's worker, kept by content, ended with its task. */
import assert from 'node:assert/strict';
import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { avatarHash } from '../../../../avatar/bake/bake.ts';
import { readCatalogueEntry } from '../../../../avatar/catalogue.ts';
import { CURVE_NAMES } from '../../../../supabase/functions/_shared/contract/job.ts';
import type { AvatarLook } from '../../../../supabase/functions/_shared/contract/look.ts';
import { StageFailure, TaskAborted } from '../../failures.ts';
import { toolContext } from '../../speech/tool-context.ts';
import type { RenderRequest } from '../engine.ts';
import { createThreeEngine } from './three.ts';

const scratch = await mkdtemp(join(tmpdir(), 'semblante-own-look-'));
const cache = join(scratch, 'avatars');
const before = process.env.SEMBLANTE_CACHE;
process.env.SEMBLANTE_CACHE = scratch;
after(async () => {
  if (before === undefined) delete process.env.SEMBLANTE_CACHE;
  else process.env.SEMBLANTE_CACHE = before;
  await rm(scratch, { recursive: true, force: true });
});

const engine = createThreeEngine();
const { look: base } = (await readCatalogueEntry('br_safety_carlos')).assets;
/** Bald and shaven: hair is most of a bake. */
const look: AvatarLook = {
  ...base,
  hair: { ...base.hair, style: null },
  face: { ...base.face, chinWidth: 0.7 },
};
const cached = async (): Promise<string[]> => readdir(cache).catch(() => []);
/** Without what renderers keep beside them. */
const baked = async (): Promise<string[]> => (await cached()).filter((name) => name.endsWith('.glb'));

async function request(own: unknown): Promise<RenderRequest> {
  const header = join(scratch, 'curves.json');
  const data = join(scratch, 'curves.f32');
  await writeFile(header, JSON.stringify({ version: 1, fps: 60, frame_count: 6, names: CURVE_NAMES }));
  await writeFile(data, new Uint8Array(6 * CURVE_NAMES.length * 4));
  return {
    avatar: { id: '00000000-0000-4000-8000-0000000000d1', look: own, base: 'br_safety_carlos' },
    curves: { header, data },
    firstFrame: 0,
    frameCount: 2,
    fps: 25,
    width: 160,
    height: 90,
    quality: 'draft',
    framing: 'close',
    background: { type: 'color', color: '#204060' },
    mood: 'neutral',
    seed: 1,
  };
}

/** Draws two frames; answers how progress went. */
async function draw(own: unknown, signal?: AbortSignal, onProgress?: () => void): Promise<number[]> {
  await using tools = await toolContext(signal);
  const told: number[] = [];
  const { frameCount } = await engine.render(await request(own), {
    ...tools,
    progress(fraction) {
      told.push(fraction);
      onProgress?.();
    },
  });
  assert.equal(frameCount, 2);
  return told;
}

test('a look that breaks the schema is refused before anything runs', async () => {
  for (const [broken, where] of [
    [{ ...look, face: { ...look.face, noseWidht: 1 } }, 'face'],
    [{ ...look, skin: { ...look.skin, tone: 'url(http://x)' } }, 'skin.tone'],
    [{ ...look, hair: { ...look.hair, style: '../../etc/passwd' } }, 'hair.style'],
    ['look', 'its root'],
  ] as const) {
    await assert.rejects(draw(broken), (error) => {
      assert.ok(error instanceof StageFailure, String(error));
      assert.deepEqual([error.code, error.retryable], ['avatar_invalid', false]);
      assert.ok(error.message.includes(`at ${where}`), error.message);
      return true;
    });
  }
  assert.deepEqual(await cached(), []);
});

test('cancelled while it bakes, the worker ends and the cache holds nothing of it', async () => {
  const ending = new AbortController();
  const drawing = draw(look, ending.signal, () => ending.abort(new TaskAborted('cancelled')));
  await assert.rejects(drawing, (error) => error instanceof TaskAborted && error.kind === 'cancelled');
  assert.deepEqual(await cached(), []);
});

test('baked once, it is drawn from the cache; another look is another entry', async () => {
  const first = await draw(look);
  const baking = first.filter((fraction) => fraction < 0.08);
  assert.ok(baking.length > 3, `the bake told ${baking.length} steps`);
  const entry = `${avatarHash(look, 'render')}.glb`;
  assert.deepEqual(await baked(), [entry]);
  const made = await stat(join(cache, entry));

  const second = await draw(look);
  assert.deepEqual(
    second.filter((fraction) => fraction < 0.08),
    [],
    'it was baked again',
  );
  const kept = await stat(join(cache, entry));
  assert.deepEqual([kept.ino, kept.mtimeMs], [made.ino, made.mtimeMs]);
  const reordered = Object.fromEntries(Object.entries(look).reverse()) as AvatarLook;
  assert.equal(avatarHash(reordered, 'render'), avatarHash(look, 'render'));
  assert.notEqual(
    avatarHash({ ...look, eyes: { ...look.eyes, iris: '#306090' } }, 'render'),
    avatarHash(look, 'render'),
  );
});
