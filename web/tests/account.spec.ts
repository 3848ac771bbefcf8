import { expect, signUp, test } from './world.ts';

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

test('a reset without the link of the e-mail leads back to asking for one', async ({ page }) => {
  await page.goto('/reset-password');
  await expect(page.getByRole('heading', { name: 'Este link não vale mais' })).toBeVisible();
});
