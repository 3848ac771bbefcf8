import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { expect, orderFilm, signUp, test } from './world.ts';

async function open(page: Page, title: string): Promise<void> {
  await page.goto('/avatars/history');
  await page.getByRole('button', { name: new RegExp(title) }).click();
  await expect(page.getByRole('dialog').getByLabel(`Vídeo: ${title}`)).toBeVisible();
}

async function serious(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) =>
      nodes.map(({ target, failureSummary }) => `${id} ${target} ${failureSummary}`),
    );
}

test('a film is shared by a link that counts, shows it to a visitor, and ends', async ({
  page,
  person,
  browser,
  world,
}) => {
  await signUp(page, person);
  const jobId = await orderFilm(page, 'Para mostrar');
  await world.hand.finish(jobId);
  await open(page, 'Para mostrar');
  await page.getByRole('button', { name: 'Compartilhar' }).click();
  const dialog = page.getByRole('dialog', { name: /Compartilhar/ });
  await expect(dialog.getByText('Nenhum link ainda.')).toBeVisible();
  await dialog.getByLabel('Vale por').selectOption('30');
  await dialog.getByRole('button', { name: 'Criar link' }).click();
  const address = await dialog.getByLabel('Link criado', { exact: true }).inputValue();
  expect(address).toMatch(/\/s\/[0-9a-f]{64}$/);
  expect(await serious(page)).toEqual([]);

  const visitor = await browser.newContext({ baseURL: world.studio.url, locale: 'pt-BR' });
  const outside = await visitor.newPage();
  const answer = await outside.goto(address);
  expect(answer?.headers()['x-robots-tag']).toContain('noindex');
  expect(answer?.headers()['referrer-policy']).toBe('no-referrer');
  await expect(outside.getByRole('heading', { level: 1, name: 'Para mostrar' })).toBeVisible();
  await expect(outside.locator('meta[name=robots]')).toHaveAttribute('content', /noindex/);
  const film = outside.getByLabel('Vídeo: Para mostrar');
  await expect.poll(() => film.evaluate((video: HTMLVideoElement) => Math.round(video.duration))).toBe(1);
  await expect.poll(() => film.evaluate((video: HTMLVideoElement) => video.textTracks.length)).toBe(1);
  expect(await outside.content()).not.toContain(person.email);
  for (const colorScheme of ['light', 'dark'] as const) {
    await outside.emulateMedia({ colorScheme });
    expect(await serious(outside)).toEqual([]);
  }

  await page.reload();
  await page.getByRole('button', { name: 'Compartilhar' }).click();
  await expect(dialog.getByText('visto 1 vez')).toBeVisible();
  await dialog.getByRole('button', { name: /Retirar o link/ }).click();
  await expect(dialog.getByText('retirado', { exact: true })).toBeVisible();
  await outside.reload();
  await expect(outside.getByRole('heading', { name: 'Este link não vale mais' })).toBeVisible();
  expect(await serious(outside)).toEqual([]);
  await outside.goto(`/s/${'0'.repeat(64)}`);
  await expect(outside.getByRole('heading', { name: 'Este link não existe' })).toBeVisible();
  await visitor.close();
});

