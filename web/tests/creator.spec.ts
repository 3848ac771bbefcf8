import { readFile } from 'node:fs/promises';
import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { createClient } from '@supabase/supabase-js';
import { MakeHumanData } from '../../avatar/bake/data.ts';
import { creatorManifest } from '../../avatar/creator/options.ts';
import { writePack } from '../../avatar/creator/write-pack.ts';
import { publishModel } from './real-voice.ts';
import { WITH_WEBGL } from './webgl.ts';
import { expect, signUp, test, type World } from './world.ts';

test.use({ launchOptions: WITH_WEBGL });

const AVATAR = 'br_corporate_ana';
/** Lends her hair. */
const BOB = 'br_corporate_marta';
/** Lends his glasses. */
const METAL = 'br_corporate_eduardo';

async function publishPack({ stack }: World): Promise<void> {
  const pack = writePack(new MakeHumanData());
  const admin = createClient(stack.url, stack.keys.secret, { auth: { persistSession: false } });
  const bucket = admin.storage.from('avatars');
  const manifest = JSON.stringify(creatorManifest('creator/pack-test.bin', pack.length));
  for (const [path, body, contentType] of [
    ['creator/pack-test.bin', pack, 'application/octet-stream'],
    ['creator/manifest.json', new TextEncoder().encode(manifest), 'application/json'],
  ] as const) {
    const { error } = await bucket.upload(path, body, { contentType, upsert: true });
    if (error) throw error;
  }
}

test.beforeAll(async ({ world }) => {
  test.setTimeout(300_000);
  await publishPack(world);
  for (const avatar of [AVATAR, BOB, METAL]) await publishModel(world, avatar);
});

const look = (page: Page) =>
  page.evaluate(() => {
    const stored = JSON.parse(localStorage.getItem('semblante.draft') ?? 'null') as {
      look: { look: { face: Record<string, number>; hair: { style: string; colour: string } } } | null;
    } | null;
    return stored?.look?.look ?? null;
  });

/** The canvas as it is drawn now, small: what a person would compare. */
const picture = (page: Page): Promise<number[]> =>
  page.evaluate(() => {
    const context = new OffscreenCanvas(80, 45).getContext('2d');
    const canvas = document.querySelector<HTMLCanvasElement>('[data-viewer] canvas');
    if (!context || !canvas) throw new Error('nothing to look at');
    context.drawImage(canvas, 0, 0, 80, 45);
    return [...context.getImageData(0, 0, 80, 45).data];
  });
const apart = (a: number[], b: number[]): number =>
  Math.sqrt(a.reduce((sum, value, i) => sum + (value - (b[i] ?? 0)) ** 2, 0) / a.length);

/** The picture once the camera has come where it goes and nothing changes any more. */
async function settled(page: Page): Promise<number[]> {
  let last: number[] = [];
  await expect
    .poll(
      async () => {
        const now = await picture(page);
        const moved = last.length === 0 ? 255 : apart(now, last);
        last = now;
        return moved;
      },
      { intervals: [800], timeout: 60_000 },
    )
    .toBeLessThan(0.05);
  return last;
}

async function openCreator(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const original = HTMLCanvasElement.prototype.getContext;
    HTMLCanvasElement.prototype.getContext = function (
      this: HTMLCanvasElement,
      kind: string,
      options?: object,
    ) {
      const kept = kind === 'webgl2' ? { ...options, preserveDrawingBuffer: true } : options;
      return Reflect.apply(original, this, [kind, kept]);
    } as typeof original;
  });
  await page.goto(`/avatars/studio?avatar=${AVATAR}`);
  // As it stays: hair that cannot be seen is left out a few seconds after the first picture.
  await expect(page.locator('[data-viewer="ready"] canvas[data-hair="thin"]')).toBeVisible({
    timeout: 60_000,
  });
  await page.getByRole('button', { name: 'Mudar a aparência' }).click();
  await expect(page.locator('[data-creator]')).toBeVisible();
}

test('a drag reshapes the person in the viewer and is one step of the history', async ({ page }) => {
  test.setTimeout(180_000);
  await openCreator(page);
  await page.getByRole('tab', { name: 'Idade e corpo' }).click();
  const before = await settled(page);
  const thumb = page.getByRole('slider', { name: 'Peso' });
  const box = await thumb.boundingBox();
  if (!box) throw new Error('no slider');
  await page.mouse.move(box.x + 10, box.y + 10);
  await page.mouse.down();
  for (let step = 1; step <= 6; step++) await page.mouse.move(box.x + 10 + step * 45, box.y + 10);
  await page.mouse.up();
  await expect.poll(async () => apart(await picture(page), before), { timeout: 60_000 }).toBeGreaterThan(0.8);
  await expect(page.getByRole('tab', { name: /Idade e corpo.*mudado/ })).toBeVisible();
  await page.getByRole('button', { name: 'Desfazer' }).click();
  await expect(page.getByRole('tab', { name: 'Idade e corpo', exact: true })).toBeVisible();
  await expect.poll(async () => apart(await picture(page), before), { timeout: 60_000 }).toBeLessThan(0.3);
});

