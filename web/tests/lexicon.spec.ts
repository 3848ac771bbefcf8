import { readFile } from 'node:fs/promises';
import { expect, signUp, test } from './world.ts';

test('pronunciations are added, changed, exported, imported and deleted', async ({ page, person }) => {
  await signUp(page, person, '/avatars/settings');
  const section = page.locator('#lexicon');
  await expect(section.getByText('Nenhuma pronúncia em Português (Brasil)')).toBeVisible();
  await section.getByRole('button', { name: 'Adicionar' }).click();
  await expect(section.getByRole('alert')).toHaveText('Preencha os dois campos.');
  await section.getByLabel('Como se escreve').fill('NR-35');
  await section.getByLabel('Como se fala').fill('ene erre trinta e cinco');
  await section.getByRole('button', { name: 'Adicionar' }).click();
  await expect(section.getByRole('listitem')).toHaveText(/NR-35.*ene erre trinta e cinco/);

  await section.getByRole('button', { name: 'Editar NR-35' }).click();
  const row = section.getByRole('listitem');
  await row.getByLabel('Como se escreve').fill('NR 35');
  await row.getByRole('button', { name: 'Salvar' }).click();
  await expect(section.getByRole('listitem')).toHaveText(/NR 35.*ene erre trinta e cinco/);

  const download = page.waitForEvent('download');
  await section.getByRole('button', { name: 'Exportar CSV' }).click();
  const file = await readFile(await (await download).path(), 'utf8');
  expect(file).toContain('pt-BR,NR 35,ene erre trinta e cinco');

  const csv = (text: string) => ({ name: 'lexicon.csv', mimeType: 'text/csv', buffer: Buffer.from(text) });
  const input = section.locator('input[type=file]');
  await input.setInputFiles(csv('language,grapheme,say\nfr-FR,x,y\n'));
  await expect(section.getByRole('alert')).toContainText('Linha 2');
  await input.setInputFiles(csv('language,grapheme,say\npt-BR,CIPA,cipa\nes-ES,EPI,epi\n'));
  await expect(section.getByRole('listitem')).toHaveText([/CIPA.*cipa/, /NR 35/]);
  await section.getByRole('radio', { name: 'Español' }).click();
  await expect(section.getByRole('listitem')).toHaveText(/EPI.*epi/);
  await section.getByRole('button', { name: 'Apagar EPI' }).click();
  await expect(section.getByText('Nenhuma pronúncia em Español')).toBeVisible();
});
