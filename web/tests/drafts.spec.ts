import { AxeBuilder } from '@axe-core/playwright';
import type { Browser, Page } from '@playwright/test';
import { expect, type Person, signUp, test, type World } from './world.ts';

const SCRIPT = 'O que será dito';
const saved = (page: Page) => expect(page.locator('[data-save]')).toHaveAttribute('data-save', 'saved');

/** Another device of the same person: nothing of the first one's storage. */
async function otherDevice(browser: Browser, world: World, person: Person): Promise<Page> {
  const context = await browser.newContext({ baseURL: world.studio.url, locale: 'pt-BR' });
  const page = await context.newPage();
  await page.goto('/sign-in?next=/avatars/studio');
  await page.getByLabel('E-mail').fill(person.email);
  await page.getByLabel('Senha', { exact: true }).fill(person.password);
  await page.getByRole('main').getByRole('button', { name: 'Entrar' }).click();
  await page.waitForURL('**/avatars/studio');
  return page;
}

const stored = async (world: World, person: Person) =>
  (
    await world.stack.sql<{ title: string; script: string; revision: number }>(
      `select d.title, d.body #>> '{scenes,0,script}' as script, d.revision
       from public.project_drafts d join public.users u on u.id = d.user_id
       where u.email = $1 order by d.created_at`,
      [person.email],
    )
  ).rows;

test('a draft is kept in the account, opened on another device, and the newer version wins', async ({
  page,
  person,
  world,
  browser,
}) => {
  await page.goto('/avatars/studio?avatar=br_corporate_ana');
  await expect(page.locator('[data-save]')).toHaveAttribute('data-save', 'device');
  await page.getByLabel(SCRIPT).fill('Escrito antes de entrar.');
  await signUp(page, person, '/avatars/studio');
  await page.getByLabel('Título').fill('Capacete');
  await saved(page);
  expect(await stored(world, person)).toMatchObject([
    { title: 'Capacete', script: 'Escrito antes de entrar.' },
  ]);

  const phone = await otherDevice(browser, world, person);
  await phone.getByRole('button', { name: 'Rascunhos' }).click();
  await phone.getByRole('button', { name: 'Abrir Capacete' }).click();
  await expect(phone.getByLabel(SCRIPT)).toHaveValue('Escrito antes de entrar.');
  await phone.getByLabel(SCRIPT).fill('Mudado no telefone.');
  await saved(phone);

  // The desk sees the newer version as soon as its studio opens, and can take it back.
  await page.reload();
  await expect(page.getByLabel(SCRIPT)).toHaveValue('Mudado no telefone.');
  await expect(
    page.getByText('Uma versão mais nova, de outro aparelho, foi aberta.', { exact: true }),
  ).toBeVisible();
  await page.getByRole('button', { name: 'Desfazer' }).click();
  await expect(page.getByLabel(SCRIPT)).toHaveValue('Escrito antes de entrar.');
  await saved(page);
  const rows = await stored(world, person);
  expect(rows.map(({ script }) => script)).toEqual(['Escrito antes de entrar.']);
  await phone.context().close();
});

test('without a connection a draft waits on the device and goes up when there is one', async ({
  page,
  person,
  world,
  context,
}) => {
  await signUp(page, person, '/avatars/studio');
  await page.getByLabel(SCRIPT).fill('Um.');
  await saved(page);
  await context.setOffline(true);
  await page.getByLabel(SCRIPT).fill('Um. Dois.');
  await expect(page.locator('[data-save]')).toHaveText('Sem conexão: salvo só aqui');
  await context.setOffline(false);
  await saved(page);
  expect(await stored(world, person)).toMatchObject([{ script: 'Um. Dois.' }]);
});

test('a new draft leaves the old one in the list, from where it is deleted', async ({
  page,
  person,
  world,
}) => {
  await signUp(page, person, '/avatars/studio');
  await page.getByLabel('Título').fill('Primeiro');
  await page.getByLabel(SCRIPT).fill('Um.');
  await saved(page);
  await page.getByRole('button', { name: 'Novo', exact: true }).click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Novo' }).click();
  await expect(page.getByLabel(SCRIPT)).toHaveValue('');
  await page.getByLabel('Título').fill('Segundo');
  await saved(page);
  await page.getByRole('button', { name: 'Rascunhos' }).click();
  const list = page.getByRole('dialog');
  await expect(list.getByRole('listitem')).toHaveCount(2);
  await expect(list.getByRole('button', { name: 'Abrir Segundo' })).toHaveAttribute('aria-current', 'true');
  expect(
    (await new AxeBuilder({ page }).analyze()).violations.filter(({ impact }) => impact === 'serious'),
  ).toEqual([]);
  await list.getByRole('button', { name: 'Apagar Primeiro' }).click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Apagar' }).click();
  await expect(list.getByRole('listitem')).toHaveCount(1);
  expect(await stored(world, person)).toMatchObject([{ title: 'Segundo' }]);
});

test('a brand is applied by one button, taken back by one undo, and starts every new draft', async ({
  page,
  person,
  world,
}) => {
  await signUp(page, person, '/avatars/studio');
  await world.stack.sql(
    `insert into public.brand_kits (user_id, logo_path, colours, font, background)
     select id, null, array['#7a2048', '#0c5c58'], 'sans', '{"type":"color","color":"#7a2048"}'
     from public.users where email = $1`,
    [person.email],
  );
  await page.reload();
  const colour = page.getByRole('radio', { name: 'Cor #7a2048' });
  await expect(colour).not.toBeChecked();
  await page.getByRole('button', { name: 'Aplicar minha marca' }).click();
  await expect(colour).toBeChecked();
  await page.getByRole('button', { name: 'Desfazer' }).click();
  await expect(colour).not.toBeChecked();
  await page.getByRole('button', { name: 'Novo', exact: true }).click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Novo' }).click();
  await expect(colour).toBeChecked();
});
