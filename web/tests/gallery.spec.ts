import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { Locator } from '@playwright/test';
import { createClient } from '@supabase/supabase-js';
import { readCatalogueEntry } from '../../avatar/catalogue.ts';
import { CatalogueLipSync } from '../../supabase/functions/_shared/contract/film-report.ts';
import { formatNumber, formatShare } from '../src/lib/format.ts';
import { expect, orderFilm, signUp, test } from './world.ts';

/** What stands below a label. */
const figure = (within: Locator, label: string): Locator =>
  within.getByText(label, { exact: true }).locator('xpath=following-sibling::dd[1]');

test('filters live in the address and survive a reload', async ({ page }) => {
  await page.goto('/');
  await expect(page).toHaveURL('/avatars/gallery');
  await expect(page.getByRole('heading', { name: 'Ana Paula' })).toBeVisible();
  await page.getByLabel('Área').selectOption({ label: 'Segurança' });
  await expect(page).toHaveURL('/avatars/gallery?category=safety');
  await expect(page.getByRole('heading', { name: 'Ana Paula' })).toHaveCount(0);
  await expect(page.getByRole('heading', { name: 'Carlos Silva' })).toBeVisible();
  await page.reload();
  await expect(page.getByLabel('Área')).toHaveValue('safety');
  await expect(page.getByRole('heading', { name: 'Carlos Silva' })).toBeVisible();
  await expect(page.getByRole('heading', { name: 'Ana Paula' })).toHaveCount(0);
});

test('search ignores accents, and nobody is a designed answer', async ({ page }) => {
  await page.goto('/avatars/gallery');
  await page.getByLabel('Buscar por nome').fill('seguranca');
  await expect(page.getByRole('heading', { name: 'Carlos Silva' })).toBeVisible();
  await page.getByLabel('Buscar por nome').fill('zzz');
  await expect(page.getByRole('heading', { name: 'Ninguém com esses filtros' })).toBeVisible();
  await page.getByRole('main').getByRole('button', { name: 'Limpar' }).last().click();
  await expect(page.getByRole('heading', { name: 'Ana Paula' })).toBeVisible();
});

test('the detail opens by keyboard, closes with Escape, and leads to the studio', async ({ page }) => {
  await page.goto('/avatars/gallery');
  const card = page.getByRole('heading', { name: 'Carlos Silva' }).locator('xpath=ancestor::button');
  await card.focus();
  await page.keyboard.press('Enter');
  const detail = page.getByRole('dialog', { name: 'Carlos Silva' });
  const { measured } = (await readCatalogueEntry('br_safety_carlos')).voice_sync;
  const { closure, offset_ms, counts } = CatalogueLipSync.parse(measured);
  await expect(figure(detail, 'Lábios fechados em p, b, m')).toHaveText(
    formatShare(closure ?? Number.NaN, 'pt-BR', 'floor'),
  );
  await expect(figure(detail, 'Som em relação à imagem')).toHaveText(
    `${formatNumber(offset_ms ?? Number.NaN, 'pt-BR', 1)} ms`,
  );
  await expect(detail).toContainText(`Medida em ${counts.sentences} frases`);
  // His film is drawn after the first start: until then there is a picture and no empty player.
  await expect(page.getByRole('dialog').locator('video')).toHaveCount(0);
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await expect(card).toBeFocused();
  await card.click();
  await page.getByRole('link', { name: 'Usar no estúdio' }).click();
  await expect(page).toHaveURL('/avatars/studio');
  await expect(page.getByRole('radio', { name: 'Carlos Silva' })).toBeChecked();
});

test('a film’s lips stand beside the catalogue’s, in the film’s language', async ({
  page,
  person,
  world,
}) => {
  const measured = CatalogueLipSync.parse((await readCatalogueEntry('br_corporate_ana')).voice_sync.measured);
  const portuguese = measured.languages['pt-BR'];
  await signUp(page, person);
  const jobId = await orderFilm(page, 'Comparado');
  await world.hand.finish(jobId);
  const closed = page.getByText('Lábios fechados em p, b, m', { exact: true }).locator('xpath=parent::div');
  await expect(closed.locator('dd').first()).toHaveText('100%');
  await expect(closed).toContainText(
    `No catálogo: ${formatShare(portuguese?.closure ?? Number.NaN, 'pt-BR', 'floor')}`,
  );
  const offset = page.getByText('Som em relação à imagem', { exact: true }).locator('xpath=parent::div');
  await expect(offset).toContainText(
    `No catálogo: ${formatNumber(portuguese?.offset_ms ?? Number.NaN, 'pt-BR', 1)} ms`,
  );
});

