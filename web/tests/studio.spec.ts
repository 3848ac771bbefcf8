import { chromium } from '@playwright/test';
import { z } from 'zod';
import { CHROMIUM } from '../playwright.config.ts';
import { expect, orderFilm, signUp, test } from './world.ts';

const TraceEvent = z.object({
  name: z.string(),
  args: z.object({ elementCount: z.number().optional() }).optional(),
});

test('what is missing is named, and named no longer once it is there', async ({ page }) => {
  await page.goto('/avatars/studio');
  await page.getByRole('button', { name: 'Entrar e renderizar' }).click();
  await expect(page.getByRole('alert')).toHaveText([
    'Escolha quem vai apresentar.',
    'Escreva ao menos uma palavra a ser dita.',
  ]);
  await page.getByRole('radio', { name: 'Ana Paula' }).click();
  await page.getByLabel('O que será dito').fill('… !');
  await expect(page.getByRole('alert')).toHaveText(['O roteiro só tem pontuação: escreva palavras.']);
  await page.getByLabel('O que será dito').fill('a'.repeat(30_001));
  await expect(page.getByRole('alert')).toContainText('O roteiro passou do limite');
  await page.getByLabel('O que será dito').fill('Bom dia.');
  await expect(page.getByRole('alert')).toHaveCount(0);
  await page.getByRole('button', { name: 'Entrar e renderizar' }).click();
  await expect(page).toHaveURL('/sign-in?next=/avatars/studio');
});

test('a draft survives a reload', async ({ page }) => {
  await page.goto('/avatars/studio?avatar=br_corporate_ana');
  await page.getByLabel('O que será dito').fill('Guardado neste aparelho.');
  await page.getByRole('radio', { name: 'Rosto' }).click();
  await page.getByLabel('Resolução').selectOption('1080x1920');
  await page.reload();
  await expect(page.getByLabel('O que será dito')).toHaveValue('Guardado neste aparelho.');
  await expect(page.getByRole('radio', { name: 'Rosto' })).toBeChecked();
  await expect(page.getByLabel('Resolução')).toHaveValue('1080x1920');
  await expect(page.getByRole('radio', { name: 'Ana Paula' })).toBeChecked();
});

test('rendering queues exactly what was chosen', async ({ page, person, world }) => {
  await signUp(page, person, '/avatars/studio');
  await page.getByRole('radio', { name: 'Cor #0c5c58' }).click();
  await page.getByRole('slider', { name: 'Velocidade' }).press('ArrowRight');
  await page.getByLabel('Legendas').selectOption('burned');
  const jobId = await orderFilm(page, 'Uso do capacete');
  await expect(page.getByRole('heading', { level: 1, name: 'Uso do capacete' })).toBeVisible();
  await expect(page.locator('main header').getByText('Na fila')).toBeVisible();
  const { rows } = await world.stack.sql(
    `select j.status, p.title, p.avatar_id, p.script, p.voice_config, p.render_settings
     from public.render_jobs j join public.avatar_projects p on p.id = j.project_id where j.id = $1`,
    [jobId],
  );
  expect(rows).toEqual([
    {
      status: 'queued',
      title: 'Uso do capacete',
      avatar_id: 'br_corporate_ana',
      script: 'Bom dia, equipe.',
      voice_config: { language: 'pt-BR', rate: 1.05, pitch: 0 },
      render_settings: {
        quality: 'standard',
        resolution: '1280x720',
        captions: 'burned',
        framing: 'medium',
        background: { type: 'color', color: '#0c5c58' },
      },
    },
  ]);
});

test('how burned captions look is seen over the preview, taken back by undo, and ordered', async ({
  page,
  person,
  world,
}) => {
  await signUp(page, person, '/avatars/settings');
  await world.stack.sql(
    "insert into public.brand_kits (user_id, colours) select id, '{#7a2048}' from public.users where email = $1",
    [person.email],
  );
  await page.goto('/avatars/studio?avatar=br_corporate_ana');
  await page
    .getByLabel('O que será dito')
    .fill('Coloque o capacete, as luvas e os óculos de proteção antes de entrar.');
  await page.getByLabel('Resolução').selectOption('720x1280');
  await page.getByLabel('Legendas', { exact: true }).selectOption('burned');
  const shown = page.locator('[data-captions]');
  await expect(shown).toHaveText('Coloque o capacete, as luvas e os\nóculos de proteção antes de entrar.');

  /** Where the captions are in the frame, and how high a line is: shares of its height. */
  const place = () =>
    shown.evaluate((text) => {
      const frame = text.parentElement?.getBoundingClientRect() ?? new DOMRect();
      const box = text.getBoundingClientRect();
      const line = Number.parseFloat(getComputedStyle(text).lineHeight);
      const share = (pixels: number) => Math.round((1000 * pixels) / frame.height) / 1000;
      return {
        ...{ top: share(box.top - frame.top), bottom: share(frame.bottom - box.bottom), line: share(line) },
        inside: box.left >= frame.left && box.right <= frame.right,
      };
    });
  // 31 of 1280 lines; 6% from the bottom less the box's own 9.
  expect(await place()).toMatchObject({ bottom: 0.053, line: 0.024, inside: true });
  const choose = (group: string, name: string) =>
    page.getByRole('radiogroup', { name: group }).getByRole('radio', { name, exact: true }).click();
  await choose('Tamanho das legendas', 'Grandes');
  await expect(shown).toHaveText('Coloque o capacete,');
  await choose('Posição das legendas', 'Sob o rosto');
  await expect.poll(place).toMatchObject({ top: 0.715, line: 0.039, inside: true });
  await choose('Atrás das letras', 'Faixa cheia');
  await choose('Cor das letras', 'Cor #7a2048');
  await expect(shown).toHaveCSS('color', 'rgb(122, 32, 72)');
  await choose('Cor da faixa', 'Cor #000000');
  await expect(page.getByText('Estas duas cores são parecidas demais')).toBeVisible();
  await page.getByRole('button', { name: 'Desfazer' }).click();
  await expect(page.getByText('Estas duas cores são parecidas demais')).toHaveCount(0);

  await page.getByRole('button', { name: 'Renderizar', exact: true }).click();
  await page.waitForURL(/\/avatars\/render\/[0-9a-f-]{36}$/);
  const { rows } = await world.stack.sql<{ settings: Record<string, unknown> }>(
    `select p.render_settings as settings from public.avatar_projects p
     join public.users u on u.id = p.user_id where u.email = $1`,
    [person.email],
  );
  expect(rows[0]?.settings).toEqual({
    ...{ quality: 'standard', resolution: '720x1280', framing: 'medium', captions: 'burned' },
    ...{
      caption_size: 'large',
      caption_position: 'middle',
      caption_style: 'solid',
      caption_color: '#7a2048',
    },
  });
});

