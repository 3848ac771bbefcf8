/**
 * Pictures of every page, light and dark, on a desktop and a phone, from the embedded stack with a film under way,
 * one finished and one failed: `npm run web:shots -- [folder]`. The studio is also pictured in the other languages.
 */
import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { type Browser, chromium, type Page } from '@playwright/test';
import { Language } from '../supabase/functions/_shared/contract/job.ts';
import { CHROMIUM } from './playwright.config.ts';
import { REPORT } from './tests/stage-hand.ts';
import { newPerson, openWorld, orderFilm, signUp, type World } from './tests/world.ts';

const DEVICES = {
  desktop: { viewport: { width: 1440, height: 900 }, deviceScaleFactor: 1 },
  phone: { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, isMobile: true, hasTouch: true },
} as const;

const SCRIPT = `Bom dia, equipe! Antes de entrar na obra, confira o capacete: sem trincas, com a jugular ajustada.
Ele protege você de quedas de objetos. Se levar um impacto, troque na hora, mesmo que pareça inteiro.`;

interface Scene {
  /** Of a link to the finished film. */
  readonly shareToken: string;
  readonly session: Awaited<ReturnType<Awaited<ReturnType<Browser['newContext']>>['storageState']>>;
  readonly pages: readonly (readonly [name: string, path: string, ready: string])[];
}

/** A signed-up person with jobs in every state, made the way the product makes them. */
async function prepare(browser: Browser, world: World): Promise<Scene> {
  const context = await browser.newContext({ baseURL: world.studio.url, locale: 'pt-BR' });
  const page = await context.newPage();
  await signUp(page, newPerson());
  const film = { ...REPORT, width: 1280, height: 720 };
  const finish = async (title: string): Promise<string> => {
    const id = await orderFilm(page, title);
    for (let done = false; !done; ) {
      const task = await world.hand.claim(id);
      await world.hand.complete(task, film);
      done = task.stage === 'compositing';
    }
    return id;
  };
  await finish('NR-35: trabalho em altura');
  const done = await finish('Boas-vindas à nova equipe');
  const failed = await orderFilm(page, 'Procedimento de evacuação');
  await world.hand.fail(
    await world.hand.claim(failed),
    'voice_unavailable',
    'No voice speaks this language.',
  );
  const running = await orderFilm(page, 'Uso correto do capacete');
  await world.hand.complete(await world.hand.claim(running), film);
  await world.hand.complete(await world.hand.claim(running), film);
  await world.hand.progress(await world.hand.claim(running), 0.42);

  await page.goto('/avatars/studio?avatar=br_safety_carlos');
  await page.getByLabel('Título').fill('Uso correto do capacete');
  await page.getByLabel('O que será dito').fill(SCRIPT);
  await page.getByText('Rascunho guardado').waitFor();
  const session = await context.storageState();
  await page.goto(`/avatars/history?film=${done}`);
  await page.getByRole('dialog').getByRole('button', { name: 'Compartilhar' }).click();
  await page.getByRole('button', { name: 'Criar link' }).click();
  const address = await page.getByLabel('Link criado', { exact: true }).inputValue();
  const shareToken = address.split('/').at(-1) ?? '';
  await context.close();
  return {
    session,
    shareToken,
    pages: [
      ['gallery', '/avatars/gallery', 'h2'],
      ['gallery-person', '/avatars/gallery?person=br_corporate_ana', '[role=dialog]'],
      ['gallery-empty', '/avatars/gallery?q=zzz', 'h2'],
      ['studio', '/avatars/studio', '[role=radio][data-avatar]'],
      ['render', '/avatars/render', 'main li a'],
      ['render-running', `/avatars/render/${running}`, 'main ol'],
      ['render-failed', `/avatars/render/${failed}`, '[role=alert]'],
      ['render-done', `/avatars/render/${done}`, 'main dl'],
      ['history', '/avatars/history', 'main ul'],
      ['history-film', `/avatars/history?film=${done}`, '[role=dialog] video'],
      ['voices', '/avatars/voice-cloning', 'main form'],
      ['settings', '/avatars/settings', 'main pre'],
      ['not-found', '/avatars/nowhere', 'h1'],
    ],
  };
}

async function settle(page: Page, ready: string): Promise<void> {
  await page.locator(ready).first().waitFor();
  await page.waitForLoadState('networkidle');
  await page.evaluate(() => document.fonts.ready);
}

async function picture(page: Page, folder: string, name: string): Promise<void> {
  await page.screenshot({ path: join(folder, `${name}.png`) });
  // The whole page too, where it goes on below the fold.
  const below = await page.evaluate(() => document.documentElement.scrollHeight > innerHeight + 40);
  if (below) await page.screenshot({ path: join(folder, `${name}-full.png`), fullPage: true });
}

const folder = resolve(process.argv[2] ?? 'web-shots');
await mkdir(folder, { recursive: true });
await using world = await openWorld();
const browser = await chromium.launch(CHROMIUM);
try {
  const scene = await prepare(browser, world);
  const shared = { baseURL: world.studio.url, reducedMotion: 'reduce', locale: 'pt-BR' } as const;
  for (const [device, size] of Object.entries(DEVICES)) {
    for (const colorScheme of ['light', 'dark'] as const) {
      const open = await browser.newContext({ ...shared, ...size, colorScheme, storageState: scene.session });
      const page = await open.newPage();
      for (const [name, path, ready] of scene.pages) {
        await page.goto(path);
        await settle(page, ready);
        await picture(page, folder, `${name}-${device}-${colorScheme}`);
      }
      await open.close();
      const visitor = await browser.newContext({ ...shared, ...size, colorScheme });
      const outside = await visitor.newPage();
      for (const [name, path] of [
        ['share', `/s/${scene.shareToken}`],
        ['share-gone', `/s/${'0'.repeat(64)}`],
      ] as const) {
        await outside.goto(path);
        await settle(outside, 'h1');
        await picture(outside, folder, `${name}-${device}-${colorScheme}`);
      }
      for (const path of ['sign-in', 'sign-up', 'recover', 'reset-password']) {
        await outside.goto(`/${path}`);
        await settle(outside, 'h1');
        await picture(outside, folder, `${path}-${device}-${colorScheme}`);
      }
      await visitor.close();
    }
  }
  for (const locale of Language.options.filter((language) => language !== 'pt-BR')) {
    const context = await browser.newContext({
      ...shared,
      ...DEVICES.desktop,
      storageState: scene.session,
      locale,
    });
    const page = await context.newPage();
    await page.goto('/avatars/studio');
    await settle(page, '[role=radio][data-avatar]');
    await picture(page, folder, `studio-desktop-${locale}`);
    await context.close();
  }
} finally {
  await browser.close();
}
console.log(folder);
