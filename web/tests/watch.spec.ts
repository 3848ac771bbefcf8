import { expect, orderFilm, signUp, test } from './world.ts';

test('place in the queue, log of a failure, and a second try', async ({ page, person, world }) => {
  await signUp(page, person);
  const first = await orderFilm(page, 'Primeiro');
  const second = await orderFilm(page, 'Segundo');
  await expect(page.getByText('2º na fila')).toBeVisible();
  await page.goto('/avatars/render');
  await expect(page.getByRole('link', { name: /Segundo/ })).toContainText('2º na fila');
  await world.hand.finish(first);
  await page.goto(`/avatars/render/${second}`);
  await expect(page.getByText('1º na fila')).toBeVisible();

  await world.hand.fail(
    await world.hand.claim(second),
    'tool_crashed',
    'ffmpeg ended with 1.',
    'No space left',
  );
  await page.getByText('Detalhes técnicos').click();
  await expect(page.getByText('No space left')).toBeVisible();
  await page.getByRole('button', { name: 'Tentar de novo' }).click();
  await page.waitForURL((url) => !url.pathname.endsWith(second));
  await expect(page.getByRole('heading', { level: 1, name: 'Segundo' })).toBeVisible();
});

test('the first frame is shown as soon as it was drawn', async ({ page, person, world }) => {
  await signUp(page, person);
  const jobId = await orderFilm(page, 'Quadro a quadro');
  await expect(page.getByText('Ao vivo')).toBeVisible();
  for (const stage of ['tts', 'audio2face']) {
    const task = await world.hand.claim(jobId);
    expect(task.stage).toBe(stage);
    await world.hand.complete(task);
  }
  await expect(page.getByText('O primeiro quadro aparece aqui')).toBeVisible();
  await world.hand.complete(await world.hand.claim(jobId));
  const frame = page.getByAltText('Primeiro quadro do vídeo em andamento');
  await expect.poll(() => frame.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBe(320);
  await page.reload();
  await expect(frame).toBeVisible();
});