test('hair of somebody else is put on at once, in another colour; what only a film shows is told', async ({
  page,
}) => {
  test.setTimeout(180_000);
  await openCreator(page);
  await page.getByRole('tab', { name: 'Cabelo' }).click();
  const before = await settled(page);
  await page.getByRole('radio', { name: 'Chanel' }).click();
  await expect.poll(async () => apart(await picture(page), before), { timeout: 60_000 }).toBeGreaterThan(3);
  const dark = await settled(page);
  await page
    .getByRole('radiogroup', { name: 'Cor do cabelo' })
    .getByRole('radio', { name: 'Cor #cfae7a' })
    .click();
  await page
    .getByRole('radiogroup', { name: 'Cor das mechas' })
    .getByRole('radio', { name: 'Cor #cfae7a' })
    .click();
  await expect.poll(async () => apart(await picture(page), dark), { timeout: 60_000 }).toBeGreaterThan(2);
  await page.getByRole('tab', { name: 'Pele' }).click();
  await page.getByRole('slider', { name: 'Sardas' }).press('End');
  await expect(page.locator('[data-creator]')).toContainText(
    'Aparece só no vídeo: detalhes da pele e dos lábios.',
  );
  await expect.poll(() => look(page)).toMatchObject({ hair: { style: 'bob', colour: '#cfae7a' } });
});

/** What differs before the eyes and on nose, cheeks and mouth below: hair frays a little with whatever is changed. */
function parts(a: number[], b: number[]): { eyes: number; mouth: number } {
  const box = (pixels: number[], left: number, right: number, top: number, bottom: number) =>
    pixels.filter((_, i) => {
      const [x, y] = [(i >> 2) % 80, Math.floor((i >> 2) / 80)];
      return x >= left && x < right && y >= top && y < bottom;
    });
  const between = (...place: [number, number, number, number]) => apart(box(a, ...place), box(b, ...place));
  return { eyes: between(34, 46, 13, 17), mouth: between(36, 44, 18, 23) };
}

test('metal frames of somebody else are on her nose at once, chosen by their picture', async ({ page }) => {
  test.setTimeout(180_000);
  await openCreator(page);
  await page.getByRole('tab', { name: 'Equipamento' }).click();
  const before = await settled(page);
  await page.getByRole('switch', { name: 'Óculos' }).click();
  const frames = page.getByRole('radiogroup', { name: 'Armação' });
  await expect(frames.getByRole('radio', { name: 'Metal fino' })).toBeChecked();
  await frames.scrollIntoViewIfNeeded();
  for (const shown of await frames.locator('img').all())
    await expect.poll(() => shown.evaluate((img: HTMLImageElement) => img.naturalWidth)).toBe(132);
  await expect
    .poll(async () => parts(await picture(page), before).eyes, { timeout: 60_000 })
    .toBeGreaterThan(2);
  const worn = parts(await settled(page), before);
  expect(worn.eyes).toBeGreaterThan(4 * worn.mouth);
  // Nobody wears what is for a film alone.
  await expect(page.locator('[data-creator]')).not.toContainText('os óculos');
  await page.getByRole('button', { name: 'Desfazer' }).click();
  await expect
    .poll(async () => parts(await picture(page), before).eyes, { timeout: 60_000 })
    .toBeLessThan(0.5);
});

test('groups and everything can be reset; somebody new is somebody else', async ({ page }) => {
  await openCreator(page);
  await page.getByRole('tab', { name: 'Nariz' }).click();
  await page.getByRole('slider', { name: 'Largura', exact: true }).press('End');
  await page.getByRole('tab', { name: 'Boca' }).click();
  await page.getByRole('slider', { name: 'Cantos' }).press('Home');
  await expect.poll(async () => (await look(page))?.face).toMatchObject({ noseWidth: 1, mouthCorners: -1 });
  await page.getByRole('button', { name: 'Restaurar boca' }).click();
  await expect.poll(async () => (await look(page))?.face).toMatchObject({ noseWidth: 1, mouthCorners: 0.12 });
  await page.getByRole('button', { name: 'Restaurar tudo' }).click();
  await expect.poll(() => look(page)).toBeNull();
  await page.getByRole('button', { name: 'Alguém novo' }).click();
  await expect.poll(async () => Object.keys((await look(page))?.face ?? {}).length).toBeGreaterThan(40);
  // On a phone the preview stays in sight, and nothing is wider than the page.
  await page.setViewportSize({ width: 390, height: 844 });
  await page.getByRole('tab', { name: 'Olhos' }).click();
  await expect(page.getByRole('application')).toBeInViewport();
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')).toEqual([]);
});

