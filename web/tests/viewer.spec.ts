import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { publishModel, startAgent } from './real-voice.ts';
import { WITH_WEBGL } from './webgl.ts';
import { expect, orderFilm, signUp, test } from './world.ts';

test.use({ launchOptions: WITH_WEBGL });

const AVATAR = 'br_corporate_ana';

test.beforeAll(async ({ world }) => {
  test.setTimeout(240_000);
  await publishModel(world, AVATAR, true);
});

/** RGB of the canvas scaled to 160×90, as it is drawn: nothing that lies over it, however slow the machine. */
type Picture = readonly number[];
const [W, H] = [160, 90];

/** Without this a canvas can be read only in the moment it is drawn. */
const keepPixels = (page: Page): Promise<unknown> =>
  page.addInitScript(() => {
    const original = HTMLCanvasElement.prototype.getContext;
    HTMLCanvasElement.prototype.getContext = function (
      this: HTMLCanvasElement,
      kind: string,
      options?: object,
    ) {
      const kept = kind === 'webgl2' ? { ...options, preserveDrawingBuffer: true } : options;
      return Reflect.apply(original, this, [kind, kept]);
    } as typeof original;
  });

const look = (page: Page): Promise<Picture> =>
  page.evaluate(
    ([width, height]) => {
      const context = new OffscreenCanvas(width, height).getContext('2d');
      const canvas = document.querySelector<HTMLCanvasElement>('[data-viewer] canvas');
      if (!context || !canvas) throw new Error('nothing to look at');
      context.drawImage(canvas, 0, 0, width, height);
      return [...context.getImageData(0, 0, width, height).data].filter((_, i) => i % 4 < 3);
    },
    [W, H] as const,
  );

type Region = readonly [x0: number, y0: number, x1: number, y1: number];
const WHOLE: Region = [0, 0, 1, 1];
/** A corner of the set where nothing of the person is. */
const CORNER: Region = [0, 0, 0.2, 0.4];

/** Root mean square of the difference inside a rectangle given in shares of the picture. */
function difference(a: Picture, b: Picture, [x0, y0, x1, y1]: Region): number {
  const squares: number[] = [];
  for (let y = Math.round(y0 * H); y < y1 * H; y++) {
    for (let x = Math.round(x0 * W); x < x1 * W; x++) {
      for (let c = 0; c < 3; c++) {
        const at = (y * W + x) * 3 + c;
        squares.push(((a[at] ?? 0) - (b[at] ?? 0)) ** 2);
      }
    }
  }
  return Math.sqrt(squares.reduce((sum, value) => sum + value, 0) / squares.length);
}

/** Standard deviation of all values: 0 for a picture of one colour. */
function spread(picture: Picture): number {
  const mean = picture.reduce((sum, value) => sum + value, 0) / picture.length;
  return Math.sqrt(picture.reduce((sum, value) => sum + (value - mean) ** 2, 0) / picture.length);
}

interface Seen {
  /** Words as they were marked. */
  readonly words: readonly string[];
  /** Largest difference to the first picture: around the mouth, and in a corner of the set. */
  readonly mouth: number;
  readonly corner: number;
}

/** Watches every frame from now until a word was marked and none is any more. */
const watch = (page: Page): Promise<Seen> =>
  page.evaluate(
    () =>
      new Promise<Seen>((resolve) => {
        // Where the mouth of a medium frame is.
        const regions = { mouth: [0.44, 0.5, 0.12, 0.14], corner: [0, 0, 0.2, 0.4] } as const;
        const most = { mouth: 0, corner: 0 };
        const first: { mouth?: Uint8ClampedArray; corner?: Uint8ClampedArray } = {};
        const context = new OffscreenCanvas(32, 24).getContext('2d', { willReadFrequently: true });
        const canvas = document.querySelector<HTMLCanvasElement>('[data-viewer] canvas');
        if (!context || !canvas) throw new Error('nothing to look at');
        const words: string[] = [];
        const tick = () => {
          for (const name of ['mouth', 'corner'] as const) {
            const [x, y, w, h] = regions[name];
            const { width, height } = canvas;
            context.drawImage(canvas, x * width, y * height, w * width, h * height, 0, 0, 32, 24);
            const { data } = context.getImageData(0, 0, 32, 24);
            first[name] ??= data;
            const before = first[name];
            const sum = data.reduce((total, value, i) => total + (value - (before[i] ?? 0)) ** 2, 0);
            most[name] = Math.max(most[name], Math.sqrt(sum / (32 * 24 * 3)));
          }
          const word = document.querySelector('[data-paint="word"]')?.textContent;
          if (word && words.at(-1) !== word) words.push(word);
          if (!word && words.length > 0) resolve({ words, ...most });
          else requestAnimationFrame(tick);
        };
        tick();
      }),
  );

async function open(page: Page): Promise<void> {
  await keepPixels(page);
  await page.goto(`/avatars/studio?avatar=${AVATAR}`);
  await expect(page.locator('[data-viewer="ready"]')).toBeVisible({ timeout: 60_000 });
  await expect.poll(async () => spread(await look(page))).toBeGreaterThan(20);
  // From here on it is drawn with the hair that can be seen, as films are.
  await expect(page.locator('canvas[data-hair="thin"]')).toBeVisible({ timeout: 60_000 });
}

