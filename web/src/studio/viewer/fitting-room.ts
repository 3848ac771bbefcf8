/**
 * Dresses a loaded person in another look without a bake: the body is shaped from the creator pack and everything on it
 * follows; hairstyles and clothes come from people of the catalogue who wear them; colours are scaled. Runs in a worker;
 * knows nothing of it, nor of where models come from.
 */
import {
  type Binding,
  bindPart,
  follow,
  type ShapedBody,
  shapeLook,
} from '../../../../avatar/creator/apply-look.ts';
import type { CreatorPack } from '../../../../avatar/creator/pack.ts';
import { recolourOf } from '../../../../avatar/creator/recolour.ts';
import { type Restubble, restubbleOf } from '../../../../avatar/creator/stubble.ts';
import type { AvatarModel, ModelPart } from '../../../../avatar/scene/model.ts';
import type { RestShape } from '../../../../avatar/scene/pose.ts';
import type { AvatarLook } from '../../../../supabase/functions/_shared/contract/look.ts';
import { followNormals, type Smoothing, smoothingOf } from './follow-normals.ts';

/** Somebody whose model can be loaded: the person edited, or one of the catalogue who lends hair or clothes. */
export interface Wearer {
  readonly id: string;
  readonly look: AvatarLook;
}

/** Choices that only the next bake shows. */
export type Unseen =
  | 'hair.style'
  | 'brows.style'
  | 'lashes.style'
  | 'wardrobe.outfit'
  | 'wardrobe.vest'
  | 'wardrobe.helmet'
  | 'wardrobe.glasses'
  | 'wardrobe.headset'
  | 'hair.beard'
  | 'wardrobe.details'
  | 'skin.details';

/** Who each group of parts is taken from; null leaves the group away. */
export interface Casting {
  readonly body: Wearer;
  readonly hair: Wearer | null;
  readonly clothes: Wearer;
  readonly helmet: Wearer | null;
  readonly glasses: Wearer | null;
  readonly headset: Wearer | null;
  readonly beard: Wearer | null;
  readonly brows: Wearer;
  readonly lashes: Wearer;
  readonly unseen: readonly Unseen[];
}

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a ?? null) === JSON.stringify(b ?? null);
/** Clothes of one cut, whatever their colours. */
export const sameCut = (a: AvatarLook['wardrobe'], b: AvatarLook['wardrobe']): boolean =>
  a.outfit === b.outfit && a.neckline === b.neckline && (a.blazer === null) === (b.blazer === null);

/** Chooses who lends what. `own` is the person edited as baked; it is asked first. */
export function cast(wanted: AvatarLook, own: Wearer, others: readonly Wearer[]): Casting {
  const all = [own, ...others];
  const unseen: Unseen[] = [];
  const find = (suits: (look: AvatarLook) => boolean): Wearer | null =>
    all.find(({ look }) => suits(look)) ?? null;
  const or = (found: Wearer | null, missing: Unseen): Wearer => {
    if (!found) unseen.push(missing);
    return found ?? own;
  };
  const { hair, wardrobe, brows, lashes } = wanted;
  const covered = wardrobe.helmet !== null;
  const hairdo = hair.style
    ? (find((look) => look.hair.style === hair.style && (look.wardrobe.helmet !== null) === covered) ??
      // Hair of somebody bare-headed can be cut under a helmet, not the other way round.
      (covered ? find((look) => look.hair.style === hair.style) : null))
    : null;
  if (hair.style && !hairdo) unseen.push('hair.style');
  const full = (look: AvatarLook): boolean =>
    sameCut(look.wardrobe, wardrobe) && (look.wardrobe.vest === null) === (wardrobe.vest === null);
  const clothes =
    find((look) => full(look) && detailed(look, wanted)) ??
    find(full) ??
    or(
      find((look) => sameCut(look.wardrobe, wardrobe)),
      'wardrobe.outfit',
    );
  if (sameCut(clothes.look.wardrobe, wardrobe)) {
    if ((clothes.look.wardrobe.vest === null) !== (wardrobe.vest === null)) unseen.push('wardrobe.vest');
    else if (!detailed(clothes.look, wanted)) unseen.push('wardrobe.details');
  }
  if (!same(baked(own.look.skin), baked(wanted.skin)) || !same(own.look.eyes.limbus, wanted.eyes.limbus))
    unseen.push('skin.details');
  /** Null, and told, where somebody wants what nobody wears. */
  const lent = (wanted: boolean, suits: (look: AvatarLook) => boolean, missing: Unseen): Wearer | null => {
    if (!wanted) return null;
    const found = find(suits);
    if (!found) unseen.push(missing);
    return found;
  };
  const { glasses, headset } = wardrobe;
  return {
    body: own,
    hair: hair.style ? (hairdo ?? (own.look.hair.style ? own : null)) : null,
    clothes,
    helmet: covered
      ? or(
          find((look) => look.wardrobe.helmet !== null),
          'wardrobe.helmet',
        )
      : null,
    glasses: lent(
      glasses !== undefined,
      (look) => look.wardrobe.glasses?.frame === glasses?.frame,
      'wardrobe.glasses',
    ),
    headset: lent(
      headset !== undefined,
      ({ wardrobe: of }) =>
        of.headset?.boom === headset?.boom && (of.helmet === null) === (wardrobe.helmet === null),
      'wardrobe.headset',
    ),
    beard: lent(
      hair.beard !== undefined,
      (look) => look.hair.beard?.style === hair.beard?.style,
      'hair.beard',
    ),
    brows: or(
      find((look) => look.brows.style === brows.style),
      'brows.style',
    ),
    lashes: or(
      find((look) => look.lashes.style === lashes.style),
      'lashes.style',
    ),
    unseen,
  };
}

