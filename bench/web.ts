/**
 * What a visit to the studio costs, on the built site in Chromium: JavaScript of the first page, first and largest paint,
 * how long each key and click takes to show while a film renders, and pictures a second of the 3D viewer at 854×480.
 */

import { chromium, type Page } from '@playwright/test';
import { createClient } from '@supabase/supabase-js';
import { callApi } from '../bin/demo-follow.ts';
import { percentile } from '../gpu-agent/src/speech/pitch.ts';
import { RenderAnswer } from '../supabase/functions/_shared/contract/api.ts';
import { ensureBuilt } from '../web/build.ts';
import { initialJsBytes } from '../web/initial-js.ts';
import { CHROMIUM } from '../web/playwright.config.ts';
import { publishModel, startAgent } from '../web/tests/real-voice.ts';
import { openWorld, type World } from '../web/tests/world.ts';

const AVATAR = 'br_corporate_ana';
const LOADS = 5;
const FPS_SECONDS = 6;
/** Drawn for long enough to be typed against. */
const FILM = 'Antes de subir, prenda o cinto, ponha o capacete e confira a escada com calma. '.repeat(6);

/** ANGLE on Mesa's llvmpipe. */
const WEBGL = ['--ignore-gpu-blocklist', '--use-gl=angle', '--use-angle=gl-egl'];

interface Measured {
  fcp: number;
  lcp: number;
  /** Each interaction with its longest event, as Event Timing has them (16 ms and longer): start and length, ms. */
  interactions: Map<number, { start: number; ms: number }>;
}

const observe = (page: Page): Promise<unknown> =>
  page.addInitScript(() => {
    const measured: Measured = { fcp: 0, lcp: 0, interactions: new Map() };
    Object.assign(globalThis, { measured });
    new PerformanceObserver((list) => {
      for (const entry of list.getEntriesByName('first-contentful-paint')) measured.fcp = entry.startTime;
    }).observe({ type: 'paint', buffered: true });
    new PerformanceObserver((list) => {
      measured.lcp = list.getEntries().at(-1)?.startTime ?? measured.lcp;
    }).observe({ type: 'largest-contentful-paint', buffered: true });
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries() as (PerformanceEntry & { interactionId: number })[])
        if (
          entry.interactionId > 0 &&
          entry.duration > (measured.interactions.get(entry.interactionId)?.ms ?? 0)
        )
          measured.interactions.set(entry.interactionId, { start: entry.startTime, ms: entry.duration });
    }).observe({ type: 'event', durationThreshold: 16, buffered: true } as PerformanceObserverInit);
  });
const read = (page: Page): Promise<Pick<Measured, 'fcp' | 'lcp'>> =>
  page.evaluate(() => {
    const { fcp, lcp } = (globalThis as unknown as { measured: Measured }).measured;
    return { fcp, lcp };
  });
/** How long what was done since `start` took to show, ms; nothing for what Event Timing leaves out. */
const readInteractions = (page: Page, start: number): Promise<number[]> =>
  page.evaluate((from) => {
    const { interactions } = (globalThis as unknown as { measured: Measured }).measured;
    return [...interactions.values()].filter((one) => one.start >= from).map(({ ms }) => ms);
  }, start);

async function paints(world: World, say: (text: string) => void): Promise<{ fcp: number; lcp: number }> {
  const browser = await chromium.launch(CHROMIUM);
  try {
    const all: Pick<Measured, 'fcp' | 'lcp'>[] = [];
    for (let i = 0; i < LOADS; i++) {
      // A context of its own has an empty cache.
      const page = await (await browser.newContext({ baseURL: world.studio.url })).newPage();
      await observe(page);
      await page.goto('/avatars/gallery');
      await page.locator('h2').first().waitFor();
      await page.waitForLoadState('networkidle');
      const one = await read(page);
      say(`  load ${i + 1}: FCP ${one.fcp.toFixed(0)} ms, LCP ${one.lcp.toFixed(0)} ms`);
      all.push(one);
      await page.context().close();
    }
    const middle = (key: 'fcp' | 'lcp') =>
      percentile(
        all.map((one) => one[key]),
        0.5,
      );
    return { fcp: middle('fcp'), lcp: middle('lcp') };
  } finally {
    await browser.close();
  }
}

