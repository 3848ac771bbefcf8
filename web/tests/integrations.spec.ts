/** Plan and usage, API tokens and webhooks in the settings: real rows, real deliveries, the keyboard, every language. */
import { execFile } from 'node:child_process';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { verifyWebhook } from '../../client/src/webhooks.ts';
import { expect, orderFilm, signUp, test } from './world.ts';

const SETTINGS = '/avatars/settings';
const section = (page: Page, id: string) => page.locator(`section#${id}`);

async function expectAccessible(page: Page, selector: string): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).include(selector).analyze();
  expect(violations.map(({ id, nodes }) => `${id} ${nodes.map(({ html }) => html).join(' ')}`)).toEqual([]);
}

test('a month is told film by film, and what came to nothing cost nothing', async ({
  page,
  person,
  world,
}) => {
  await signUp(page, person);
  const done = await orderFilm(page, 'Boas-vindas');
  await world.hand.finish(done);
  const failed = await orderFilm(page, 'Evacuação');
  await world.hand.fail(await world.hand.claim(failed), 'voice_unavailable', 'No voice speaks this.');
  await orderFilm(page, 'Na fila agora');
  await page.goto(SETTINGS);
  const usage = section(page, 'usage');
  await expect(usage.getByText('Plano Gratuito')).toBeVisible();
  await expect(usage.getByText(/^0(,\d)? min de 60 min$/)).toBeVisible();
  const meter = usage.getByRole('meter');
  await expect(meter).toHaveAttribute('aria-valuetext', /de 60 min$/);
  const rows = usage.getByRole('list', { name: 'O que cada vídeo custou' }).getByRole('listitem');
  await expect(rows).toHaveCount(3);
  await expect(rows.nth(0)).toContainText(/Na fila agora.*Na fila.*estimativa/s);
  await expect(rows.nth(1)).toContainText(/Evacuação.*Falhou.*nada/s);
  await expect(rows.nth(2)).toContainText(/Boas-vindas.*Pronto.*1 s/s);
  await expect(usage.getByText('1 de 10')).toBeVisible();
  await expectAccessible(page, '#usage');

  // The month is used up.
  await world.stack.sql(
    `insert into public.plans (id, active_jobs, priority, month_seconds) values ('tiny', 1, 0, 1) on conflict do nothing`,
  );
  await world.stack.sql(`update public.users set plan = 'tiny' where email = $1`, [person.email]);
  await page.reload();
  await expect(usage.getByText('Os minutos deste mês acabaram')).toBeVisible();
});

