import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { startAgent } from './real-voice.ts';
import { expect, orderFilm, signUp, test } from './world.ts';

async function serious(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) =>
      nodes.map(({ target, failureSummary }) => `${id} ${target} ${failureSummary}`),
    );
}

const guide = (page: Page, name: string | RegExp) => page.getByRole('region', { name });

/** Both schemes of one moment. */
async function accessible(page: Page): Promise<void> {
  for (const colorScheme of ['dark', 'light'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    expect(await serious(page)).toEqual([]);
  }
}

test('a new account is led from the gallery to a film of its own that plays', async ({
  page,
  person,
  world,
}) => {
  test.setTimeout(500_000);
  await using agent = await startAgent(world);
  await signUp(page, person);
  await expect(guide(page, 'Guia')).toContainText('O seu primeiro vídeo em quatro passos');
  await accessible(page);

  await page.getByRole('button', { name: 'Começar o guia' }).click();
  const first = guide(page, 'Guia: Passo 1 de 4');
  await expect(first).toContainText('Escolha quem apresenta');
  await expect(first).toBeFocused();
  await accessible(page);
  await first.getByRole('button', { name: 'Mostrar onde' }).click();
  await expect(page.locator('[data-tour-at="person"] :focus')).toBeVisible();
  await page.keyboard.press('Enter');
  // Who presents is heard greeting, to the end.
  await page.evaluate(() => {
    const original = HTMLMediaElement.prototype.play;
    HTMLMediaElement.prototype.play = function (this: HTMLMediaElement) {
      this.addEventListener('ended', () => {
        document.body.dataset.heard = this.duration.toFixed(1);
      });
      return original.call(this);
    };
  });
  await page.getByRole('button', { name: 'Ouvir em Português (Brasil)' }).click();
  await expect(page.locator('body'), agent.log()).toHaveAttribute('data-heard', /^[1-9]/, {
    timeout: 120_000,
  });
  await page.getByRole('dialog').getByRole('link', { name: 'Usar no estúdio' }).click();

  const second = guide(page, 'Guia: Passo 2 de 4');
  await expect(second).toContainText('Mude o texto');
  const script = page.getByLabel('O que será dito');
  await expect(script).toHaveValue(/^Olá! Este é o meu primeiro vídeo/);
  await expect(page.getByLabel('Título')).toHaveValue('Olá, equipe!');
  await accessible(page);
  // A reload goes on where it was; what was emptied stays so.
  await expect(page.locator('[data-save="saved"]')).toBeVisible();
  await page.reload();
  await script.fill('Olá, sou eu.');
  await second.getByRole('button', { name: 'Continuar' }).click();

  const third = guide(page, 'Guia: Passo 3 de 4');
  await expect(third).toContainText('Ouça uma frase');
  await accessible(page);
  await third.getByRole('button', { name: 'Mostrar onde' }).click();
  await expect(page.getByRole('button', { name: 'Ouvir a frase' })).toBeFocused();
  await page.keyboard.press('Enter');
  const fourth = guide(page, 'Guia: Passo 4 de 4');
  await expect(fourth, agent.log()).toContainText('Crie o vídeo', { timeout: 120_000 });
  await accessible(page);
  await expect(page.getByLabel('Resolução')).toHaveValue('854x480');
  await fourth.getByRole('button', { name: 'Mostrar onde' }).click();
  await expect(page.getByRole('button', { name: 'Renderizar', exact: true })).toBeFocused();
  await page.keyboard.press('Enter');
  await page.waitForURL(/\/avatars\/render\/[0-9a-f-]{36}$/);

  const last = guide(page, 'Guia');
  await expect(last).toContainText('O seu vídeo está sendo feito');
  await accessible(page);
  await expect(last, agent.log()).toContainText('Parabéns!', { timeout: 300_000 });
  const film = page.getByLabel('Vídeo: Olá, equipe!');
  // It plays by itself for whoever waited: the film's clock has moved.
  await expect.poll(() => film.evaluate((video: HTMLVideoElement) => video.currentTime)).toBeGreaterThan(0);
  await accessible(page);
  await last.getByRole('link', { name: 'Mostrar a alguém' }).click();
  await expect(page.getByRole('dialog').getByRole('button', { name: 'Criar link' })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog').getByLabel('Vídeo: Olá, equipe!')).toBeVisible();
  await page.keyboard.press('Escape');
  await guide(page, 'Guia').getByRole('button', { name: 'Concluir o guia' }).click();
  await expect(guide(page, 'Guia')).toHaveCount(0);
  await expect(page.locator('#main')).toBeFocused();
});

test('the guide is refused for good, found again in the menu, and left with Escape', async ({
  page,
  person,
  browser,
  world,
}) => {
  await signUp(page, person);
  await expect(guide(page, 'Guia')).toBeVisible();
  // The next visit keeps its room free from the first paint: nothing below it moves.
  await page.addInitScript(() => {
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) {
        const { value } = entry as PerformanceEntry & { readonly value: number };
        const root = document.documentElement;
        root.dataset.shifts = String(Number(root.dataset.shifts ?? 0) + value);
      }
    }).observe({ type: 'layout-shift', buffered: true });
  });
  await page.reload();
  await expect(guide(page, 'Guia')).toBeVisible();
  await expect(page.getByRole('heading', { name: 'Ana Paula' })).toBeVisible();
  expect(Number(await page.locator('html').getAttribute('data-shifts'))).toBeLessThan(0.02);
  const kept = page.waitForResponse((answer) => answer.request().method() === 'PUT' && answer.ok());
  await guide(page, 'Guia').getByRole('button', { name: 'Agora não' }).click();
  await expect(guide(page, 'Guia')).toHaveCount(0);
  expect((await kept).url()).toContain('/auth/v1/user');

  // On another device nothing is offered either.
  const elsewhere = await browser.newContext({ baseURL: world.studio.url, locale: 'en-US' });
  const other = await elsewhere.newPage();
  await other.goto('/sign-in');
  await other.getByLabel('E-mail').fill(person.email);
  await other.getByLabel('Password', { exact: true }).fill(person.password);
  await other.getByRole('main').getByRole('button', { name: 'Sign in' }).click();
  await other.getByRole('button', { name: 'Account, language and theme' }).first().click();
  await expect(other.getByRole('region', { name: 'Guide' })).toHaveCount(0);
  await other.getByRole('menuitem', { name: 'Guide to a first video' }).click();
  const first = other.getByRole('region', { name: 'Guide: Step 1 of 4' });
  await expect(first).toContainText('Choose who presents');
  await other.setViewportSize({ width: 360, height: 740 });
  expect(await other.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
  await first.getByRole('button', { name: 'Show me where' }).focus();
  await other.keyboard.press('Escape');
  await expect(other.getByRole('region', { name: 'Guide' })).toHaveCount(0);
  await expect(other.locator('#main')).toBeFocused();
  await elsewhere.close();
});

test('a film that fails in the guide leads back to the studio', async ({ page, person, world }) => {
  await signUp(page, person);
  await page.getByRole('button', { name: 'Começar o guia' }).click();
  const jobId = await orderFilm(page, 'Vai falhar');
  const strip = guide(page, 'Guia');
  await expect(strip).toContainText('O seu vídeo está sendo feito');
  await world.hand.fail(await world.hand.claim(jobId), 'voice_unavailable', 'No voice speaks xx.');
  await expect(strip).toContainText('Desta vez não deu certo');
  await accessible(page);
  await strip.getByRole('link', { name: 'Voltar ao estúdio' }).click();
  await expect(guide(page, 'Guia: Passo 4 de 4')).toBeVisible();
});

test('on a phone a step brings what it is about into view', async ({ page, person }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await signUp(page, person);
  await page.getByRole('button', { name: 'Começar o guia' }).click();
  await page.getByRole('heading', { name: 'Ana Paula' }).click();
  await page.getByRole('link', { name: 'Usar no estúdio' }).click();
  await expect(page.getByText('Mude o texto como quiser').first()).toBeVisible();
  await expect(page.getByLabel('O que será dito')).toBeInViewport({ ratio: 0.2 });
});
