/**
 * `npm run avatars:stills [-- --out DIR] [--only skin/ana,hair/…]`: the pictures of docs/avatars that compare one camera
 * before and after, or show one thing on several people. What was before is kept in docs/avatars/before; what is drawn is
 * drawn as people are now, so the same command after a change of skin, hair or light brings the documents up to date.
 */
import { mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import sharp, { type OverlayOptions } from 'sharp';
import { CURVE_NAMES, type Quality } from '../supabase/functions/_shared/contract/job.ts';
import type { AvatarLook } from '../supabase/functions/_shared/contract/look.ts';
import { bakeAvatar } from './bake/bake.ts';
import { readCatalogueEntry, setOf } from './catalogue.ts';
import { FRIENDLY } from './poster.ts';
import type { Light } from './scene/lights.ts';
import type { Framing } from './scene/portrait.ts';
import { openStage } from './scene/still.ts';
import { faceAt, middle, say } from './spoken.ts';

type Curves = Readonly<Record<string, number>>;
type Size = { readonly width: number; readonly height: number };
type Crop = Size & { readonly left: number; readonly top: number };

/** What is drawn of somebody for a tile. */
interface Shot {
  readonly id: string;
  readonly curves: Curves;
  readonly beard?: NonNullable<AvatarLook['hair']['beard']>['style'];
  /** Left out, that of the place the catalogue gives them. */
  readonly light?: Exclude<Light, 'set'>;
}

interface Picture {
  readonly file: string;
  readonly quality: Quality;
  readonly framing: Framing;
  readonly frame: Size;
  /** What of the frame a tile shows, in pixels of it. */
  readonly crop: Crop;
  readonly tile: Size;
  readonly columns: number;
  readonly shots: readonly Shot[];
  /** A picture of docs/avatars/before: laid left of what is drawn, or row by row above it. */
  readonly before?: { readonly file: string; readonly layout: 'left' | 'rows' };
}

const BEFORE = fileURLToPath(new URL('../docs/avatars/before/', import.meta.url));
const GAP = 4;

const ANA = 'br_corporate_ana';
const ARI = 'br_education_ari';
const ANTONIO = 'br_education_antonio';
const BEATRIZ = 'br_education_beatriz';
const CARLOS = 'br_safety_carlos';
const EDUARDO = 'br_corporate_eduardo';
const HELENA = 'br_healthcare_helena';
const JOANA = 'br_safety_joana';
const LUANA = 'br_casual_luana';
const MARTA = 'br_corporate_marta';
const RAFAEL = 'br_casual_rafael';
const TIAGO = 'br_healthcare_tiago';

const FRONT: Curves = { ...FRIENDLY, headYaw: 0, headRoll: 0 };
const TURNED: Curves = { ...FRIENDLY, headYaw: 0.6 };
/** Motions that fold skin. */
const FOLDING: readonly Curves[] = [
  {},
  { browInnerUp: 1, browOuterUpLeft: 0.9, browOuterUpRight: 0.9 },
  { browDownLeft: 1, browDownRight: 1, noseSneerLeft: 0.3, noseSneerRight: 0.3 },
  { mouthSmileLeft: 0.8, mouthSmileRight: 0.8, cheekSquintLeft: 0.7, cheekSquintRight: 0.7 },
];
const LIGHTS: readonly Shot['light'][] = [undefined, 'soft', 'three-point', 'dramatic', 'daylight'];

const PORTRAIT: Size = { width: 1216, height: 1520 };
const WIDE: Size = { width: 1280, height: 720 };
const SQUARE: Size = { width: 720, height: 720 };
const whole = (frame: Size): Crop => ({ left: 0, top: 0, ...frame });

/** The mouth's and the eyes' curves of a sound between two others, the head kept straight. */
function spoken(ipa: string): Curves {
  const row = faceAt(say('a', ipa, 'a'), middle(1), 'neutral');
  return Object.fromEntries(
    CURVE_NAMES.map((name, i) => [name, row[i] ?? 0] as const).filter(([name]) => !name.startsWith('head')),
  );
}

const skin = (name: string, id: string): Picture => ({
  file: `skin/${name}`,
  quality: 'premium',
  framing: 'close',
  frame: PORTRAIT,
  crop: { left: 128, top: 232, width: 960, height: 1200 },
  tile: { width: 480, height: 600 },
  columns: 1,
  shots: [{ id, curves: FRONT }],
  before: { file: `skin-${name}`, layout: 'left' },
});

const PICTURES: readonly Picture[] = [
  skin('ana', ANA),
  skin('antonio', ANTONIO),
  skin('beatriz', BEATRIZ),
  skin('carlos', CARLOS),
  {
    file: 'skin/eyes',
    quality: 'premium',
    framing: 'close',
    frame: PORTRAIT,
    crop: { left: 248, top: 580, width: 720, height: 299 },
    tile: { width: 600, height: 249 },
    columns: 1,
    shots: [ANA, BEATRIZ, HELENA, TIAGO].map((id) => ({ id, curves: FRONT })),
    before: { file: 'eyes', layout: 'left' },
  },
  {
    file: 'skin/folds',
    quality: 'premium',
    framing: 'close',
    frame: PORTRAIT,
    crop: { left: 128, top: 282, width: 960, height: 1142 },
    tile: { width: 300, height: 357 },
    columns: FOLDING.length,
    shots: [ANA, ANTONIO, MARTA].flatMap((id) => FOLDING.map((curves) => ({ id, curves }))),
  },
  {
    file: 'hair/before-after',
    quality: 'standard',
    framing: 'medium',
    frame: WIDE,
    crop: { left: 340, top: 20, width: 600, height: 660 },
    tile: { width: 360, height: 396 },
    columns: 6,
    shots: [FRONT, TURNED].flatMap((curves) =>
      [ANA, LUANA, HELENA, ANTONIO, BEATRIZ, TIAGO].map((id) => ({ id, curves })),
    ),
    before: { file: 'hair', layout: 'rows' },
  },
  {
    file: 'mouth/ana',
    quality: 'standard',
    framing: 'medium',
    frame: WIDE,
    crop: { left: 580, top: 384, width: 120, height: 93 },
    tile: { width: 241, height: 186 },
    columns: 4,
    shots: ['a', 'e', 'u', 'f'].map((ipa) => ({ id: ANA, curves: spoken(ipa) })),
    before: { file: 'mouth', layout: 'rows' },
  },
  {
    file: 'sets/sets',
    quality: 'premium',
    framing: 'medium',
    frame: WIDE,
    crop: whole(WIDE),
    tile: { width: 640, height: 360 },
    columns: 2,
    shots: [ANA, HELENA, ANTONIO, CARLOS].map((id) => ({ id, curves: FRIENDLY })),
  },
  {
    file: 'sets/lights',
    quality: 'standard',
    framing: 'medium',
    frame: WIDE,
    crop: { left: 208, top: 0, width: 864, height: 720 },
    tile: { width: 240, height: 200 },
    columns: LIGHTS.length,
    shots: [ANA, CARLOS, TIAGO].flatMap((id) =>
      LIGHTS.map((light) => ({ id, curves: FRIENDLY, ...(light && { light }) })),
    ),
  },
  {
    file: 'wardrobe',
    quality: 'premium',
    framing: 'close',
    frame: SQUARE,
    crop: whole(SQUARE),
    tile: { width: 300, height: 300 },
    columns: 4,
    shots: [
      ...[FRONT, TURNED].flatMap((curves) => [ARI, EDUARDO, MARTA, JOANA].map((id) => ({ id, curves }))),
      ...[FRONT, TURNED].flatMap((curves) => [
        { id: RAFAEL, curves },
        { id: TIAGO, curves, beard: 'moustache' as const },
        { id: CARLOS, curves, beard: 'goatee' as const },
        { id: ANTONIO, curves, beard: 'short' as const },
      ]),
    ],
  },
];

async function draw(picture: Picture, shot: Shot): Promise<Buffer> {
  const entry = await readCatalogueEntry(shot.id);
  const { look } = entry.assets;
  const worn = shot.beard
    ? { ...look, hair: { ...look.hair, beard: { style: shot.beard, colour: look.hair.colour } } }
    : look;
  const { glb } = await bakeAvatar(worn);
  const { quality, framing, frame } = picture;
  const background = { type: 'set', name: setOf(entry) } as const;
  const stage = await openStage({ glb, ...frame, quality, framing, background, light: shot.light });
  const pixels = await stage.draw(Object.keys(shot.curves), Object.values(shot.curves), 0, 1);
  const part = await sharp(Buffer.from(pixels), { raw: { ...frame, channels: 4 } })
    .removeAlpha()
    .extract(picture.crop)
    .png()
    .toBuffer();
  stage.close();
  return sharp(part).resize(picture.tile.width, picture.tile.height, { fit: 'fill' }).png().toBuffer();
}

interface Sheet extends Size {
  readonly laid: OverlayOptions[];
}

/** Lays what is drawn beside, or row by row below, what was before. */
async function compose(picture: Picture, tiles: readonly Buffer[]): Promise<Sheet> {
  const { tile, columns, before } = picture;
  const rows = Math.ceil(tiles.length / columns);
  const earlier = before && sharp(join(BEFORE, `${before.file}.webp`));
  const beside = before?.layout === 'left' ? ((await earlier?.metadata())?.width ?? 0) + GAP : 0;
  const step = before?.layout === 'rows' ? 2 : 1;
  const drawn = columns * tile.width;
  const laid = tiles.map((input, i): OverlayOptions => {
    const row = step * Math.floor(i / columns) + step - 1;
    return { input, left: beside + (i % columns) * tile.width, top: row * tile.height };
  });
  for (let row = 0; earlier && row < (beside ? 1 : rows); row++) {
    const height = beside ? rows * tile.height : tile.height;
    const part = earlier
      .clone()
      .extract({ left: 0, top: row * height, width: beside ? beside - GAP : drawn, height });
    laid.push({ input: await part.png().toBuffer(), left: 0, top: row * step * tile.height });
  }
  return { laid, width: beside + drawn, height: step * rows * tile.height };
}

const { values } = parseArgs({
  options: {
    out: { type: 'string', default: join(tmpdir(), 'semblante-sheets') },
    only: { type: 'string' },
  },
});
const only = values.only?.split(',');
for (const picture of PICTURES) {
  if (only && !only.some((name) => picture.file.startsWith(name))) continue;
  const tiles: Buffer[] = [];
  for (const shot of picture.shots) tiles.push(await draw(picture, shot));
  const { laid, width, height } = await compose(picture, tiles);
  const file = join(values.out, `${picture.file}.webp`);
  await mkdir(dirname(file), { recursive: true });
  await sharp({ create: { width, height, channels: 3, background: '#202020' } })
    .composite(laid)
    .webp({ quality: 82 })
    .toFile(file);
  console.log(file);
}
// Dawn keeps the process alive.
process.exit(0);