/** Starts a film for somebody of its own; resolves once an agent draws it. */
async function renderMeanwhile({ stack }: World): Promise<void> {
  const client = createClient(stack.url, stack.keys.publishable, { auth: { persistSession: false } });
  const { data, error } = await client.auth.signUp({
    email: `bench-${crypto.randomUUID()}@example.com`,
    password: 'a long one for the bench',
  });
  if (error || !data.session) throw error ?? new Error('no session');
  const body = JSON.stringify({
    avatar_id: AVATAR,
    script: FILM,
    voice_config: { language: 'pt-BR' },
    render_settings: { resolution: '854x480' },
  });
  const token = data.session.access_token;
  const { job_id } = RenderAnswer.parse(
    await callApi(stack.url, token, '/avatars/render', { method: 'POST', body }),
  );
  for (;;) {
    const { rows } = await stack.sql<{ current_stage: string; status: string }>(
      'select current_stage, status from public.render_jobs where id = $1',
      [job_id],
    );
    if (rows[0]?.status === 'failed') throw new Error('the film failed');
    if (rows[0]?.current_stage === 'ue5') return;
    await new Promise((next) => setTimeout(next, 250));
  }
}

interface Used {
  readonly inp: number;
  /** The longest of each kind, ms. */
  readonly each: Record<string, number>;
  readonly viewer: Drawn;
}

interface Drawn {
  readonly fps: number;
  /** What the pictures counted were drawn at, before the page scaled them to 854×480: the middle one and the smallest. */
  readonly size: string;
  readonly smallest: string;
}

async function use(world: World, say: (text: string) => void): Promise<Used> {
  const browser = await chromium.launch({
    ...CHROMIUM,
    args: [...CHROMIUM.args.filter((flag) => flag !== '--disable-gpu'), ...WEBGL],
    env: { ...process.env, EGL_PLATFORM: 'surfaceless' } as Record<string, string>,
  });
  try {
    const context = await browser.newContext({
      baseURL: world.studio.url,
      locale: 'pt-BR',
      viewport: { width: 1600, height: 1000 },
    });
    const page = await context.newPage();
    await observe(page);
    await page.goto(`/avatars/studio?avatar=${AVATAR}`);
    await page.locator('[data-viewer="ready"] canvas[data-hair="thin"]').waitFor({ timeout: 120_000 });
    const viewer = await framesASecond(page);
    // Back to its place: laid over the page it would take the clicks that follow.
    await page.getByRole('application').evaluate((element) => {
      element.removeAttribute('style');
      element.parentElement?.style.removeProperty('overflow');
    });
    say(
      `  viewer ${viewer.fps.toFixed(1)} pictures a second of ${viewer.size} (smallest ${viewer.smallest})`,
    );
    const agent = await startAgent(world);
    const each: Record<string, number> = {};
    const all: number[] = [];
    try {
      await renderMeanwhile(world);
      for (const [name, act] of interactions(page)) {
        const start = await page.evaluate(() => performance.now());
        await act();
        await shown(page, start);
        const ms = await readInteractions(page, start);
        all.push(...ms);
        each[name] = Math.round(Math.max(0, ...ms));
        say(`  ${name}: ${ms.map(Math.round).join(' ')} ms`);
      }
    } finally {
      await agent[Symbol.asyncDispose]();
    }
    // INP leaves out one interaction in fifty: the 98th percentile.
    return { inp: percentile(all, 0.98), each, viewer };
  } finally {
    await browser.close();
  }
}

/** The camera is moved without a pause on a canvas shown at 854×480; pictures that reached it are counted, and their pixels. */
async function framesASecond(page: Page): Promise<Drawn> {
  const viewer = page.getByRole('application');
  await viewer.evaluate((element) => {
    Object.assign((element as HTMLElement).style, {
      position: 'fixed',
      inset: 'auto',
      left: '0',
      top: '0',
      width: '854px',
      height: '480px',
      zIndex: '99',
    });
    // A frame of the film's shape clips it otherwise.
    const frame = element.parentElement;
    if (frame) frame.style.overflow = 'visible';
  });
  await page.waitForFunction(() => document.querySelector('canvas')?.width === 854);
  return await viewer.evaluate(
    (element, seconds) =>
      new Promise<Drawn>((resolve) => {
        const canvas = element.querySelector('canvas');
        const gl = canvas?.getContext('webgl2');
        if (!gl || !canvas) throw new Error('the viewer has no WebGL context');
        const sizes: { width: number; height: number }[] = [];
        const pixel = new Uint8Array(4);
        let pictures = 0;
        let drew = false;
        const drawElements = gl.drawElements.bind(gl);
        gl.drawElements = (...drawn) => {
          drew = true;
          drawElements(...drawn);
        };
        const started = performance.now();
        const tick = () => {
          const key = Math.floor(pictures / 10) % 2 === 0 ? 'ArrowLeft' : 'ArrowRight';
          element.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true }));
          // Waits until the GPU, here the CPU, has done what was asked of it.
          gl.readPixels(0, 0, 1, 1, gl.RGBA, gl.UNSIGNED_BYTE, pixel);
          const elapsed = (performance.now() - started) / 1000;
          if (drew) {
            pictures += 1;
            sizes.push({ width: canvas.width, height: canvas.height });
          }
          drew = false;
          if (elapsed >= seconds) {
            Reflect.deleteProperty(gl, 'drawElements');
            const ordered = sizes
              .sort((a, b) => a.width - b.width)
              .map((one) => `${one.width}x${one.height}`);
            const [smallest = '', size = ''] = [ordered[0], ordered[ordered.length >> 1]];
            return resolve({ fps: pictures / elapsed, size, smallest });
          }
          requestAnimationFrame(tick);
        };
        requestAnimationFrame(tick);
      }),
    FPS_SECONDS,
  );
}