test('a token is made with the keyboard, shown once, used by the example as it stands, and revoked', async ({
  page,
  person,
  context,
  world,
}) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await signUp(page, person, SETTINGS);
  const tokens = section(page, 'tokens');
  await expect(tokens.getByText('Nenhum token ainda')).toBeVisible();
  await tokens.getByRole('button', { name: 'Criar token' }).press('Enter');
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: 'Criar token' }).press('Enter');
  await expect(dialog.getByText('Dê um nome ao token.')).toBeVisible();
  await dialog.getByLabel('Nome').fill('Servidor');
  await dialog.getByRole('checkbox', { name: 'Fazer vídeos' }).press('Space');
  await dialog.getByRole('button', { name: 'Criar token' }).press('Enter');
  await expect(dialog.getByText('Escolha pelo menos uma permissão.')).toBeVisible();
  await expectAccessible(page, '[role=dialog]');
  await dialog.getByRole('checkbox', { name: 'Fazer vídeos' }).press('Space');
  await dialog.getByLabel('Vale por').selectOption('365');
  await dialog.getByRole('button', { name: 'Criar token' }).press('Enter');
  const field = dialog.getByLabel('O seu novo token', { exact: true });
  const secret = await field.inputValue();
  expect(secret).toMatch(/^smb_[\w-]{43}$/);
  await dialog.getByRole('button', { name: 'Copiar' }).click();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(secret);
  await expectAccessible(page, '[role=dialog]');
  await dialog.getByRole('button', { name: 'Já guardei' }).press('Enter');
  await expect(tokens.getByText(/nunca usado · vale até/)).toBeVisible();
  await expect(page.getByText(secret)).toHaveCount(0);

  // The commands as they are copied, in a shell.
  const api = section(page, 'api');
  await expect(api.getByText(/^TOKEN='smb_\w{2}….{4}'$/)).toBeVisible();
  await api.getByRole('button', { name: 'Copiar o token' }).click();
  const line = await page.evaluate(() => navigator.clipboard.readText());
  expect(line).toBe(`TOKEN='${secret}'`);
  await api.getByRole('button', { name: 'Copiar: Renderizar um roteiro' }).click();
  const command = await page.evaluate(() => navigator.clipboard.readText());
  const { stdout } = await promisify(execFile)('sh', ['-c', `${line}\n${command}`]);
  expect(JSON.parse(stdout)).toMatchObject({ status: 'queued' });

  await page.reload();
  await expect(tokens.getByText(/usado (agora|há)/)).toBeVisible();
  await expect(api.getByText("TOKEN='smb_…'")).toBeVisible();
  await expectAccessible(page, '#tokens');
  await tokens.getByRole('button', { name: 'Revogar Servidor' }).click();
  await expect(page.getByRole('button', { name: 'Manter' })).toBeFocused();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Revogar' }).click();
  await expect(tokens.getByText('Nenhum token ainda')).toBeVisible();
  await tokens.getByText('1 token vencido ou revogado').click();
  await expect(tokens.getByText('revogado', { exact: true })).toBeVisible();
  const refused = await fetch(`${world.stack.url}/api/v2/usage`, {
    headers: { authorization: `Bearer ${secret}` },
  });
  expect(refused.status).toBe(401);
});

