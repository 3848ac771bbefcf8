import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { expect, signUp, test } from './world.ts';

const Mail = z.object({ to: z.string(), action_link: z.string() });

test('somebody signs up, is known, signs out and in again', async ({ page, person, world }) => {
  await signUp(page, person);
  const menu = page.getByRole('button', { name: 'Conta, idioma e tema' });
  await expect(menu).toContainText(person.name);
  const { rows } = await world.stack.sql('select name from public.users where email = $1', [person.email]);
  expect(rows).toEqual([{ name: person.name }]);

  await menu.click();
  await page.getByRole('menuitem', { name: 'Sair' }).click();
  await expect(menu).toContainText('Visitante');

  await page.goto('/avatars/history?q=x');
  await expect(page).toHaveURL('/sign-in?next=%2Favatars%2Fhistory%3Fq%3Dx');
  await page.getByLabel('E-mail').fill(person.email);
  await page.getByLabel('Senha', { exact: true }).fill('not the password');
  await page.getByRole('main').getByRole('button', { name: 'Entrar' }).click();
  await expect(page.getByRole('alert')).toContainText('E-mail ou senha não conferem');
  await page.getByLabel('Senha', { exact: true }).fill(person.password);
  await page.getByRole('main').getByRole('button', { name: 'Entrar' }).click();
  await expect(page).toHaveURL('/avatars/history?q=x');
  await page.reload();
  await expect(menu).toContainText(person.name);
});

test('the forms name what is wrong before anything is sent', async ({ page }) => {
  await page.goto('/sign-up');
  await page.getByRole('main').getByRole('button', { name: 'Criar conta' }).click();
  await expect(page.getByRole('alert')).toHaveText([
    'Diga como devemos chamar você.',
    'Escreva um e-mail completo, como ana@empresa.com.',
    'A senha precisa de pelo menos 8 caracteres.',
  ]);
  await expect(page.getByLabel('E-mail')).toHaveAttribute('aria-invalid', 'true');
});

test('recovery gives the same answer for an unknown address', async ({ page }) => {
  await page.goto('/recover');
  await page.getByLabel('E-mail').fill('ninguem@example.com');
  await page.getByRole('button', { name: 'Enviar link' }).click();
  await expect(page.getByRole('heading', { name: 'Veja o seu e-mail' })).toBeVisible();
});

test('a forgotten password is replaced through the link of the e-mail', async ({
  page,
  person,
  world,
  request,
}) => {
  await signUp(page, person);
  await page.context().clearCookies();
  await page.goto('/recover');
  await page.getByLabel('E-mail').fill(person.email);
  await page.getByRole('button', { name: 'Enviar link' }).click();
  await expect(page.getByRole('heading', { name: 'Veja o seu e-mail' })).toBeVisible();

  const outbox = join(world.stack.context.stateDir, 'outbox');
  const mails = await Promise.all(
    (await readdir(outbox)).map((file) => readFile(join(outbox, file), 'utf8')),
  );
  const mail = mails.map((text) => Mail.parse(JSON.parse(text))).find(({ to }) => to === person.email);
  const answer = await request.get(mail?.action_link ?? '', { maxRedirects: 0 });
  // The stack of a test sends people to the usual port; the studio under test is on another one.
  await page.goto(`/reset-password${new URL(answer.headers().location ?? '').hash}`);
  await page.getByLabel('Nova senha').fill('outra-senha-longa');
  await page.getByRole('button', { name: 'Salvar a senha' }).click();
  await expect(page).toHaveURL('/avatars/gallery');

  await page.context().clearCookies();
  await page.goto('/sign-in');
  await page.getByLabel('E-mail').fill(person.email);
  await page.getByLabel('Senha', { exact: true }).fill('outra-senha-longa');
  await page.getByRole('main').getByRole('button', { name: 'Entrar' }).click();
  await expect(page).toHaveURL('/avatars/gallery');
});

test('a reset without the link of the e-mail leads back to asking for one', async ({ page }) => {
  await page.goto('/reset-password');
  await expect(page.getByRole('heading', { name: 'Este link não vale mais' })).toBeVisible();
});
