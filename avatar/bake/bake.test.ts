import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { AvatarLook } from '../../supabase/functions/_shared/contract/look.ts';
import { readCatalogueEntry } from '../catalogue.ts';
import allowed from './assets.json' with { type: 'json' };
import { avatarHash, bakeAvatar, bakeBytes } from './bake.ts';
import { MakeHumanData } from './data.ts';

const run = promisify(execFile);
const scratch = await mkdtemp(join(tmpdir(), 'semblante-bake-'));
after(() => rm(scratch, { recursive: true, force: true }));
const { look } = (await readCatalogueEntry('br_corporate_ana')).assets;

test('two processes with empty caches bake the same bytes', async () => {
  const cli = fileURLToPath(new URL('./cli.ts', import.meta.url));
  const bake = async (name: string): Promise<string> => {
    const env = { ...process.env, SEMBLANTE_CACHE: join(scratch, name) };
    await run(process.execPath, [cli, '--avatar', 'br_corporate_ana', '--preview'], { env });
    const folder = join(scratch, name, 'avatars');
    const files = await readdir(folder);
    assert.deepEqual(
      files,
      [`${avatarHash(look, 'preview')}.glb`],
      'one file under its content key, no leftovers',
    );
    return createHash('sha256')
      .update(await readFile(join(folder, files[0] ?? '')))
      .digest('hex');
  };
  const [first, second] = await Promise.all([bake('one'), bake('two')]);
  assert.equal(first, second);
});

test('a bake uses allowlisted assets only, and everything it uses has a named licence', async () => {
  const { used } = await bakeBytes({ ...look, wardrobe: { ...look.wardrobe, blazer: null } }, 'preview');
  assert.ok(used.length > 8, `only ${used.length} assets seen: the record is not kept`);
  for (const asset of used) {
    const [kind = '', name = ''] = asset.split('/');
    const list = (allowed as unknown as Record<string, string[]>)[kind];
    assert.ok(list?.includes(name), `${asset} is not in assets.json`);
  }
  assert.equal(allowed.licence, 'CC0-1.0');
  assert.ok(allowed.holders.length > 0);
});

test('assets by others in the same package cannot be read', () => {
  const data = new MakeHumanData();
  assert.throws(() => data.proxy('clothes', 'Cocktaildress'), /assets\.json/);
  assert.throws(() => data.proxy('eyebrows', 'Full_beard'), /assets\.json/);
  assert.throws(() => data.target('genitals/penis-length-max'), /assets\.json/);
  assert.throws(() => data.skin('toon01'), /assets\.json/);
});

test('a cached look is not baked again, and its key does not depend on key order', async () => {
  const cacheDir = join(scratch, 'one', 'avatars');
  const turned = Object.fromEntries(Object.entries(look).reverse()) as unknown as AvatarLook;
  assert.equal(avatarHash(turned, 'preview'), avatarHash(look, 'preview'));
  const before = await stat(join(cacheDir, `${avatarHash(look, 'preview')}.glb`));
  const { glb } = await bakeAvatar(turned, { cacheDir, lod: 'preview' });
  assert.equal((await stat(glb)).mtimeMs, before.mtimeMs);
  const paler = { ...look, skin: { ...look.skin, tone: '#e0b8a0' } };
  assert.notEqual(avatarHash(paler, 'preview'), avatarHash(look, 'preview'));
  assert.notEqual(avatarHash(look, 'render'), avatarHash(look, 'preview'));
});

test('a broken look is refused before anything is written', async () => {
  const cacheDir = join(scratch, 'refused');
  await assert.rejects(bakeAvatar({ ...look, version: 2 }, { cacheDir }), { name: 'ZodError' });
  await assert.rejects(readdir(cacheDir), { code: 'ENOENT' });
});

test('an abort ends a bake and leaves no file', async () => {
  const cacheDir = join(scratch, 'aborted');
  const controller = new AbortController();
  const baking = bakeAvatar(look, {
    cacheDir,
    lod: 'preview',
    signal: controller.signal,
    progress: (fraction) => {
      if (fraction > 0) controller.abort(new Error('no longer wanted'));
    },
  });
  await assert.rejects(baking, /no longer wanted/);
  await assert.rejects(readdir(cacheDir), { code: 'ENOENT' });
});