/** What of a skin is painted by a bake alone. */
const baked = ({ tone: _, stubble: __, stubbleColour: ___, ...rest }: AvatarLook['skin']): object => rest;

function detailed({ wardrobe: a }: AvatarLook, { wardrobe: b }: AvatarLook): boolean {
  return same([a.badge, a.stethoscope, a.buttons, a.pocket], [b.badge, b.stethoscope, b.buttons, b.pocket]);
}

const CLOTHES = new Set(['outfit', 'blazer', 'vest', 'gear']);
/** Their shading is the bake's own and turns with nothing. */
const OWN_NORMALS = new Set([
  'hair',
  'beard',
  'glasses',
  'lens',
  'headset',
  'brows',
  'lashes',
  'eyes',
  'cornea',
  'teeth',
  'tongue',
]);

interface Loaded {
  readonly wearer: Wearer;
  readonly model: AvatarModel;
  readonly body: ShapedBody;
}

interface Worn {
  readonly part: ModelPart;
  readonly from: Loaded;
  readonly binding: Binding;
  readonly smoothing: Smoothing | null;
}

/** A texture to be repainted: place of the part in the model, its picture as baked, and how. */
export interface Paint {
  readonly part: number;
  readonly albedo: NonNullable<ModelPart['albedo']>;
  readonly how: ReturnType<typeof recolourOf>;
  /** Of a skin whose stubble is another. */
  readonly stubble: Restubble | null;
}

export interface Fitted {
  /** Null where the same parts are worn as before. */
  readonly model: AvatarModel | null;
  readonly shape: RestShape;
  readonly paints: readonly Paint[];
  readonly unseen: readonly Unseen[];
}

export interface FittingRoom {
  fit(wanted: AvatarLook): Promise<Fitted>;
}

