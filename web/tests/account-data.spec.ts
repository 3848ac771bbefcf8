import { readFile } from 'node:fs/promises';
import { AxeBuilder } from '@axe-core/playwright';
import { expect, signUp, test } from './world.ts';

/** One white pixel. */
const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==',
  'base64',
);

test('defaults follow the account to another device, and a brand keeps its logo', async ({
  page,
  person,
  browser,
  world,
}) => {
  await signUp(page, person, '/avatars/settings');
  await page.getByLabel('Resolução').selectOption('1080x1920');
  await expect(page.getByText('Salvo na sua conta.')).toBeVisible();

  const [chooser] = await Promise.all([
    page.waitForEvent('filechooser'),
    page.getByRole('button', { name: 'Enviar logotipo' }).click(),
  ]);
  await chooser.setFiles({ name: 'logo.png', mimeType: 'image/png', buffer: PNG });
  const logo = page.getByAltText('O seu logotipo');
  await expect(logo).toBeVisible();
  await expect.poll(() => logo.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBe(1);
  await page.getByRole('button', { name: 'Acrescentar cor' }).click();
  await expect(page.getByLabel('Cor 1')).toHaveValue('#0c5c58');
  await page.getByLabel('Fundo padrão').selectOption('solid');
  await page.reload();
  await expect(logo).toBeVisible();
  await expect(page.getByLabel('Fundo padrão')).toHaveValue('solid');
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')).toEqual([]);

  const phone = await browser.newContext({ baseURL: world.studio.url, locale: 'pt-BR' });
  const there = await phone.newPage();
  await there.goto('/sign-in?next=/avatars/settings');
  await there.getByLabel('E-mail').fill(person.email);
  await there.getByLabel('Senha', { exact: true }).fill(person.password);
  await there.getByRole('main').getByRole('button', { name: 'Entrar' }).click();
  await expect(there.getByLabel('Resolução')).toHaveValue('1080x1920');
  await phone.close();
});

test('a person takes their data along, and then takes it away', async ({ page, person, world }) => {
  await signUp(page, person, '/avatars/settings');
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Baixar os meus dados' }).click(),
  ]);
  const data = JSON.parse(await readFile(await download.path(), 'utf8'));
  expect(data.tables.users[0].email).toBe(person.email);

  await page.getByRole('button', { name: 'Apagar a conta…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Apagar a conta e tudo o que há nela?' });
  await dialog.getByLabel('E-mail da conta').fill('outra@example.com');
  await dialog.getByRole('button', { name: 'Apagar para sempre' }).click();
  await expect(dialog.getByText('Este não é o e-mail da conta.')).toBeVisible();
  await dialog.getByLabel('E-mail da conta').fill(person.email);
  await dialog.getByRole('button', { name: 'Apagar para sempre' }).click();
  await page.waitForURL('**/avatars/gallery');
  const { rows } = await world.stack.sql('select 1 from auth.users where email = $1', [person.email]);
  expect(rows).toEqual([]);
});