test('a lost answer is asked for again with the same key: one film, not two', async ({
  page,
  person,
  world,
}) => {
  await signUp(page, person);
  const sent: (string | undefined)[] = [];
  await page.route('**/api/v2/avatars/render', async (route) => {
    sent.push(route.request().headers()['idempotency-key']);
    // The order arrives, its answer does not.
    await route.fetch();
    if (sent.length === 1) await route.abort('connectionreset');
    else await route.continue();
  });
  await page.goto('/avatars/studio?avatar=br_corporate_ana');
  await page.getByLabel('O que será dito').fill('Uma vez só.');
  await page.getByRole('button', { name: 'Renderizar', exact: true }).click();
  await expect(page.getByRole('alert')).toContainText('Sem resposta do servidor');
  await page.getByRole('button', { name: 'Renderizar', exact: true }).click();
  await page.waitForURL(/\/avatars\/render\/[0-9a-f-]{36}$/);
  expect(new Set(sent).size).toBe(1);
  const { rows } = await world.stack.sql(
    `select count(*)::int as jobs from public.render_jobs j
     join public.avatar_projects p on p.id = j.project_id join public.users u on u.id = p.user_id where u.email = $1`,
    [person.email],
  );
  expect(rows).toEqual([{ jobs: 1 }]);
});

test("the API's refusal is shown with its remedy", async ({ page, person }) => {
  await signUp(page, person);
  await page.goto('/avatars/studio?avatar=nobody_at_all');
  await page.getByLabel('O que será dito').fill('Bom dia.');
  await page.getByRole('button', { name: 'Renderizar', exact: true }).click();
  await expect(page.getByRole('alert')).toContainText('Este avatar não existe mais');
  await expect(page.getByRole('alert')).toContainText('Escolha outro na galeria');
});

test('a dialog that opens or closes restyles itself, not the page behind it', async ({ browser, page }) => {
  await page.goto('/avatars/studio?avatar=br_corporate_ana');
  await page.getByLabel('Legendas').waitFor();
  const open = page.getByRole('button', { name: 'Novo', exact: true });
  const everything = await page.locator('body *').count();
  await browser.startTracing(page, { categories: ['devtools.timeline'] });
  await open.click();
  await expect(page.getByRole('alertdialog')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('alertdialog')).toHaveCount(0);
  await expect(open).toBeFocused();
  const trace: unknown = JSON.parse((await browser.stopTracing()).toString());
  const { traceEvents } = z.object({ traceEvents: z.array(TraceEvent) }).parse(trace);
  const restyled = traceEvents
    .filter(({ name }) => name === 'UpdateLayoutTree')
    .map(({ args }) => args?.elementCount ?? 0);
  expect(restyled.length).toBeGreaterThan(1);
  expect(Math.max(...restyled)).toBeLessThan(everything / 4);
});

test('behind a dialog the page stays where it is, beside a scroll bar that takes room', async ({ world }) => {
  const browser = await chromium.launch({ ...CHROMIUM, ignoreDefaultArgs: ['--hide-scrollbars'] });
  try {
    const page = await browser.newPage({ baseURL: world.studio.url, locale: 'pt-BR' });
    await page.goto('/avatars/studio?avatar=br_corporate_ana');
    await page.getByLabel('Legendas').waitFor();
    const [whole, inside] = await page.evaluate(() => [innerWidth, document.documentElement.clientWidth]);
    expect(inside).toBeLessThan(whole);
    const main = page.locator('main');
    const before = await main.boundingBox();
    await page.getByRole('button', { name: 'Novo', exact: true }).click();
    await expect(page.getByRole('alertdialog')).toBeVisible();
    expect(await main.boundingBox()).toEqual(before);
    // It does not scroll either: what comes after the wheel has been seen finds it where it was.
    const wheel = page.evaluate(
      () =>
        new Promise<boolean>((resolve) =>
          addEventListener('wheel', (event) => setTimeout(() => resolve(event.defaultPrevented)), {
            once: true,
          }),
        ),
    );
    await page.mouse.move(20, 400);
    await page.mouse.wheel(0, 300);
    expect(await wheel).toBe(true);
    expect(await page.evaluate(() => scrollY)).toBe(0);
  } finally {
    await browser.close();
  }
});