test('a deleted film can be taken back, and is gone when it is not', async ({ page, person, world }) => {
  await signUp(page, person);
  const jobId = await orderFilm(page, 'Por engano');
  await world.hand.finish(jobId);
  await open(page, 'Por engano');
  await page.getByRole('button', { name: 'Apagar' }).click();
  await expect(page.getByRole('heading', { name: 'O seu primeiro vídeo vai aparecer aqui' })).toBeVisible();
  await page.getByRole('button', { name: 'Desfazer' }).click();
  await expect(page.getByRole('button', { name: /Por engano/ })).toBeVisible();
  await page.getByRole('button', { name: /Por engano/ }).click();
  await page.getByRole('button', { name: 'Apagar' }).click();
  await expect(page.getByRole('heading', { name: 'O seu primeiro vídeo vai aparecer aqui' })).toBeVisible();
  await page.goto(`/avatars/render/${jobId}`);
  await expect(page.getByRole('alert')).toContainText('Renderização não encontrada');

  // The notice with its undo is gone; the list of what was deleted is not.
  await page.goto('/avatars/history');
  await page.getByRole('button', { name: 'Vídeos apagados' }).click();
  const deleted = page.getByRole('dialog', { name: 'Vídeos apagados' });
  await expect(deleted.getByRole('listitem')).toContainText('Some em');
  for (const colorScheme of ['dark', 'light'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    expect(await serious(page)).toEqual([]);
  }
  await deleted.getByRole('button', { name: 'Restaurar Por engano' }).click();
  await expect(deleted.getByText('Nada aqui')).toBeVisible();
  // Escape is for the dialog, though the notice of the restored film came after it.
  const notice = page.getByText('O vídeo voltou', { exact: true });
  await expect(notice).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(deleted).toBeHidden();
  await expect(notice).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(notice).toBeHidden();
  await expect(page.getByRole('button', { name: /Por engano/ })).toBeVisible();
  // What is past its day is not offered.
  await page.getByRole('button', { name: /Por engano/ }).click();
  await page.getByRole('button', { name: 'Apagar', exact: true }).click();
  await world.stack.sql(
    "update public.render_jobs set deleted_at = now() - interval '25 hours' where id = $1",
    [jobId],
  );
  await page.goto('/avatars/history?trash=1');
  await expect(deleted.getByText('Nada aqui')).toBeVisible();
});

test('films are filtered, sorted and opened in the studio again', async ({ page, person, world }) => {
  await signUp(page, person);
  for (const title of ['B de bola', 'A de abelha']) await world.hand.finish(await orderFilm(page, title));
  await page.goto('/avatars/history');
  const titles = page.getByRole('main').getByRole('heading', { level: 2 });
  await expect(titles).toHaveText(['A de abelha', 'B de bola']);
  await page.getByLabel('Ordem').selectOption('oldest');
  await expect(titles).toHaveText(['B de bola', 'A de abelha']);
  await page.getByLabel('Idioma', { exact: true }).selectOption('es-ES');
  await expect(page.getByRole('heading', { name: 'Nenhum vídeo com esse título' })).toBeVisible();
  await page.getByRole('button', { name: 'Limpar' }).click();
  await page.getByLabel('Buscar por título').fill('ABÉLHA');
  await expect(titles).toHaveText(['A de abelha']);
  await expect(page.getByRole('status').filter({ hasText: '1 vídeo' })).toBeVisible();
  await page.getByLabel('Buscar por título').fill('');
  await page.getByLabel('Ordem').selectOption('title');
  await expect(titles).toHaveText(['A de abelha', 'B de bola']);
  await expect(page.getByLabel('Avatar')).toContainText('Ana Paula');
  await page.getByRole('button', { name: /B de bola/ }).click();
  await page.getByRole('button', { name: 'Duplicar no estúdio' }).click();
  await page.getByRole('button', { name: 'Trocar e abrir' }).click();
  await page.waitForURL('**/avatars/studio');
  await expect(page.getByLabel('Título')).toHaveValue('B de bola');
});

test('hearts are shown at once, filter the gallery, and stay', async ({ page, person }) => {
  await signUp(page, person);
  const heart = page.getByRole('button', { name: 'Favoritar Ana Paula' });
  await heart.click();
  const kept = page.getByRole('button', { name: 'Tirar Ana Paula dos favoritos' });
  await expect(kept).toHaveAttribute('aria-pressed', 'true');
  await page.getByRole('button', { name: 'Favoritos', exact: true }).click();
  await expect(page.getByRole('heading', { level: 2 })).toHaveText(['Ana Paula']);
  await page.reload();
  await expect(page.getByRole('heading', { level: 2 })).toHaveText(['Ana Paula']);
  expect(await serious(page)).toEqual([]);
  await page.route('**/api/v2/favourites/*', (route) => route.abort());
  await kept.click();
  await expect(page.getByText('Sem resposta do servidor', { exact: true })).toBeVisible();
  await expect(kept).toBeVisible();
  await page.unroute('**/api/v2/favourites/*');
  await kept.click();
  await expect(page.getByRole('heading', { name: 'Nenhum favorito ainda' })).toBeVisible();
});
