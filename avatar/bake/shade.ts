/** What of the room each place of a person sees, part by part. */
import { shadeBeard } from './hair-beard.ts';
import { shadeHollows } from './hollows.ts';
import { smoothstep } from './morph.ts';
import { bakeEscape, bakeOcclusion, type Occluder } from './occlusion.ts';
import type { PartName, Person } from './person.ts';
import { bakeScatter } from './scatter.ts';
import { position, type Surface } from './surface.ts';

/** Farthest part of the mouth's inside from where the lips meet, decimetres. */
const MOUTH_REACH = 1.3;

/** Hair brings the depth of its layers with it. */
const UNOCCLUDED = new Set<PartName>(['cornea', 'lashes', 'brows', 'hair', 'beard', 'lens']);

/** What shades and can hold arms, or stands beside them. */
const FIGURE = new Set<PartName>(['skin', 'arms', 'hair', 'outfit', 'blazer', 'helmet', 'eyes']);

/** Bakes into every part how much of the room each place sees. `step` is told how far the bake is. In place. */
export async function occlude(person: Person, step: (fraction: number) => Promise<void>): Promise<void> {
  const find = (name: PartName): Surface | undefined =>
    person.parts.find((part) => part.name === name)?.surface;
  const outside = (['skin', 'hair', 'outfit', 'blazer', 'helmet', 'eyes'] as const)
    .map(find)
    .filter((s) => s !== undefined)
    .map((surface): Occluder => ({ surface }));
  // As a speaking mouth shows its teeth.
  const parted = {
    jawOpen: 0.5,
    mouthUpperUpLeft: 0.4,
    mouthUpperUpRight: 0.4,
    mouthLowerDownLeft: 0.4,
    mouthLowerDownRight: 0.4,
  };
  const inside = (['skin', 'teeth', 'tongue'] as const)
    .map(find)
    .filter((s) => s !== undefined)
    .map((surface): Occluder => ({ surface, pose: parted }));
  const skin = find('skin');
  if (skin) skin.fields.set('scatter', { size: 1, data: bakeScatter(skin) });
  let fraction = 0.1;
  for (const part of person.parts) {
    const { surface } = part;
    let ao: Float32Array | undefined;
    if (part.name === 'teeth' || part.name === 'tongue') ao = bakeEscape({ surface, pose: parted }, inside);
    else if (!UNOCCLUDED.has(part.name)) {
      ao = person.arms ? occludeFigure(surface, person) : bakeOcclusion({ surface }, outside, 2.2);
    }
    if (ao && part.name === 'eyes' && skin) {
      // Lids hug the ball and lashes hang over it: both within 4 mm.
      const lids = [skin, find('lashes')].filter((s) => s !== undefined).map((surface) => ({ surface }));
      const near = bakeOcclusion({ surface }, lids, 0.4, 0.004);
      ao = ao.map((value, i) => value * (near[i] ?? 1));
    }
    if (ao && part.name === 'skin') {
      ao = lightMouth(surface, ao, inside, parted, person.landmarks.mouth);
      ao = shadeHollows(surface, ao, person.landmarks);
      ao = lightRoots(surface, ao);
    }
    if (ao) surface.fields.set('ao', { size: 1, data: ao });
    const under = part.name === 'beard' && skin?.fields.get('ao')?.data;
    if (skin && under) shadeBeard(surface, skin, under);
    fraction += 0.3 / person.parts.length;
    await step(fraction);
  }
}

/** What of the room's light reaches a scalp: hair scatters it on, and between coils or clipped hair skin is no black hole. */
const THROUGH_HAIR = 0.5;

function lightRoots(skin: Surface, ao: Float32Array): Float32Array {
  const scalp = skin.fields.get('scalp')?.data;
  return scalp ? ao.map((value, i) => Math.max(value, THROUGH_HAIR * (scalp[i] ?? 0))) : ao;
}

/** Arms move: they shade themselves alone, and nobody else. */
function occludeFigure(surface: Surface, { parts }: Person): Float32Array {
  const side = (ofArm: boolean): Occluder[] =>
    parts
      .filter(({ name }) => FIGURE.has(name))
      .map(({ surface: whole }) => {
        const arm = whole.fields.get('arm')?.data;
        const faces = whole.faces.filter((face) => face.v.every((v) => (arm?.[v] ?? 0) > 0.5) === ofArm);
        return { surface: { ...whole, faces } };
      });
  const body = bakeOcclusion({ surface }, side(false), 2.2);
  const arm = surface.fields.get('arm')?.data;
  if (!arm?.some((share) => share > 0)) return body;
  const limb = bakeOcclusion({ surface }, side(true), 2.2);
  return body.map((value, i) => {
    const share = arm[i] ?? 0;
    return Math.min(1, value + (1 - value) * share) * (1 + (limb[i]! - 1) * share);
  });
}

/**
 * The inside of the mouth, which is what no light leaves while it is shut, gets what light enters once the lips part.
 * Around it lips are never darker than with the jaw down.
 */
function lightMouth(
  skin: Surface,
  ao: Float32Array,
  inside: readonly Occluder[],
  parted: Readonly<Record<string, number>>,
  mouth: readonly [number, number, number],
): Float32Array {
  const points = position(skin);
  const near = (i: number): boolean =>
    Math.hypot(...mouth.map((m, c) => (points[i * 3 + c] ?? 0) - m)) < MOUTH_REACH;
  const shut = bakeEscape({ surface: skin }, [{ surface: skin }], near);
  const enclosed = (i: number): boolean => near(i) && (shut[i] ?? 1) < 0.12;
  const entering = bakeEscape({ surface: skin, pose: parted }, inside, enclosed);
  const opened = bakeOcclusion({ surface: skin, pose: parted }, inside, 1.6);
  return ao.map((value, i) => {
    const outer = Math.max(value, (opened[i] ?? 0) * 0.3);
    if (!near(i)) return outer;
    const within = 1 - smoothstep(0.03, 0.12, shut[i] ?? 1);
    return outer * (1 - within) + (entering[i] ?? 0) * within;
  });
}