test('a greeting is played with its captions', async ({ page, world }) => {
  const { stdout: film } = await promisify(execFile)(
    'ffmpeg',
    [
      ...['-v', 'error', '-f', 'lavfi', '-i', 'color=size=160x200:rate=25:duration=2', '-pix_fmt', 'yuv420p'],
      ...['-movflags', 'frag_keyframe+empty_moov', '-f', 'mp4', 'pipe:1'],
    ],
    { encoding: 'buffer' },
  );
  const captions = 'WEBVTT\n\n00:00.100 --> 00:01.900\nOlá! Eu sou a Joana.\n';
  const admin = createClient(world.stack.url, world.stack.keys.secret, { auth: { persistSession: false } });
  for (const [name, body, contentType] of [
    ['preview.vtt', captions, 'text/vtt'],
    ['preview.mp4', film, 'video/mp4'],
  ] as const) {
    const { error } = await admin.storage
      .from('avatars')
      .upload(`br_safety_joana/${name}`, body, { contentType });
    expect(error).toBeNull();
  }
  await page.goto('/avatars/gallery?person=br_safety_joana');
  const video = page.getByRole('dialog').locator('video');
  await expect
    .poll(() =>
      video.evaluate((player: HTMLVideoElement) => {
        const [track] = player.textTracks;
        return [track?.language, track?.mode, (track?.cues?.[0] as VTTCue | undefined)?.text];
      }),
    )
    .toEqual(['pt-BR', 'showing', 'Olá! Eu sou a Joana.']);
});

test('a service that does not answer is said in words, with a way on', async ({ page }) => {
  let down = true;
  await page.route('**/api/v2/avatars/gallery*', (route) =>
    down
      ? route.fulfill({ status: 503, contentType: 'text/html', body: '<h1>Bad gateway</h1>' })
      : route.continue(),
  );
  await page.goto('/avatars/gallery');
  await expect(page.getByRole('alert')).toContainText('O serviço não está respondendo');
  down = false;
  await page.getByRole('button', { name: 'Tentar de novo' }).click();
  await expect(page.getByRole('heading', { name: 'Ana Paula' })).toBeVisible();
});

test('without a network the page says so and keeps what it has', async ({ page, context }) => {
  await page.goto('/avatars/gallery');
  await expect(page.getByRole('heading', { name: 'Ana Paula' })).toBeVisible();
  await context.setOffline(true);
  await expect(page.getByText('Sem conexão.')).toBeVisible();
  await expect(page.getByRole('heading', { name: 'Ana Paula' })).toBeVisible();
  await context.setOffline(false);
  await expect(page.getByText('Sem conexão.')).toHaveCount(0);
});

test('an unknown address is a page of its own', async ({ page }) => {
  await page.goto('/avatars/nowhere');
  await expect(page.getByRole('heading', { level: 1, name: 'Esta página não existe' })).toBeVisible();
});

test('Escape closes the menu that has the focus, though a notice came after it', async ({ page, person }) => {
  await signUp(page, person);
  const answer = Promise.withResolvers<void>();
  await page.route('**/favourites/*', async (route) => {
    await answer.promise;
    await route.abort();
  });
  await page.getByRole('button', { name: 'Favoritar Ana Paula' }).click();
  await page.getByRole('button', { name: 'Conta, idioma e tema' }).click();
  const menu = page.getByRole('menu');
  await expect(menu).toBeVisible();
  answer.resolve();
  const notice = page.getByText('Sem resposta do servidor', { exact: true });
  await expect(notice).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(menu).toBeHidden();
  await expect(notice).toBeVisible();
});