test('a look is saved as an avatar of one’s own, changed, ordered a film with and deleted', async ({
  page,
  person,
  world,
}) => {
  test.setTimeout(240_000);
  await signUp(page, person, '/avatars/studio');
  await openCreator(page);
  await page.getByRole('tab', { name: 'Nariz' }).click();
  await page.getByRole('slider', { name: 'Largura', exact: true }).press('End');
  // A film takes saved avatars only.
  await page.getByLabel('O que será dito').fill('Bom dia.');
  await page.getByRole('button', { name: 'Renderizar', exact: true }).click();
  await expect(page.getByRole('alert').first()).toContainText('salve como avatar seu');

  await page.getByLabel('Nome do avatar').fill('Ana da obra');
  await page.getByRole('button', { name: 'Salvar como avatar meu' }).click();
  const tile = page.getByRole('radio', { name: /Ana da obra/ });
  await expect(tile).toBeChecked({ timeout: 60_000 });
  const { rows } = await world.stack.sql<{ name: string; nose: number; poster: string | null; base: string }>(
    `select a.name, (a.assets #>> '{look,face,noseWidth}')::float as nose, a.assets ->> 'poster_url' as poster,
       a.base_avatar_id as base
     from public.avatars_3d a join public.users u on u.id = a.user_id where u.email = $1`,
    [person.email],
  );
  expect(rows).toMatchObject([{ name: 'Ana da obra', nose: 1, base: AVATAR }]);
  expect(rows[0]?.poster).toContain('snapshot.webp');

  await page.getByRole('tab', { name: 'Nariz' }).click();
  await page.getByRole('slider', { name: 'Largura', exact: true }).press('Home');
  await page.getByLabel('Nome do avatar').fill('Ana do canteiro');
  await page.getByRole('button', { name: 'Salvar mudanças' }).click();
  await expect(page.getByRole('radio', { name: /Ana do canteiro/ })).toBeChecked({ timeout: 60_000 });

  await page.goto('/avatars/gallery?mine=1');
  await expect(page.getByRole('heading', { name: 'Ana do canteiro' })).toBeVisible();

  await page.goto('/avatars/studio');
  await page.getByRole('button', { name: 'Renderizar', exact: true }).click();
  await page.waitForURL(/\/avatars\/render\/[0-9a-f-]{36}$/);

  await page.goto('/avatars/studio');
  await page.getByRole('button', { name: 'Mudar a aparência' }).click();
  await page.getByRole('button', { name: 'Apagar avatar' }).click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Apagar avatar' }).click();
  await expect(page.getByText('Há vídeos na fila com este avatar').first()).toBeVisible();
});

test('a GLB is judged in words before it is sent, and followed while an agent checks it', async ({
  page,
  person,
}) => {
  test.setTimeout(120_000);
  await signUp(page, person, '/avatars/studio');
  await page.getByRole('button', { name: 'Trazer um avatar (GLB)' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Escolher arquivo GLB').setInputFiles({
    name: 'foto.glb',
    mimeType: 'model/gltf-binary',
    buffer: Buffer.from('not a model at all'),
  });
  await expect(dialog.getByRole('alert')).toContainText('Exporte como glTF 2.0 binário');
  const { glb } = await import('../../avatar/bake/bake.ts').then(async ({ bakeAvatar }) => {
    const { readCatalogueEntry } = await import('../../avatar/catalogue.ts');
    return bakeAvatar((await readCatalogueEntry(AVATAR)).assets.look, { lod: 'preview' });
  });
  await dialog.getByLabel('Escolher arquivo GLB').setInputFiles({
    name: 'minha_pessoa.glb',
    mimeType: 'model/gltf-binary',
    buffer: await readFile(glb),
  });
  await expect(dialog.getByText('Completo: as 52 formas do ARKit estão lá.')).toBeVisible({
    timeout: 60_000,
  });
  await expect(dialog.getByLabel('Nome do avatar')).toHaveValue('minha pessoa');
  await dialog.getByRole('button', { name: 'Enviar' }).click();
  await expect(page.getByRole('radio', { name: /minha pessoa/ })).toBeChecked({ timeout: 60_000 });
  await expect(page.getByText('Um agente está conferindo o arquivo')).toBeVisible();
});
