/**
 * Pictures of every page, light and dark, on a desktop and a phone, from the embedded stack with a film under way,
 * one finished and one failed; the studio also in the other languages. All of them, or those that are asked for:
 *
 *     npm run web:shots -- [folder] [--only studio,history] [--device phone] [--theme dark]
 *
 * `--only` takes the beginnings of names, as the files bear them.
 */
import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { type Browser, type BrowserContext, chromium, type Page } from '@playwright/test';
import { Language } from '../supabase/functions/_shared/contract/job.ts';
import { DRAWN, prepare, publishPeople, type Scene, type Shot } from './shot-scene.ts';
import { WITH_WEBGL } from './tests/webgl.ts';
import { newPerson, openWorld, orderFilm, signUp } from './tests/world.ts';

const DEVICES = {
  desktop: { viewport: { width: 1440, height: 900 }, deviceScaleFactor: 1 },
  phone: { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, isMobile: true, hasTouch: true },
} as const;
const THEMES = ['light', 'dark'] as const;
type Device = keyof typeof DEVICES;
type Theme = (typeof THEMES)[number];

/** One device in one theme. */
interface Look {
  readonly device: Device;
  readonly theme: Theme;
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    only: { type: 'string', default: '' },
    device: { type: 'string', default: Object.keys(DEVICES).join(',') },
    theme: { type: 'string', default: THEMES.join(',') },
  },
});
const listOf = (text: string): string[] => text.split(',').filter(Boolean);
const only = listOf(values.only);
const isAsked = (name: string): boolean => only.length === 0 || only.some((start) => name.startsWith(start));
const folder = resolve(positionals[0] ?? 'web-shots');
const taken: string[] = [];

async function settle(page: Page, ready: string): Promise<void> {
  await page.locator(ready).first().waitFor();
  await page.waitForLoadState('networkidle');
  await page.evaluate(() => document.fonts.ready);
}

async function picture(page: Page, name: string): Promise<void> {
  if (!isAsked(name)) return;
  await page.screenshot({ path: join(folder, `${name}.png`) });
  taken.push(name);
  // The whole page too, where it goes on below the fold: in a window as high, so that what sticks to its foot stands there.
  const size = page.viewportSize();
  const height = await page.evaluate(() => document.documentElement.scrollHeight);
  if (size && height > size.height + 40) {
    await page.setViewportSize({ width: size.width, height });
    await page.screenshot({ path: join(folder, `${name}-full.png`) });
    await page.setViewportSize(size);
  }
  const { scrollWidth, innerWidth } = await page.evaluate(() => ({
    scrollWidth: document.documentElement.scrollWidth,
    innerWidth: window.innerWidth,
  }));
  if (scrollWidth > innerWidth) console.warn(`${name} is ${scrollWidth} px wide in ${innerWidth}.`);
}

async function pictureShots(page: Page, shots: readonly Shot[], as: string): Promise<void> {
  for (const { name, path, ready, first, act } of shots.filter(({ name }) => isAsked(`${name}-${as}`))) {
    await first?.(page);
    await page.goto(path);
    await settle(page, ready);
    await act?.(page);
    await picture(page, `${name}-${as}`);
    await page.unrouteAll();
    await page.context().setOffline(false);
  }
}

async function pictureCreator(page: Page, as: string): Promise<void> {
  await page.goto('/avatars/studio');
  await settle(page, DRAWN);
  await page.getByRole('button', { name: 'Mudar a aparência' }).click();
  await settle(page, '[data-creator]');
  await picture(page, `creator-${as}`);
  await page.getByRole('tab', { name: 'Cabelo' }).click();
  await picture(page, `creator-hair-${as}`);
}