test('the person is drawn, the camera obeys keys, framing and set change the picture', async ({ page }) => {
  await open(page);
  const front = await look(page);
  const viewer = page.getByRole('application', { name: /Ana Paula em 3D/ });
  await viewer.focus();
  for (let i = 0; i < 5; i++) await page.keyboard.press('ArrowRight');
  await expect.poll(async () => difference(front, await look(page), WHOLE)).toBeGreaterThan(8);
  await page.keyboard.press('Home');
  await expect.poll(async () => difference(front, await look(page), WHOLE)).toBeLessThan(1);

  await page.getByRole('radio', { name: 'Rosto' }).click();
  await expect.poll(async () => difference(front, await look(page), WHOLE)).toBeGreaterThan(15);
  await page.getByRole('radio', { name: 'Busto' }).click();
  await page.getByRole('radio', { name: 'Cor #0c5c58' }).click();
  await expect
    .poll(async () => {
      const [r = 0, g = 0, b = 0] = await look(page);
      return Math.max(Math.abs(r - 0x0c), Math.abs(g - 0x5c), Math.abs(b - 0x58));
    })
    .toBeLessThan(8);
  await page.keyboard.press('Control+z');
  await expect.poll(async () => difference(front, await look(page), CORNER)).toBeLessThan(2);
  const { violations } = await new AxeBuilder({ page }).analyze();
  const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
  expect(serious.map(({ id, nodes }) => [id, nodes[0]?.html])).toEqual([]);
});

test('framing wide shows hands once the figure has come, and says so where there is none', async ({
  page,
}) => {
  const asked: string[] = [];
  page.on('request', (request) => asked.push(request.url()));
  await page.route('**/figure.glb', (route) => route.fulfill({ status: 404, body: '' }));
  await open(page);
  const front = await look(page);
  const [wide, bust] = [
    page.getByRole('radio', { name: 'Meio corpo' }),
    page.getByRole('radio', { name: 'Busto' }),
  ];
  expect(asked.filter((url) => url.includes('figure.glb'))).toEqual([]);
  await wide.click();
  await expect(page.locator('[data-figure="absent"]')).toBeVisible();
  await expect(page.getByText('a câmera fica mais longe e as mãos aparecem')).toBeVisible();
  await expect.poll(async () => difference(front, await look(page), WHOLE)).toBeGreaterThan(15);
  const without = await look(page);
  await bust.click();
  await page.unroute('**/figure.glb');
  await wide.click();
  await expect(page.locator('[data-figure="shown"]')).toBeVisible({ timeout: 60_000 });
  await expect(page.getByText('as mãos aparecem')).toBeHidden();
  await expect.poll(async () => difference(without, await look(page), WHOLE)).toBeGreaterThan(15);
  await expect.poll(async () => difference(front, await look(page), CORNER)).toBeLessThan(2);
  await bust.click();
  await expect.poll(async () => difference(front, await look(page), WHOLE)).toBeLessThan(1);
});

test('a model that cannot be had is said so, and can be asked for again', async ({ page }) => {
  await page.route('**/preview.glb', (route) => route.abort());
  await page.goto(`/avatars/studio?avatar=${AVATAR}`);
  await expect(page.getByRole('alert')).toContainText('não pôde ser carregada');
  await page.unroute('**/preview.glb');
  await page.getByRole('button', { name: 'Tentar de novo' }).click();
  await expect(page.locator('[data-viewer="ready"]')).toBeVisible({ timeout: 60_000 });
});

test('a sentence is heard with moving lips and its words marked; then a film of it is rendered', async ({
  page,
  person,
  world,
}) => {
  test.setTimeout(400_000);
  await using agent = await startAgent(world);
  await signUp(page, person);
  await open(page);
  const script = page.getByLabel('O que será dito');
  await script.fill(
    'Silêncio. Ana fala <emphasis level="strong">agora</emphasis> com a boca aberta, bem aberta. Fim.',
  );
  await script.evaluate((area: HTMLTextAreaElement) => area.setSelectionRange(14, 14));
  // Slowly, so that a busy machine draws some frames of every word; face and marks follow the sound's own clock.
  await page.evaluate(() => {
    const original = HTMLMediaElement.prototype.play;
    HTMLMediaElement.prototype.play = function (this: HTMLMediaElement) {
      this.playbackRate = 0.25;
      return original.call(this);
    };
  });
  const watching = watch(page);
  await page.keyboard.press('Control+Enter');
  await expect(page.getByRole('button', { name: 'Parar' })).toBeVisible();
  await expect(page.locator('[data-paint="word"]'), agent.log()).toBeVisible({ timeout: 90_000 });
  const seen = await watching;
  expect(seen.mouth).toBeGreaterThan(10);
  // The set stands still: what moved is the face.
  expect(seen.corner).toBeLessThan(1);
  // Still, a short word may fall between two frames; the order holds.
  const said = ['Ana', 'fala', 'agora', 'com', 'a', 'boca', 'aberta', 'bem', 'aberta'];
  expect(seen.words.length).toBeGreaterThan(3);
  let from = 0;
  for (const word of seen.words) {
    const at = said.indexOf(word, from);
    expect(at, `${word} in ${seen.words.join(' ')}`).toBeGreaterThanOrEqual(from);
    from = at + 1;
  }
  await expect(page.getByRole('button', { name: 'Ouvir a frase' })).toBeVisible();

  await page.getByLabel('Resolução').selectOption('854x480');
  await page.getByLabel('Qualidade').selectOption('draft');
  await orderFilm(page, 'Filme de verdade');
  const film = page.getByLabel('Vídeo: Filme de verdade');
  await expect(film, agent.log()).toBeVisible({ timeout: 240_000 });
  await expect
    .poll(() => film.evaluate((video: HTMLVideoElement) => [video.videoWidth, video.videoHeight]))
    .toEqual([854, 480]);
});