test('a webhook is added, tried, read about, sent again, changed and deleted', async ({
  page,
  person,
  world,
}) => {
  const received: { body: string; signature: string }[] = [];
  const newest = () => {
    const last = received.at(-1);
    if (!last) throw new Error('nothing arrived');
    return last;
  };
  let answer = 204;
  const server = createServer(async (request, response) => {
    received.push({ body: await text(request), signature: String(request.headers['semblante-signature']) });
    response.writeHead(answer).end();
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`;
  await world.stack.sql('update private.webhook_policy set allow_http = true');
  try {
    await signUp(page, person, SETTINGS);
    const webhooks = section(page, 'webhooks');
    await webhooks.getByRole('button', { name: 'Adicionar webhook' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Endereço').fill('hooks.example.com');
    await dialog.getByRole('button', { name: 'Adicionar webhook' }).click();
    await expect(dialog.getByText('Escreva um endereço que comece com https://')).toBeVisible();
    await dialog.getByLabel('Endereço').fill(url);
    await dialog.getByRole('checkbox', { name: 'Voz pronta' }).check();
    await dialog.getByRole('button', { name: 'Adicionar webhook' }).click();
    const secret = await dialog.getByLabel('O segredo deste webhook', { exact: true }).inputValue();
    await dialog.getByRole('button', { name: 'Já guardei' }).click();

    const row = webhooks.getByRole('list', { name: 'Webhooks' }).getByRole('listitem', { name: url });
    await expect(row.getByText('ligado', { exact: true })).toBeVisible();
    answer = 500;
    await row.getByRole('button', { name: 'Enviar teste' }).click();
    const log = row.getByRole('region', { name: `Entregas para ${url}` });
    await expect(log.getByText('na fila')).toBeVisible();
    await world.hand.deliverWebhooks();
    await expect(log.getByText(/1 tentativa · resposta 500 · nova tentativa/)).toBeVisible();
    expect(await verifyWebhook({ ...newest(), secret })).toMatchObject({
      type: 'webhook.test',
    });
    await page.reload();
    await expect(row.getByText(/falhando desde/)).toBeVisible();

    answer = 204;
    await world.stack.sql(
      `update public.webhook_deliveries set next_attempt_at = clock_timestamp() where status = 'pending'`,
    );
    await world.hand.deliverWebhooks();
    await row.getByRole('button', { name: `Entregas para ${url}` }).press('Enter');
    await expect(log.getByText(/2 tentativas · resposta 204/)).toBeVisible();
    await expectAccessible(page, '#webhooks');
    await log.getByRole('button', { name: /^Enviar de novo: Teste/ }).click();
    await expect(log.getByRole('listitem')).toHaveCount(2);
    await world.hand.deliverWebhooks();
    await expect(log.getByText('entregue', { exact: true })).toHaveCount(2);
    expect(received.at(-1)?.body).toBe(received[0]?.body);

    await row.getByRole('button', { name: `Trocar o segredo: ${url}` }).click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Trocar o segredo' }).click();
    const changed = await dialog.getByLabel('O segredo deste webhook', { exact: true }).inputValue();
    expect(changed).not.toBe(secret);
    await dialog.getByRole('button', { name: 'Já guardei' }).click();
    await row.getByRole('button', { name: 'Enviar teste' }).click();
    await expect(log.getByRole('listitem')).toHaveCount(3);
    await world.hand.deliverWebhooks();
    for (const one of [secret, changed]) await verifyWebhook({ ...newest(), secret: one });

    await row.getByRole('button', { name: `Mudar: ${url}` }).click();
    await dialog.getByRole('checkbox', { name: 'Voz pronta' }).uncheck();
    await dialog.getByRole('button', { name: 'Salvar' }).click();
    await expect(row.getByText('Voz pronta')).toHaveCount(0);
    await row.getByRole('button', { name: `Desligar: ${url}` }).click();
    await expect(row.getByText('desligado', { exact: true })).toBeVisible();
    await expect(row.getByRole('button', { name: 'Enviar teste' })).toHaveCount(0);
    await row.getByRole('button', { name: `Apagar: ${url}` }).click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Apagar' }).click();
    await expect(webhooks.getByText('Nenhum webhook ainda')).toBeVisible();
  } finally {
    await world.stack.sql('update private.webhook_policy set allow_http = false');
    server.closeAllConnections();
    server.close();
  }
});

test('what cannot be read says so and is asked again', async ({ page, person }) => {
  await signUp(page, person);
  let broken = true;
  for (const path of ['usage', 'tokens', 'webhooks']) {
    await page.route(`**/api/v2/${path}`, (route) =>
      broken && route.request().method() === 'GET'
        ? route.fulfill({
            status: 503,
            json: { error: { code: 'unavailable', message: 'x', request_id: 'r-17' } },
          })
        : route.fallback(),
    );
  }
  await page.goto(SETTINGS);
  for (const id of ['usage', 'tokens', 'webhooks']) {
    await expect(section(page, id).getByRole('alert')).toContainText('r-17', { timeout: 20_000 });
  }
  broken = false;
  for (const [id, text] of [
    ['usage', 'Plano Gratuito'],
    ['tokens', 'Nenhum token ainda'],
    ['webhooks', 'Nenhum webhook ainda'],
  ] as const) {
    await section(page, id).getByRole('button', { name: 'Tentar de novo' }).click();
    await expect(section(page, id).getByText(text)).toBeVisible();
  }
});

test('without an account the sections say what they are for', async ({ page }) => {
  await page.goto(SETTINGS);
  for (const [id, text] of [
    ['usage', 'Entre para ver o seu plano'],
    ['tokens', 'Entre para criar tokens'],
    ['webhooks', 'Entre para criar webhooks'],
  ] as const) {
    await expect(section(page, id).getByText(text)).toBeVisible();
  }
});