/** The guide as a new account meets it, and with the scene's film at its end. */
async function pictureTour(fresh: BrowserContext, known: Page, done: string, as: string): Promise<void> {
  const page = await fresh.newPage();
  await signUp(page, newPerson());
  await settle(page, 'main ul');
  await picture(page, `tour-offer-${as}`);
  await page.getByRole('button', { name: 'Começar o guia' }).click();
  await page.getByText('Passo 1 de 4').first().waitFor({ state: 'attached' });
  await picture(page, `tour-person-${as}`);
  await page.goto('/avatars/studio?avatar=br_safety_carlos');
  await settle(page, DRAWN);
  await picture(page, `tour-script-${as}`);
  await page.getByRole('button', { name: 'Continuar' }).click();
  await picture(page, `tour-listen-${as}`);
  await page.getByRole('button', { name: 'Pular este passo' }).click();
  await picture(page, `tour-film-${as}`);
  await orderFilm(page, 'O meu primeiro');
  await settle(page, 'main ol');
  await picture(page, `tour-watch-${as}`);
  await page.getByRole('button', { name: 'Cancelar' }).click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Cancelar' }).click();
  await page.getByRole('heading', { name: 'Cancelado a pedido' }).waitFor();
  await picture(page, `tour-cancelled-${as}`);
  await page.close();

  await known.evaluate((jobId) => {
    const key = Object.keys(localStorage).find((name) => /^semblante\.tour\.[0-9a-f-]{36}$/.test(name));
    if (!key) throw new Error('the guide was never refused');
    localStorage.setItem(key, JSON.stringify({ step: 'done', jobId }));
  }, done);
  await known.goto(`/avatars/render/${done}`);
  await settle(known, 'main dl');
  await picture(known, `tour-done-${as}`);
}

async function pictureLook(
  browser: Browser,
  scene: Scene,
  shared: Parameters<Browser['newContext']>[0],
  { device, theme }: Look,
): Promise<void> {
  const as = `${device}-${theme}`;
  const options = { ...shared, ...DEVICES[device], colorScheme: theme };
  const known = await browser.newContext({ ...options, storageState: scene.session });
  const page = await known.newPage();
  await pictureShots(page, scene.pages, as);
  if (isAsked(`creator-${as}`) || isAsked(`creator-hair-${as}`)) await pictureCreator(page, as);
  if (only.length === 0 || only.some((start) => start.startsWith('tour'))) {
    if (new URL(page.url()).protocol === 'about:') await page.goto('/avatars/gallery');
    await using fresh = await browser.newContext(options);
    await pictureTour(fresh, page, scene.done, as);
  }
  await known.close();
  await using newcomer = await browser.newContext({ ...options, storageState: scene.newcomer });
  await pictureShots(await newcomer.newPage(), scene.empty, as);
  await using visitor = await browser.newContext(options);
  await pictureShots(await visitor.newPage(), scene.outside, as);
}

await mkdir(folder, { recursive: true });
await using world = await openWorld();
await publishPeople(world);
const browser = await chromium.launch(WITH_WEBGL);
try {
  const scene = await prepare(browser, world);
  const shared = { baseURL: world.studio.url, reducedMotion: 'reduce', locale: 'pt-BR' } as const;
  const devices = (Object.keys(DEVICES) as Device[]).filter((name) => listOf(values.device).includes(name));
  const themes = THEMES.filter((name) => listOf(values.theme).includes(name));
  for (const device of devices)
    for (const theme of themes) await pictureLook(browser, scene, shared, { device, theme });
  for (const locale of Language.options.filter((language) => language !== 'pt-BR')) {
    if (!isAsked(`studio-desktop-${locale}`)) continue;
    await using context = await browser.newContext({
      ...shared,
      ...DEVICES.desktop,
      storageState: scene.session,
      locale,
    });
    const page = await context.newPage();
    await page.goto('/avatars/studio');
    await settle(page, DRAWN);
    await picture(page, `studio-desktop-${locale}`);
  }
} finally {
  await browser.close();
}
if (taken.length === 0)
  throw new Error(`No picture is called ${values.only}, on ${values.device} in ${values.theme}.`);
console.log(folder);
