import { expect, orderFilm, signUp, test } from './world.ts';

test('language and theme change at once and stay', async ({ page }) => {
  await page.goto('/avatars/settings');
  await page.getByLabel('Idioma', { exact: true }).selectOption('es-ES');
  await expect(page.getByRole('heading', { level: 1, name: 'Ajustes' })).toBeVisible();
  await expect(page.getByRole('heading', { name: 'Apariencia' })).toBeVisible();
  await expect(page.locator('html')).toHaveAttribute('lang', 'es-ES');
  await page.getByRole('radio', { name: 'Oscuro' }).click();
  const background = () => page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
  await expect.poll(background).toBe('rgb(16, 24, 24)');
  await page.reload();
  await expect(page.getByRole('heading', { name: 'Apariencia' })).toBeVisible();
  expect(await background()).toBe('rgb(16, 24, 24)');
});

test('defaults are what a new draft starts with', async ({ page }) => {
  await page.goto('/avatars/settings');
  await page.getByLabel('Resolução').selectOption('1080x1920');
  await page.getByLabel('Qualidade').selectOption('draft');
  await expect(page.getByText('Salvo neste aparelho.', { exact: true })).toBeVisible();
  await page.goto('/avatars/studio');
  await expect(page.getByLabel('Resolução')).toHaveValue('1080x1920');
  await expect(page.getByLabel('Qualidade')).toHaveValue('draft');
});

test('the account is renamed', async ({ page, person, world }) => {
  await signUp(page, person, '/avatars/settings');
  await page.getByLabel('Nome').fill('Ana Lima');
  await page.getByRole('button', { name: 'Salvar' }).click();
  await expect(page.getByText('Salvo', { exact: true }).first()).toBeVisible();
  await expect(page.getByRole('button', { name: 'Conta, idioma e tema' })).toContainText('Ana Lima');
  const { rows } = await world.stack.sql('select name from public.users where email = $1', [person.email]);
  expect(rows).toEqual([{ name: 'Ana Lima' }]);
});

test('light, expressiveness, loudness and the brand chosen once are in the next film', async ({
  page,
  person,
  world,
}) => {
  await signUp(page, person, '/avatars/settings');
  await page.getByLabel('Volume do som').selectOption('broadcast');
  await page.getByLabel('Luz', { exact: true }).selectOption('dramatic');
  await page.getByRole('slider', { name: 'Expressividade' }).press('Home');
  await expect(page.getByText('Salvo na sua conta.')).toBeVisible();
  await page.getByLabel('Letra das legendas gravadas').selectOption('serif');
  await expect(page.getByText('Marca salva', { exact: true })).toBeVisible();

  await page.goto('/avatars/studio?avatar=br_corporate_ana');
  await expect(page.getByLabel('Volume do som')).toHaveValue('broadcast');
  await page.getByLabel('Legendas', { exact: true }).selectOption('burned');
  await page.getByRole('button', { name: 'Aplicar minha marca' }).click();
  await expect(page.getByLabel('Letra das legendas gravadas')).toHaveValue('serif');
  const job = await orderFilm(page, 'Com as minhas escolhas');
  const { rows } = await world.stack.sql<{ settings: Record<string, unknown> }>(
    "select request -> 'render_settings' as settings from public.render_jobs where id = $1",
    [job],
  );
  const { light, loudness, mood_intensity, captions, caption_font } = rows[0]?.settings ?? {};
  expect({ light, loudness, mood_intensity, captions, caption_font }).toEqual({
    light: 'dramatic',
    loudness: 'broadcast',
    mood_intensity: 0,
    captions: 'burned',
    caption_font: 'serif',
  });
});
