/**
 * Pictures of every page, light and dark, on a desktop and a phone, from the embedded stack with a film under way,
 * one finished and one failed: `npm run web:shots -- [folder]`. The studio is also pictured in the other languages. Two
 * people of the catalogue are published first (posters, models, creator pack), as an installation does.
 */
import { execFile } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { type Browser, type BrowserContext, chromium, type Page } from '@playwright/test';
import { Language } from '../supabase/functions/_shared/contract/job.ts';
import { REPORT } from './tests/stage-hand.ts';
import { WITH_WEBGL } from './tests/webgl.ts';
import { newPerson, openWorld, orderFilm, signUp, type World } from './tests/world.ts';

const DEVICES = {
  desktop: { viewport: { width: 1440, height: 900 }, deviceScaleFactor: 1 },
  phone: { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, isMobile: true, hasTouch: true },
} as const;

/** Drawn in 3D; the others keep their initials. */
const PUBLISHED = ['br_safety_carlos', 'br_corporate_ana'] as const;

async function publishPeople({ stack }: World): Promise<void> {
  const people = PUBLISHED.flatMap((id) => ['--avatar', id]);
  await promisify(execFile)(
    process.execPath,
    [join(import.meta.dirname, '../seed/publish.ts'), '--only', 'creator,posters,models', ...people],
    { env: { ...process.env, SUPABASE_URL: stack.url, SUPABASE_SECRET_KEY: stack.keys.secret } },
  );
}

const SCRIPT = `Bom dia, equipe! Antes de entrar na obra, confira o capacete: sem trincas, com a jugular ajustada.
Ele protege você de quedas de objetos. Se levar um impacto, troque na hora, mesmo que pareça inteiro.`;

/** The person stands in the viewer. */
const DRAWN = '[data-viewer="ready"]';

interface Scene {
  /** Of the finished film. */
  readonly done: string;
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
  await page.getByRole('button', { name: 'Agora não' }).click();
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
  const deleted = await finish('Rascunho do treinamento');
  await page.goto(`/avatars/history?film=${deleted}`);
  await page.getByRole('dialog').getByRole('button', { name: 'Apagar' }).click();
  await page.getByText('Vídeo apagado', { exact: true }).waitFor();
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
  // The badge may still say that the version before is saved.
  const kept = page.waitForResponse((answer) => {
    const request = answer.request();
    return request.method() === 'PUT' && (request.postData() ?? '').includes(SCRIPT.slice(-20));
  });
  await page.getByLabel('O que será dito').fill(SCRIPT);
  await kept;
  const session = await context.storageState();
  await page.goto(`/avatars/history?film=${done}`);
  await page.getByRole('dialog').getByRole('button', { name: 'Compartilhar' }).click();
  await page.getByRole('button', { name: 'Criar link' }).click();
  const address = await page.getByLabel('Link criado', { exact: true }).inputValue();
  const shareToken = address.split('/').at(-1) ?? '';
  await context.close();
  return {
    session,
    done,
    shareToken,
    pages: [
      ['gallery', '/avatars/gallery', 'h2'],
      ['gallery-person', '/avatars/gallery?person=br_corporate_ana', '[role=dialog]'],
      ['gallery-empty', '/avatars/gallery?q=zzz', 'h2'],
      ['studio', '/avatars/studio', DRAWN],
      ['render', '/avatars/render', 'main li a'],
      ['render-running', `/avatars/render/${running}`, 'main ol'],
      ['render-failed', `/avatars/render/${failed}`, '[role=alert]'],
      ['render-done', `/avatars/render/${done}`, 'main dl'],
      ['history', '/avatars/history', 'main ul'],
      ['history-film', `/avatars/history?film=${done}`, '[role=dialog] video'],
      ['history-deleted', '/avatars/history?trash=1', '[role=dialog] li'],
      ['voices', '/avatars/voice-cloning', 'main form'],
      ['settings', '/avatars/settings', 'main pre'],
      ...(['usage', 'tokens', 'webhooks'] as const).map(
        (part) => [`settings-${part}`, `/avatars/settings#${part}`, `#${part}`] as const,
      ),
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

async function pictureCreator(page: Page, as: string): Promise<void> {
  await page.goto('/avatars/studio');
  await settle(page, DRAWN);
  await page.getByRole('button', { name: 'Mudar a aparência' }).click();
  await settle(page, '[data-creator]');
  await picture(page, folder, `creator-${as}`);
  await page.getByRole('tab', { name: 'Cabelo' }).click();
  await picture(page, folder, `creator-hair-${as}`);
}

/** The guide as a new account meets it, and with the scene's film at its end. */
async function pictureTour(fresh: BrowserContext, known: Page, done: string, as: string): Promise<void> {
  const page = await fresh.newPage();
  await signUp(page, newPerson());
  await settle(page, 'main ul');
  await picture(page, folder, `tour-offer-${as}`);
  await page.getByRole('button', { name: 'Começar o guia' }).click();
  await page.getByText('Passo 1 de 4').first().waitFor({ state: 'attached' });
  await picture(page, folder, `tour-person-${as}`);
  await page.goto('/avatars/studio?avatar=br_safety_carlos');
  await settle(page, DRAWN);
  await picture(page, folder, `tour-script-${as}`);
  await page.getByRole('button', { name: 'Continuar' }).click();
  await picture(page, folder, `tour-listen-${as}`);
  await page.getByRole('button', { name: 'Pular este passo' }).click();
  await picture(page, folder, `tour-film-${as}`);
  await orderFilm(page, 'O meu primeiro');
  await settle(page, 'main ol');
  await picture(page, folder, `tour-watch-${as}`);
  await page.getByRole('button', { name: 'Cancelar' }).click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Cancelar' }).click();
  await page.getByRole('heading', { name: 'Cancelado a pedido' }).waitFor();
  await page.close();

  await known.evaluate((jobId) => {
    const key = Object.keys(localStorage).find((name) => /^semblante\.tour\.[0-9a-f-]{36}$/.test(name));
    if (!key) throw new Error('the guide was never refused');
    localStorage.setItem(key, JSON.stringify({ step: 'done', jobId }));
  }, done);
  await known.goto(`/avatars/render/${done}`);
  await settle(known, 'main dl');
  await picture(known, folder, `tour-done-${as}`);
}

const folder = resolve(process.argv[2] ?? 'web-shots');
await mkdir(folder, { recursive: true });
await using world = await openWorld();
await publishPeople(world);
const browser = await chromium.launch(WITH_WEBGL);
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
      const as = `${device}-${colorScheme}`;
      await pictureCreator(page, as);
      const fresh = await browser.newContext({ ...shared, ...size, colorScheme });
      await pictureTour(fresh, page, scene.done, as);
      await fresh.close();
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
    await settle(page, DRAWN);
    await picture(page, folder, `studio-desktop-${locale}`);
    await context.close();
  }
} finally {
  await browser.close();
}
console.log(folder);
