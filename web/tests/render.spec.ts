import { readFile } from 'node:fs/promises';
import { expect, newPerson, orderFilm, signUp, test } from './world.ts';

test('a render is followed live, survives a reload, and ends as a film', async ({ page, person, world }) => {
  await signUp(page, person);
  const jobId = await orderFilm(page, 'Boas-vindas');
  await expect(page.getByText('Ao vivo')).toBeVisible();

  // From here on nothing but Realtime may tell the page: asking is cut off.
  let asked = 0;
  await page.route(`**/api/v2/avatars/render/status/${jobId}`, (route) => {
    asked += 1;
    return route.abort();
  });
  const tts = await world.hand.claim(jobId);
  await world.hand.progress(tts, 0.5);
  await expect(page.getByRole('progressbar', { name: 'Voz: em andamento' })).toHaveAttribute(
    'aria-valuenow',
    '50',
  );
  await expect(page.getByText('Gravando a voz')).toBeVisible();
  await page.unroute(`**/api/v2/avatars/render/status/${jobId}`);
  expect(asked).toBeLessThan(3);

  await world.hand.complete(tts);
  await page.reload();
  await expect(page.getByRole('progressbar', { name: 'Voz: pronta' })).toHaveAttribute(
    'aria-valuenow',
    '100',
  );
  await world.hand.finish(jobId);

  const film = page.getByLabel('Vídeo: Boas-vindas');
  await expect(film).toBeVisible();
  await expect.poll(() => film.evaluate((video: HTMLVideoElement) => Math.round(video.duration))).toBe(1);
  await expect.poll(() => film.evaluate((video: HTMLVideoElement) => video.textTracks.length)).toBe(1);
  await expect(page.getByText('-16,1 LUFS')).toBeVisible();
  await expect(page.getByText('152 palavras por minuto')).toBeVisible();

  const [mp4] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: 'Baixar MP4' }).click(),
  ]);
  expect(mp4.suggestedFilename()).toBe('boas-vindas.mp4');
  expect((await readFile(await mp4.path())).subarray(4, 8).toString()).toBe('ftyp');
  const [srt] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: 'SRT' }).click(),
  ]);
  expect(await readFile(await srt.path(), 'utf8')).toBe('1\n00:00:00,200 --> 00:00:00,900\nBom dia.\n');

  await page.goto('/avatars/history');
  await page.getByLabel('Buscar por título').fill('BOAS vindas');
  await page.getByRole('button', { name: /Boas-vindas/ }).click();
  await expect(page.getByRole('dialog').getByLabel('Vídeo: Boas-vindas')).toBeVisible();
});

test('a cancelled render is cancelled after asking, and stays so', async ({ page, person, world }) => {
  await signUp(page, person);
  const jobId = await orderFilm(page, 'Sem pressa');
  await page.getByRole('button', { name: 'Cancelar' }).click();
  await page.getByRole('button', { name: 'Continuar renderizando' }).click();
  await expect(page.locator('main header').getByText('Na fila')).toBeVisible();
  await page.getByRole('button', { name: 'Cancelar' }).click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Cancelar' }).click();
  await expect(page.getByRole('heading', { name: 'Cancelado a pedido' })).toBeVisible();
  const { rows } = await world.stack.sql('select status from public.render_jobs where id = $1', [jobId]);
  expect(rows).toEqual([{ status: 'cancelled' }]);
  await page.goto('/avatars/render');
  await expect(page.getByRole('heading', { name: 'Nada em andamento' })).toBeVisible();
  await expect(page.getByRole('link', { name: /Sem pressa/ })).toContainText('Cancelado');
});

test('a failure is told with its remedy, and the agent’s own words behind a fold', async ({
  page,
  person,
  world,
}) => {
  await signUp(page, person);
  const jobId = await orderFilm(page, 'Vai falhar');
  const tts = await world.hand.claim(jobId);
  await world.hand.fail(tts, 'voice_unavailable', 'No voice of engine espeak speaks xx.');
  await expect(page.getByRole('alert')).toContainText('Esta voz não fala este idioma');
  await page.getByText('Detalhes técnicos').click();
  await expect(page.getByText('No voice of engine espeak speaks xx.')).toBeVisible();
});

test('while the live link is refused the page asks instead', async ({ page, person, world }) => {
  await page.routeWebSocket(/\/realtime\/v1\//, (socket) => socket.close());
  await signUp(page, person);
  const jobId = await orderFilm(page, 'Sem tempo real');
  await expect(page.getByText('Atualizando a cada 3 s')).toBeVisible();
  const tts = await world.hand.claim(jobId);
  await world.hand.progress(tts, 0.5);
  await expect(page.getByRole('progressbar', { name: 'Voz: em andamento' })).toHaveAttribute(
    'aria-valuenow',
    '50',
  );
  await world.hand.finishFrom(tts);
  await expect(page.getByLabel('Vídeo: Sem tempo real')).toBeVisible();
});

test("another account's render cannot be seen", async ({ page, person, browser, world }) => {
  await signUp(page, person);
  const jobId = await orderFilm(page, 'Só meu');
  const other = await browser.newContext({ baseURL: world.studio.url, locale: 'pt-BR' });
  const theirs = await other.newPage();
  await signUp(theirs, newPerson());
  await theirs.goto(`/avatars/render/${jobId}`);
  await expect(theirs.getByRole('alert')).toContainText('Renderização não encontrada');
  await other.close();
  await page.getByRole('button', { name: 'Cancelar' }).click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Cancelar' }).click();
  await expect(page.getByRole('heading', { name: 'Cancelado a pedido' })).toBeVisible();
});

test('an agent says in plain words how fast it is', async ({ page, person, world }) => {
  await signUp(page, person);
  await world.hand.finish(await orderFilm(page, 'Com que rapidez'));
  const measured = [
    { stage: 'tts', engine: 'espeak', seconds_per_second: 0.06 },
    { stage: 'audio2face', engine: 'visemes', seconds_per_second: 0.04 },
    { stage: 'ue5', engine: 'three', size: '640x360', quality: 'standard', seconds_per_second: 3.9 },
  ];
  await world.stack.sql(
    "update public.gpu_agents set last_seen_at = clock_timestamp(), capabilities = jsonb_build_object('calibration', $1::jsonb)",
    [JSON.stringify(measured)],
  );
  await page.goto('/avatars/render');
  await expect(page.getByText('1 min de vídeo em cerca de 4 min')).toBeVisible();
  await expect(page.getByText('640×360, Padrão')).toBeVisible();
});
