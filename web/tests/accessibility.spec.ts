import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { expect, orderFilm, signUp, test } from './world.ts';

/** Serious and critical findings, each with the places it was found at. */
async function findings(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) =>
      nodes.map(({ target, failureSummary }) => `${id} ${target.join(' ')} ${failureSummary}`),
    );
}

const OPEN = [
  ['/avatars/gallery', 'Ana Paula'],
  ['/avatars/gallery?person=br_corporate_ana', 'Usar no estúdio'],
  ['/avatars/studio', 'Carlos Silva'],
  ['/avatars/settings', 'Listar avatares'],
  ['/sign-in', 'Esqueci a senha'],
  ['/sign-up', 'Já tem conta?'],
  ['/recover', 'Enviar link'],
  ['/reset-password', 'Este link não vale mais'],
  ['/nowhere', 'Esta página não existe'],
] as const;

for (const colorScheme of ['light', 'dark'] as const) {
  test(`pages for everybody, ${colorScheme}`, async ({ page }) => {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    for (const [path, text] of OPEN) {
      await page.goto(path);
      await expect(page.getByText(text).first()).toBeVisible();
      expect(await findings(page), path).toEqual([]);
    }
  });

  test(`pages of an account, ${colorScheme}`, async ({ page, person, world }) => {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await signUp(page, person);
    const jobId = await orderFilm(page, 'Acessível');
    const check = async (path: string, text: string) => {
      await page.goto(path);
      await expect(page.getByText(text).first()).toBeVisible();
      expect(await findings(page), path).toEqual([]);
    };
    await check(`/avatars/render/${jobId}`, 'Ao vivo');
    await check('/avatars/render', 'Acessível');
    await check('/avatars/history', 'O seu primeiro vídeo vai aparecer aqui');
    await check('/avatars/voice-cloning', 'Nenhuma voz ainda');
    await check('/avatars/settings', 'Nenhum webhook ainda');
    await world.hand.finish(jobId);
    await check(`/avatars/render/${jobId}`, 'Qualidade medida');
    await check('/avatars/history', 'Acessível');
    await check(`/avatars/history?film=${jobId}`, 'Baixar MP4');
  });
}

test('the keyboard alone reaches the content and the pages', async ({ page }) => {
  await page.goto('/avatars/gallery');
  await expect(page.getByRole('heading', { name: 'Ana Paula' })).toBeVisible();
  await page.keyboard.press('Tab');
  await expect(page.getByRole('link', { name: 'Ir para o conteúdo' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.locator('#main')).toBeFocused();
  await page.getByRole('link', { name: 'Estúdio' }).press('Enter');
  await expect(page.getByRole('heading', { level: 1, name: 'Estúdio' })).toBeVisible();
  await expect(page.locator('#main')).toBeFocused();
});
