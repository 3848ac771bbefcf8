/** The fitting room on a thread of its own: a slider never waits for what it moves. */
import { CreatorManifest } from '../../../../avatar/creator/options.ts';
import { readPack } from '../../../../avatar/creator/pack.ts';
import { recolour } from '../../../../avatar/creator/recolour.ts';
import { type StubbleMask, stubble } from '../../../../avatar/creator/stubble.ts';
import { decodeImage } from '../../../../avatar/scene/decode-browser.ts';
import { type EncodedImage, readModel } from '../../../../avatar/scene/model.ts';
import type { DecodedImage } from '../../../../avatar/scene/portrait.ts';
import type { FittedMessage, FittingOptions, FromFitting, ToFitting } from './fitting-protocol.ts';
import { createFittingRoom, type FittingRoom, type Paint } from './fitting-room.ts';
// A file of its own: the content policy lets nobody fetch addresses that hold their data.
import maskUrl from './stubble.webp?no-inline';

async function bytesOf(url: string): Promise<Uint8Array> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url}: HTTP ${response.status}`);
  return new Uint8Array(await response.arrayBuffer());
}

async function open({ manifestUrl, own, others }: FittingOptions): Promise<FittingRoom> {
  const manifest = CreatorManifest.parse(await (await fetch(manifestUrl)).json());
  const pack = await readPack(await bytesOf(new URL(`../${manifest.pack}`, manifestUrl).href));
  const urls = new Map([...others, own].map(({ id, url }) => [id, url]));
  return createFittingRoom(pack, own, others, async ({ id }) => readModel(await bytesOf(urls.get(id) ?? '')));
}

let textureSize = 512;
let room: Promise<FittingRoom> | null = null;
const decoded = new Map<EncodedImage, Promise<DecodedImage>>();
/** How each part was painted last; textures come as baked when the model changes. */
const painted = new Map<number, string>();

let mask: Promise<StubbleMask> | null = null;
/** Comes with the first beard that grows or goes. */
async function loadMask(): Promise<StubbleMask> {
  const { width, height, rgba } = await decodeImage(
    { bytes: await bytesOf(maskUrl), type: 'image/webp' },
    textureSize,
  );
  return { width, height, shares: rgba.filter((_, k) => k % 4 === 0) };
}

async function paint({ albedo, how, stubble: beard }: Paint): Promise<DecodedImage> {
  const known = decoded.get(albedo) ?? decodeImage(albedo, textureSize);
  decoded.set(albedo, known);
  const picture = await known;
  const { width } = picture;
  const rgba = picture.rgba.slice();
  if (beard) {
    mask ??= loadMask();
    stubble(rgba, width, await mask, beard.from, true);
  }
  if (how) recolour(rgba.slice(), width, how, rgba);
  if (beard && mask) stubble(rgba, width, await mask, beard.to);
  return { ...picture, rgba };
}

async function fit({ id, look }: ToFitting & { type: 'fit' }): Promise<FittedMessage> {
  if (!room) throw new Error('the fitting room was never opened');
  const { model, shape, paints, unseen } = await (await room).fit(look);
  if (model) painted.clear();
  const pictures: { part: number; picture: DecodedImage }[] = [];
  for (const one of paints) {
    const key = JSON.stringify([one.how, one.stubble]);
    if (key === (painted.get(one.part) ?? '[null,null]')) continue;
    painted.set(one.part, key);
    pictures.push({ part: one.part, picture: await paint(one) });
  }
  return { type: 'fitted', id, model, shape, pictures, unseen };
}

addEventListener('message', ({ data }: MessageEvent<ToFitting>) => {
  if (data.type === 'open') {
    ({ textureSize } = data.options);
    room = open(data.options);
    // Told with the first look that is to be fitted.
    room.catch(() => {});
    return;
  }
  const say = (message: FromFitting, transfer: Transferable[] = []): void =>
    self.postMessage(message, { transfer });
  fit(data).then(
    (fitted) =>
      say(
        fitted,
        fitted.pictures.map(({ picture }) => picture.rgba.buffer as ArrayBuffer),
      ),
    (error: unknown) => say({ type: 'failed', id: data.id, message: String(error) }),
  );
});