/** Until what was done since `start` is on the screen and measured, or was too short to be. */
const shown = (page: Page, start: number): Promise<unknown> =>
  page.evaluate(
    ([from, patience]) =>
      new Promise<void>((resolve) => {
        const { interactions } = (globalThis as unknown as { measured: Measured }).measured;
        const look = () => {
          const found = [...interactions.values()].some((one) => one.start >= from);
          if (found || performance.now() - from > patience) setTimeout(resolve, 300);
          else setTimeout(look, 50);
        };
        look();
      }),
    [start, 3000] as const,
  );

/** Writes, marks words, changes the picture, opens a dialog, walks around the person, chooses another one. */
function interactions(page: Page): readonly (readonly [name: string, act: () => Promise<unknown>])[] {
  const viewer = page.getByRole('application');
  const radio = (name: string) => () => page.getByRole('radio', { name, exact: true }).click();
  return [
    [
      'type',
      () =>
        page.getByLabel('O que será dito').pressSequentially('Bom dia, equipe. Hoje falamos do capacete.', {
          delay: 60,
        }),
    ],
    ...(
      [
        ['pause', 'Alt+1'],
        ['emphasis', 'Alt+2'],
        ['undo', 'Control+z'],
        ['redo', 'Control+Shift+z'],
      ] as const
    ).map(([name, keys]) => [name, () => page.keyboard.press(keys)] as const),
    ['framing: close', radio('Rosto')],
    ['framing: wide', radio('Meio corpo')],
    ['framing: medium', radio('Busto')],
    ['set: studio', radio('Estúdio')],
    ['set: plant', radio('Fábrica')],
    ['colour', radio('Cor #0c5c58')],
    ['slider', () => page.getByRole('slider', { name: 'Velocidade' }).press('ArrowRight')],
    ['select', () => page.getByLabel('Legendas').press('ArrowDown')],
    ['dialog', () => page.getByRole('button', { name: 'Novo', exact: true }).click()],
    ['dialog: close', () => page.keyboard.press('Escape')],
    ['camera: key', () => viewer.press('ArrowRight')],
    [
      'camera: drag',
      async () => {
        const box = await viewer.boundingBox();
        if (!box) throw new Error('the viewer is not shown');
        const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
        await page.mouse.move(x, y);
        await page.mouse.down();
        await page.mouse.move(x + 60, y, { steps: 12 });
        await page.mouse.up();
      },
    ],
    ['person', () => page.locator('[data-avatar]').nth(1).click()],
  ];
}

export async function run(options: { json: boolean }): Promise<Record<string, unknown>> {
  const say = (text: string) => {
    if (!options.json) console.error(text);
  };
  const initial = await initialJsBytes(await ensureBuilt(), 'src/features/studio/studio-page.tsx');
  await using world = await openWorld();
  await publishModel(world, AVATAR);
  say('first visit to the gallery, nothing cached');
  const { fcp, lcp } = await paints(world, say);
  say('the studio');
  const { inp, each, viewer } = await use(world, say);
  return {
    initial_js_gzip_kb: Math.round(initial / 100) / 10,
    fcp_ms: Math.round(fcp),
    lcp_ms: Math.round(lcp),
    inp_ms: Math.round(inp),
    interactions_ms: each,
    viewer_fps: Math.round(viewer.fps * 10) / 10,
    viewer_drawn: viewer.size,
    viewer_drawn_smallest: viewer.smallest,
  };
}