export function createFittingRoom(
  pack: CreatorPack,
  own: Wearer,
  others: readonly Wearer[],
  load: (wearer: Wearer) => Promise<AvatarModel>,
): FittingRoom {
  const known = new Map<string, Promise<Loaded>>();
  const loaded = (wearer: Wearer): Promise<Loaded> => {
    const made =
      known.get(wearer.id) ??
      load(wearer).then((model) => ({ wearer, model, body: shapeLook(pack, wearer.look) }));
    known.set(wearer.id, made);
    made.catch(() => known.delete(wearer.id));
    return made;
  };
  const bound = new WeakMap<ModelPart, Worn>();
  const wear = (from: Loaded, part: ModelPart): Worn => {
    const made = bound.get(part) ?? {
      part,
      from,
      binding: bindPart(pack, from.body.positions, part),
      smoothing: OWN_NORMALS.has(part.name) ? null : smoothingOf(part),
    };
    bound.set(part, made);
    return made;
  };
  let wornBefore = '';
  let worn: readonly Worn[] = [];
  const keyOf = (casting: Casting, look: AvatarLook): string =>
    JSON.stringify([
      ...[casting.hair, casting.clothes, casting.helmet, casting.brows, casting.lashes].map((w) => w?.id),
      ...[casting.glasses, casting.headset, casting.beard].map((w) => w?.id),
      look.wardrobe.helmet?.colour,
      detailed(casting.clothes.look, look),
    ]);

  async function change(casting: Casting, wanted: AvatarLook): Promise<AvatarModel> {
    const [body, clothes] = await Promise.all([loaded(casting.body), loaded(casting.clothes)]);
    const [hair, helmet] = await Promise.all([
      casting.hair && loaded(casting.hair),
      casting.helmet && loaded(casting.helmet),
    ]);
    const [brows, lashes] = await Promise.all([loaded(casting.brows), loaded(casting.lashes)]);
    const [glasses, headset, beard] = await Promise.all(
      [casting.glasses, casting.headset, casting.beard].map((wearer) => wearer && loaded(wearer)),
    );
    const parts: Worn[] = [];
    const take = (from: Loaded, suits: (name: string) => boolean): void => {
      for (const part of from.model.parts) if (suits(part.name)) parts.push(wear(from, part));
    };
    // Skin under clothes is cut away: it comes in the shape that these clothes leave of it, painted as the person's own.
    const own = body.model.parts.find(({ name }) => name === 'skin');
    const left = clothes.model.parts.find(({ name }) => name === 'skin');
    if (own && left) parts.push(wear(clothes, own === left ? own : dressedSkin(left, own)));
    take(body, (name) => ['eyes', 'cornea', 'teeth', 'tongue'].includes(name));
    take(brows, (name) => name === 'brows');
    take(lashes, (name) => name === 'lashes');
    if (hair) take(hair, (name) => name === 'hair');
    // Badge, pocket and the like are one part: somebody else's are worse than none.
    const fitting = detailed(clothes.wearer.look, wanted);
    take(clothes, (name) => CLOTHES.has(name) && (name !== 'gear' || fitting));
    if (helmet) take(helmet, (name) => name === 'helmet');
    if (glasses) take(glasses, (name) => name === 'glasses' || name === 'lens');
    if (headset) take(headset, (name) => name === 'headset');
    if (beard) take(beard, (name) => name === 'beard');
    const { colour } = wanted.wardrobe.helmet ?? {};
    worn = parts.map((one) =>
      one.part.name === 'helmet' && colour ? { ...one, part: { ...one.part, colour: linear(colour) } } : one,
    );
    return { ...body.model, parts: worn.map(({ part }) => part) };
  }

  /** The skin of somebody in these clothes with the pictures of the person edited. */
  const skins = new Map<ModelPart, ModelPart>();
  function dressedSkin(left: ModelPart, own: ModelPart): ModelPart {
    const { albedo, normalMap, roughnessMap } = own;
    const made = skins.get(left) ?? { ...left, albedo, normalMap, roughnessMap };
    skins.set(left, made);
    return made;
  }

  return {
    async fit(wanted) {
      const base = await loaded(own);
      if (worn.length === 0) {
        worn = base.model.parts.map((part) => wear(base, part));
        wornBefore = keyOf(cast(own.look, own, others), own.look);
      }
      const casting = cast(wanted, own, others);
      const key = keyOf(casting, wanted);
      const dressed = key === wornBefore ? null : await change(casting, wanted);
      const now = shapeLook(pack, wanted);
      // The camera stays where it is: whoever grows is shown at the same height.
      const rise = now.eyes[1] - base.body.eyes[1];
      const parts = worn.map(({ part, binding, smoothing }) => {
        const positions = follow(binding, now.positions);
        for (let i = 1; i < positions.length; i += 3) positions[i] = (positions[i] ?? 0) - rise;
        const normals = smoothing ? followNormals(smoothing, part, positions) : part.normals;
        return { positions, normals };
      });
      wornBefore = key;
      const joints = now.joints.map(([x, y, z]) => [x, y - rise, z] as const);
      const shape = { parts, joints };
      const model = dressed && {
        ...dressed,
        joints,
        parts: dressed.parts
          .map((part, k) => ({ ...part, ...parts[k] }))
          .map((part, _, all) => underHelmet(part, all)),
      };
      const paints = worn.flatMap(({ part: { name, albedo }, from }, part): Paint[] => {
        // The pictures on a body are the person's own, whoever's clothes it wears.
        const look = name === 'skin' ? own.look : from.wearer.look;
        const stubble = name === 'skin' ? restubbleOf(look, wanted) : null;
        return albedo ? [{ part, albedo, how: recolourOf(name, look, wanted), stubble }] : [];
      });
      return { model, shape, paints, unseen: casting.unseen };
    },
  };
}

/** `#rrggbb` as the factors of a material. */
function linear(hex: string): [number, number, number] {
  const n = Number.parseInt(hex.slice(1), 16);
  const channel = (byte: number): number => (byte / 255) ** 2.2;
  return [channel(n >> 16), channel((n >> 8) & 255), channel(n & 255)];
}

/** Hair without the triangles that a helmet of the same model covers. */
function underHelmet(part: ModelPart, all: readonly ModelPart[]): ModelPart {
  const helmet = part.name === 'hair' && all.find(({ name }) => name === 'helmet');
  if (!helmet) return part;
  let brim = Number.POSITIVE_INFINITY;
  for (let i = 1; i < helmet.positions.length; i += 3) brim = Math.min(brim, helmet.positions[i] ?? brim);
  // The chin strap hangs from the shell: its brim is where the shell is widest.
  const heights = [...helmet.positions].filter((_, i) => i % 3 === 1).sort((a, b) => a - b);
  brim = heights[Math.floor(heights.length * 0.3)] ?? brim;
  const { positions, indices } = part;
  const kept: number[] = [];
  for (let t = 0; t < indices.length; t += 3) {
    const corners = [indices[t] ?? 0, indices[t + 1] ?? 0, indices[t + 2] ?? 0];
    if (corners.every((v) => (positions[v * 3 + 1] ?? 0) < brim)) kept.push(...corners);
  }
  return { ...part, indices: Uint32Array.from(kept) };
}
