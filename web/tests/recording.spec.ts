import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { CHROMIUM } from '../playwright.config.ts';
import { burstsWav } from './sound.ts';
import { expect, signUp, test, type World } from './world.ts';

/** What the browser hears as its microphone, over and over. */
const heard = join(mkdtempSync(join(tmpdir(), 'semblante-microphone-')), 'heard.wav');
writeFileSync(heard, burstsWav(4));
test.use({
  launchOptions: {
    ...CHROMIUM,
    args: [
      ...CHROMIUM.args,
      '--use-fake-ui-for-media-stream',
      '--use-fake-device-for-media-stream',
      `--use-file-for-fake-audio-capture=${heard}`,
    ],
  },
});

/** What the only film of `email` was asked to speak with, and whether the file is the person's own and there. */
async function ordered(world: World, jobId: string): Promise<Record<string, unknown>> {
  const { rows } = await world.stack.sql(
    `select p.script, p.voice_config #- '{recording,path}' as voice,
       exists (select from storage.objects o where o.bucket_id = 'uploads' and o.name = p.voice_config #>> '{recording,path}'
         and o.name like p.user_id || '/recordings/%.wav') as stored
     from public.render_jobs j join public.avatar_projects p on p.id = j.project_id where j.id = $1`,
    [jobId],
  );
  return rows[0] as Record<string, unknown>;
}

async function render(page: Page): Promise<string> {
  await page.getByRole('button', { name: 'Renderizar', exact: true }).click();
  await page.waitForURL(/\/avatars\/render\/[0-9a-f-]{36}$/);
  return page.url().split('/').at(-1) ?? '';
}

test('a narration is sent as a file, heard, and speaks in the film', async ({ page, person, world }) => {
  await signUp(page, person, '/avatars/studio');
  await page.goto('/avatars/studio?avatar=br_corporate_ana');
  await page.getByLabel('O que será dito').fill('Bom dia, equipe.');
  await page.getByRole('radio', { name: 'Minha narração' }).click();
  await page.getByRole('button', { name: 'Renderizar', exact: true }).click();
  await expect(page.getByText('Envie ou grave a narração, ou escolha a voz do avatar.')).toBeVisible();

  const file = page.getByLabel('Escolher áudio').and(page.locator('input'));
  await file.setInputFiles({ name: 'notes.txt', mimeType: 'text/plain', buffer: Buffer.from('no sound') });
  await expect(page.getByText('Este arquivo não é de áudio.')).toBeVisible();
  await file.setInputFiles({ name: 'aula.wav', mimeType: 'audio/wav', buffer: burstsWav(2) });
  await expect(page.getByText('aula.wav')).toBeVisible();
  await expect(page.getByText('0:02', { exact: true })).toBeVisible();
  const player = page.locator('audio[aria-label="Ouvir a narração"]');
  await expect.poll(() => player.evaluate((audio: HTMLAudioElement) => Math.round(audio.duration))).toBe(2);

  // The draft remembers it.
  await page.reload();
  await expect(page.getByText('aula.wav')).toBeVisible();
  expect(await ordered(world, await render(page))).toEqual({
    script: 'Bom dia, equipe.',
    voice: { language: 'pt-BR', recording: {} },
    stored: true,
  });
});

test('a narration recorded here needs no script', async ({ page, person, world }) => {
  await signUp(page, person, '/avatars/studio');
  await page.goto('/avatars/studio?avatar=br_corporate_ana');
  await page.getByRole('radio', { name: 'Minha narração' }).click();
  await page.getByRole('button', { name: 'Gravar' }).click();
  const level = page.getByRole('meter', { name: 'Nível do microfone' });
  await expect.poll(async () => Number(await level.getAttribute('aria-valuenow'))).toBeGreaterThan(-20);
  await expect(page.getByText('0:03')).toBeVisible();
  await expect(page.getByText('Bom som. Fale com naturalidade.')).toBeVisible();
  await page.getByRole('button', { name: 'Parar' }).click();
  await expect(page.getByText('narration.wav')).toBeVisible();
  await page.getByLabel('A narração diz o roteiro').click();
  expect(await ordered(world, await render(page))).toEqual({
    script: '',
    voice: { language: 'pt-BR', recording: { text: '' } },
    stored: true,
  });
});

test('a narration that is removed leaves nothing behind', async ({ page, person, world }) => {
  await signUp(page, person, '/avatars/studio');
  await page.getByRole('radio', { name: 'Minha narração' }).click();
  const file = page.getByLabel('Escolher áudio').and(page.locator('input'));
  await file.setInputFiles({ name: 'aula.wav', mimeType: 'audio/wav', buffer: burstsWav(2) });
  const stored = async () => {
    const { rows } = await world.stack.sql<{ count: number }>(
      `select count(*)::int from storage.objects o join public.users u on o.name like u.id || '/recordings/%' where u.email = $1`,
      [person.email],
    );
    return rows[0]?.count;
  };
  await expect(page.getByText('aula.wav')).toBeVisible();
  expect(await stored()).toBe(1);
  await page.getByRole('button', { name: 'Remover narração' }).click();
  await expect(page.getByText('aula.wav')).toHaveCount(0);
  await expect.poll(stored).toBe(0);
});

test('a voice is recorded here with its text in view, consented to aloud, and renamed', async ({
  page,
  person,
  world,
}) => {
  await signUp(page, person, '/avatars/voice-cloning');
  await page.getByText('Texto para ler em voz alta').click();
  await expect(page.getByText('Bom dia! Hoje vamos conversar sobre cuidado')).toBeVisible();
  await page.getByRole('button', { name: 'Gravar aqui' }).click();
  await expect(page.getByText(/^[1-9] de 30 s de fala$/)).toBeVisible();
  await page.getByRole('button', { name: 'Parar' }).click();
  await expect(page.getByText('voice.wav')).toBeVisible();
  await expect(page.getByText('A gravação tem menos de 30 segundos.')).toBeVisible();

  await page
    .locator('input[type=file]')
    .setInputFiles({ name: 'longer.wav', mimeType: 'audio/wav', buffer: burstsWav(31) });
  await page.getByLabel('Nome da voz').fill('Ana');
  await page.getByLabel('Seu nome completo').fill('Ana Souza');
  await page.getByRole('button', { name: 'Gravar a declaração' }).click();
  await expect(page.getByText('0:03')).toBeVisible();
  await page.getByRole('button', { name: 'Parar' }).click();
  await expect(page.getByRole('button', { name: 'Apagar a gravação da declaração' })).toBeVisible();
  await page.getByRole('checkbox').click();
  await page.getByRole('button', { name: 'Criar voz' }).click();
  await expect(page.getByText(/^Ana Souza consentiu .*com gravação$/)).toBeVisible();

  await page.getByRole('button', { name: 'Renomear Ana', exact: true }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Nome da voz').fill('Ana, treinamentos');
  await dialog.getByRole('button', { name: 'Salvar' }).click();
  await expect(page.getByRole('heading', { name: 'Ana, treinamentos' })).toBeVisible();
  const { rows } = await world.stack.sql(
    `select exists (select from storage.objects o where o.name = c.statement_audio) as stored, v.name
     from public.voice_consents c join public.voice_clones v on v.id = c.voice_id
     join public.users u on u.id = v.user_id where u.email = $1`,
    [person.email],
  );
  expect(rows).toEqual([{ stored: true, name: 'Ana, treinamentos' }]);
});
