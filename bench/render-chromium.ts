/** The scene in headless Chromium, without a GPU: what the render engine is compared with besides its own full route. */
import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { chromium } from '@playwright/test';
import { build } from 'vite';
import { type FilmFile, openFilm } from '../gpu-agent/src/engines/render/film-writer.ts';
import type { Page, PageRequest } from './render-page.ts';

export interface ChromiumRoute {
  /** What Chromium drew with, as `webgl2: <renderer>`. */
  readonly device: string;
  frame(values: ArrayLike<number>, t: number): Promise<void>;
  /** Closes browser, server and film. */
  end(): Promise<void>;
}

/** Same flags for every size. ANGLE on Mesa's llvmpipe is the faster of Chromium's software routes (SwiftShader twice). */
const FLAGS = ['--no-sandbox', '--ignore-gpu-blocklist', '--use-gl=angle', '--use-angle=gl-egl'];

async function bundle(): Promise<string> {
  const built = await build({
    logLevel: 'error',
    configFile: false,
    build: {
      write: false,
      target: 'es2023',
      lib: { entry: fileURLToPath(new URL('./render-page.ts', import.meta.url)), formats: ['es'] },
    },
  });
  const [first] = Array.isArray(built) ? built : [built];
  if (!first || !('output' in first)) throw new Error('vite built nothing');
  return first.output[0].code;
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

/** Opens a page that draws `film` from the GLB at `glb`. Throws with Chromium's own words when it cannot. */
export async function openChromium(
  glb: string,
  film: FilmFile,
  request: PageRequest,
): Promise<ChromiumRoute> {
  const script = await bundle();
  const writer = openFilm(film, 'rgba');
  const server = createServer(async (asked, answer) => {
    if (asked.url === '/avatar.glb') answer.end(await readFile(glb));
    else if (asked.url === '/page.js') answer.setHeader('content-type', 'text/javascript').end(script);
    else if (asked.method === 'POST') {
      await writer.write(await bodyOf(asked));
      answer.end();
    } else {
      answer
        .setHeader('content-type', 'text/html')
        .end('<!doctype html><script type="module" src="/page.js"></script>');
    }
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const browser = await chromium.launch({
    executablePath: process.env.SEMBLANTE_CHROMIUM ?? '/usr/bin/chromium',
    args: FLAGS,
    env: { ...process.env, EGL_PLATFORM: 'surfaceless' },
  });
  const close = async (): Promise<void> => {
    await browser.close();
    server.close();
  };
  try {
    const page = await browser.newPage();
    const heard: string[] = [];
    page.on('pageerror', (error) => heard.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error') heard.push(message.text());
    });
    await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
    await page.waitForFunction(() => 'bench' in globalThis);
    const backend = await page
      .evaluate((wanted) => (globalThis as unknown as { bench: Page }).bench.open(wanted), request)
      .catch((error: unknown) => {
        throw new Error(`Chromium cannot draw the scene: ${error}\n${heard.join('\n')}`);
      });
    const gpu = await page.evaluate(() => {
      const gl = document.createElement('canvas').getContext('webgl2');
      const named = gl?.getExtension('WEBGL_debug_renderer_info');
      return gl && named ? String(gl.getParameter(named.UNMASKED_RENDERER_WEBGL)) : 'unknown';
    });
    return {
      device: `${backend}: ${gpu}`,
      frame: (values, t) =>
        page.evaluate(([at, curves]) => (globalThis as unknown as { bench: Page }).bench.frame(curves, at), [
          t,
          [...Array.from(values)],
        ] as const),
      async end() {
        await close();
        await writer.end();
      },
    };
  } catch (error) {
    await close();
    throw error;
  }
}
