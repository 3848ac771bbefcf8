import { expect, signUp, test } from './world.ts';

/** A WAV of a quiet hum: 16 kHz, mono, 16 bit. */
function wav(seconds: number): Buffer {
  const rate = 16_000;
  const samples = Math.round(seconds * rate);
  const file = Buffer.alloc(44 + samples * 2);
  file.write('RIFF', 0);
  file.writeUInt32LE(36 + samples * 2, 4);
  file.write('WAVEfmt ', 8);
  file.writeUInt32LE(16, 16);
  file.writeUInt16LE(1, 20);
  file.writeUInt16LE(1, 22);
  file.writeUInt32LE(rate, 24);
  file.writeUInt32LE(rate * 2, 28);
  file.writeUInt16LE(2, 32);
  file.writeUInt16LE(16, 34);
  file.write('data', 36);
  file.writeUInt32LE(samples * 2, 40);
  for (let n = 0; n < samples; n += 1) file.writeInt16LE(Math.round(2000 * Math.sin(n / 12)), 44 + n * 2);
  return file;
}

test('a voice is made only with consent and thirty seconds, and can be deleted', async ({
  page,
  person,
  world,
}) => {
  await signUp(page, person, '/avatars/voice-cloning');
  await expect(page.getByRole('heading', { name: 'Nenhuma voz ainda' })).toBeVisible();
  await page.getByRole('button', { name: 'Criar voz' }).click();
  await expect(page.getByRole('alert')).toHaveText([
    'Dê um nome à voz.',
    'Escolha uma gravação.',
    'Escreva o nome completo.',
    'Sem este consentimento a voz não pode ser usada.',
  ]);
  await page.getByLabel('Nome da voz').fill('Ana, treinamentos');
  const sample = page.locator('input[type=file]');
  await sample.setInputFiles({ name: 'short.wav', mimeType: 'audio/wav', buffer: wav(5) });
  await expect(page.getByText('A gravação tem menos de 30 segundos.')).toBeVisible();
  await sample.setInputFiles({ name: 'voice.wav', mimeType: 'audio/wav', buffer: wav(31) });
  await expect(page.getByText('0:31')).toBeVisible();
  await page.getByRole('radio', { name: 'De outra pessoa' }).click();
  await page.getByLabel('Seu nome completo').fill('Ana Souza');
  await page.getByRole('checkbox').click();
  await page.getByRole('button', { name: 'Criar voz' }).click();
  await expect(page.getByText('Diga de quem é a voz.')).toBeVisible();
  await page.getByLabel('Nome completo de quem fala').fill('Rita Melo');
  await page.getByRole('button', { name: 'Criar voz' }).click();
  await expect(page.getByRole('heading', { name: 'Ana, treinamentos' })).toBeVisible();
  await expect(page.getByText(/^Ana Souza consentiu por Rita Melo/)).toBeVisible();
  const given = await world.stack.sql(
    "select consenter_name, speaker_name, relation, language, statement like 'Eu, Ana Souza, %Rita Melo,%' as shown from public.voice_consents",
  );
  expect(given.rows).toEqual([
    {
      consenter_name: 'Ana Souza',
      speaker_name: 'Rita Melo',
      relation: 'authorised',
      language: 'pt-BR',
      shown: true,
    },
  ]);

  await page.getByText('Ver a declaração').click();
  await page.getByRole('button', { name: 'Retirar consentimento' }).click();
  await page.getByRole('button', { name: 'Retirar', exact: true }).click();
  await expect(page.getByText(/^Consentimento retirado há|^Consentimento retirado agora/)).toBeVisible();
  await page.getByRole('button', { name: 'Registrar consentimento' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Seu nome completo').fill('Rita Melo');
  await dialog.getByRole('checkbox').click();
  await dialog.getByRole('button', { name: 'Registrar consentimento' }).click();
  await expect(page.getByText(/^Rita Melo consentiu/)).toBeVisible();
  await expect(page.getByText('Em treino', { exact: true })).toBeVisible();

  await page.getByRole('button', { name: 'Apagar Ana, treinamentos' }).click();
  await page.getByRole('button', { name: 'Apagar', exact: true }).click();
  await expect(page.getByRole('heading', { name: 'Nenhuma voz ainda' })).toBeVisible();
  // The rows are gone at once; an agent removes the recordings.
  const left = await world.stack.sql(
    `select (select count(*)::int from public.voice_clones) as voices,
      (select count(*)::int from public.voice_consents) as consents,
      (select count(*)::int from storage.objects o where o.bucket_id = 'voice-samples' and not exists (
        select from public.storage_deletions d where d.bucket = o.bucket_id and starts_with(o.name, d.prefix))) as kept`,
  );
  expect(left.rows).toEqual([{ voices: 0, consents: 0, kept: 0 }]);
});
