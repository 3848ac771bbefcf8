/**
 * Puts one person together from a look: body, face shapes, fitted proxies, eyes, clothes, as surfaces in decimetres
 * with every per-vertex field the GLB needs. Knows nothing of files to write.
 */
import { ARKIT_NAMES, type ArkitName } from '../../supabase/functions/_shared/contract/job.ts';
import type { AvatarLook } from '../../supabase/functions/_shared/contract/look.ts';
import { archPlace, upperTeethEdge } from './arch-place.ts';
import { composeShapes } from './arkit.ts';
import { ARM_JOINTS, armJoints, armShare, armWeights, isArm } from './arms.ts';
import { type BeardField, beardField } from './beard-growth.ts';
import { groundOf, restBody } from './body.ts';
import { settleBrows } from './brow-line.ts';
import type { Hangers } from './cloth-folds.ts';
import type { Face, FittedMesh, MakeHumanData, ProxyKind } from './data.ts';
import { bodyOf, press, settle, textureIslands, tuck } from './drape.ts';
import { eyeSurface, fitEyeBall, settleGaze } from './eyes.ts';
import { fit, jointWeights } from './fitting.ts';
import { makeGear } from './gear.ts';
import { measureEar } from './gear-head.ts';
import { wearOnHead } from './gear-worn.ts';
import { makeBeard } from './hair-beard.ts';
import { type RootField, rootField, rootsOfVertices } from './hair-roots.ts';
import { groomHair, hairline, rootsOf } from './hair-styles.ts';
import { evenBorder, rollHem } from './hem.ts';
import { measureLids } from './lids.ts';
import { findLipLine, LIP_PROBE } from './lips.ts';
import { BODY_VERTICES, type Vec3 } from './morph.ts';
import { throatOf } from './neck.ts';
import { makeScalp } from './scalp.ts';
import type { Landmarks } from './skin-zones.ts';
import { compact, normals, position, type Surface, subdivide } from './surface.ts';
import { makeTeeth } from './teeth.ts';
import { makeTongue } from './tongue.ts';
import { split, trim } from './trim.ts';
import { makeVest } from './workwear.ts';

export type PartName =
  | 'skin'
  | 'arms'
  | 'eyes'
  | 'cornea'
  | 'teeth'
  | 'tongue'
  | 'brows'
  | 'lashes'
  | 'hair'
  | 'beard'
  | 'outfit'
  | 'blazer'
  | 'vest'
  | 'helmet'
  | 'gear'
  | 'glasses'
  | 'lens'
  | 'headset';

export interface Part {
  readonly name: PartName;
  readonly surface: Surface;
  /** Catmull-Clark levels of the render level of detail; the preview takes one fewer. */
  readonly levels: number;
  readonly proxy?: FittedMesh;
}

/** Joints of the GLB's skeleton, parent first; weights of the `joints` field follow this order. */
export const JOINTS = ['chest', 'neck1', 'neck2', 'head'] as const;

/** How much of somebody is made: down to the chest, or down to the hips with arms that bend. */
export type Reach = 'bust' | 'figure';

export interface Person {
  readonly parts: readonly Part[];
  readonly landmarks: Landmarks;
  /** Where a beard grows; left out, nowhere. */
  readonly beard?: BeardField;
  /** Where hair grows; left out, nowhere. */
  readonly roots?: RootField;
  readonly joints: Readonly<Record<(typeof JOINTS)[number], Vec3>>;
  /** What the folds of clothes are hung on. */
  readonly hangers: Hangers;
  /** Of a figure: places of `ARM_JOINTS`. Weights of the `arms` field follow their order. */
  readonly arms?: Readonly<Record<string, Vec3>> | null;
  readonly lipProbe: {
    readonly upper: readonly Vec3[];
    readonly lower: readonly Vec3[];
    readonly teeth: readonly Vec3[];
  };
  /** Height of the soles, decimetres. */
  readonly ground: number;
}

/** Offsets smaller than 0.02 mm are noise of the 16-bit targets. */
const SMALLEST_OFFSET = 2e-4;
const DENSE = 3000;
/** Outfits whose neck is one plain edge. */
const COLLARLESS: ReadonlySet<string> = new Set([
  'female_casualsuit01',
  'male_casualsuit02',
  'male_casualsuit06',
]);
/** Shirts whose collar is worn open under a jacket. */
const COLLARED: ReadonlySet<string> = new Set(['male_casualsuit03']);
/** Half the thickness of a shirt's collar, decimetres. */
const COLLAR_EDGE = 0.011;
const SKIN_CUT = 3;
const CLOTH_CUT = 2.6;

const largest = (data: Float32Array): number => data.reduce((m, v) => Math.max(m, Math.abs(v)), 0);

/** `plain`: see `restBody`. */
export function buildPerson(
  data: MakeHumanData,
  look: AvatarLook,
  reach: Reach = 'bust',
  plain = false,
): Person {
  const base = data.base();
  const rig = restBody(data, look, plain);
  const { positions } = rig;
  const line = findLipLine(rig);
  const shapes = composeShapes(data, rig, line, look);
  const weights = jointWeights(rig);
  const held = reach === 'figure' ? armWeights(rig) : null;
  const share = held && armShare(held);
  // What wide films show ends above the hips' joints.
  const hem = held ? rig.joint('spine05')[1] - 1 : CLOTH_CUT;
  const at = (i: number): Vec3 => [
    positions[i * 3] ?? 0,
    positions[i * 3 + 1] ?? 0,
    positions[i * 3 + 2] ?? 0,
  ];
  const eyes = data.proxy('eyes', 'HighPolyEyes');
  const eyePositions = fit(eyes, positions, 3, true);
  const whole = new Map([['position', { size: 3, data: positions }]]);
  const skinAtRest = {
    faces: [...base.faces],
    uvs: [...base.uvs],
    vertexCount: base.vertexCount,
    fields: whole,
  };
  const balls = (['Left', 'Right'] as const).map((side) => {
    const ball = settleGaze(fitEyeBall(eyePositions, eyes, side), positions.subarray(0, BODY_VERTICES * 3));
    return { ...ball, lids: measureLids(skinAtRest, ball) };
  });
  const landmarks: Landmarks = {
    eyeBalls: balls,
    eyeLeft: rig.joint('eye.L'),
    eyeRight: rig.joint('eye.R'),
    mouth: [0, line.y, line.z],
    mouthHalfWidth: line.halfWidth,
    nose: at(297),
    chin: at(732),
    throat: throatOf(rig),
  };

  const surface = (
    faces: Face[],
    uvs: readonly number[],
    pos: Float32Array,
    joints: Float32Array,
    offsets: (name: ArkitName) => Float32Array | null,
    all = false,
    scalp?: Float32Array,
    arms?: Float32Array | null,
  ): Surface => {
    const fields = new Map<string, { size: number; data: Float32Array }>();
    if (scalp) fields.set('scalp', { size: 1, data: scalp });
    fields.set('position', { size: 3, data: pos });
    fields.set('joints', { size: 4, data: joints });
    if (arms) {
      fields.set('arms', { size: ARM_JOINTS.length, data: arms });
      fields.set('arm', { size: 1, data: armShare(arms) });
    }
    for (const name of ARKIT_NAMES) {
      const values = offsets(name);
      if (values && (all || largest(values) > SMALLEST_OFFSET))
        fields.set(`shape:${name}`, { size: 3, data: values });
    }
    return compact({ faces, uvs: [...uvs], vertexCount: pos.length / 3, fields });
  };
  const fitted = (kind: ProxyKind, name: string, moves: boolean, keep?: (y: number) => boolean): Part => {
    const proxy = data.proxy(kind, name);
    const pos = fit(proxy, positions, 3, true);
    const faces = keep
      ? proxy.faces.filter((f) => f.v.some((v) => keep(pos[v * 3 + 1] ?? 0)))
      : [...proxy.faces];
    const made = surface(
      faces,
      proxy.uvs,
      pos,
      fit(proxy, weights, 4, false),
      (shape) => (moves ? fit(proxy, shapes[shape], 3, false) : null),
      false,
      undefined,
      keep && held && fit(proxy, held, ARM_JOINTS.length, false),
    );
    const part =
      kind === 'eyebrows' ? 'brows' : kind === 'eyelashes' ? 'lashes' : kind === 'clothes' ? 'outfit' : kind;
    // Suits come dense enough to be smooth at 1080p; subdividing them would be half of all triangles.
    const dense = keep && held ? faces.filter((f) => f.v.some((v) => pos[v * 3 + 1]! > CLOTH_CUT)) : faces;
    const levels = kind === 'teeth' || dense.length > DENSE ? 0 : 1;
    return { name: part, surface: made, levels, proxy };
  };

  /** The jacket of the base's suit without its shirt and tie, which are islands of their own in the texture. */
  function fitBlazer(): Part {
    const proxy = data.proxy('clothes', 'male_elegantsuit01');
    const pos = fit(proxy, positions, 3, true);
    // Which island is what is told on the unshaped base, so that a wide chest keeps no tie of the suit.
    const plain = fit(proxy, Float32Array.from(base.positions), 3, true);
    const islands = textureIslands(proxy);
    const extent = new Map<number, { count: number; near: number; far: number }>();
    for (const face of proxy.faces) {
      const island = islands[face.uv[0] ?? 0] ?? 0;
      const known = extent.get(island) ?? { count: 0, near: 99, far: 0 };
      known.count++;
      for (const v of face.v) {
        known.near = Math.min(known.near, Math.abs(plain[v * 3] ?? 0));
        known.far = Math.max(known.far, Math.abs(plain[v * 3] ?? 0));
      }
      extent.set(island, known);
    }
    const faces = proxy.faces.filter((face) => {
      const low = face.v.every((v) => (pos[v * 3 + 1] ?? 0) < hem);
      const { count, near, far } = extent.get(islands[face.uv[0] ?? 0] ?? 0) ?? { count: 0, near: 0, far: 0 };
      // Shirt front with tie, collar and buttons lie within 7 cm of the middle. Cuffs, small and at the wrists, stay where
      // arms do.
      return !low && far > 0.75 && (held !== null || !(count < 70 && near > 3.5));
    });
    const arms = held && fit(proxy, held, ARM_JOINTS.length, false);
    const joints = fit(proxy, weights, 4, false);
    const made = surface(faces, proxy.uvs, pos, joints, () => null, false, undefined, arms);
    return { name: 'blazer', surface: made, levels: 1, proxy };
  }

  const parts: Part[] = [];
  let outfit = fitted('clothes', look.wardrobe.outfit, false, (y) => y > hem);
  const neck = rig.joint('neck01');
  const vNeck = (x: number, y: number, z: number): number =>
    look.wardrobe.neckline === 'v' && z > neck[2] ? Math.abs(x) - 0.56 * (y - neck[1] + 1.05) : 9;
  if (look.wardrobe.neckline === 'v') {
    // The point of the V needs finer faces than shirts have: one level of smoothing comes before the cut.
    outfit = { ...outfit, surface: subdivide(outfit.surface), levels: Math.max(0, outfit.levels - 1) };
    // No shirt has vertices on the middle line: the point of the V needs some.
    split(outfit.surface, (x) => x);
    trim(outfit.surface, vNeck);
  }
  const blazer = look.wardrobe.blazer ? fitBlazer() : null;
  const bust: Surface = {
    faces: base.faces.filter((face) => face.v.some((v) => (positions[v * 3 + 1] ?? 0) > SKIN_CUT)),
    uvs: [],
    vertexCount: positions.length / 3,
    fields: new Map([['position', { size: 3, data: positions }]]),
  };
  if (!blazer && (look.wardrobe.neckline === 'v' || COLLARLESS.has(look.wardrobe.outfit))) {
    const neckline = ([x, y]: Vec3): boolean => y > neck[1] - 1.6 && Math.abs(x) < 1.3;
    const body = bodyOf([bust]);
    // One shirt's neck is folded inwards already: lifting would push the fold through its front.
    const folded = look.wardrobe.outfit === 'male_casualsuit02';
    if (!folded) settle(outfit.surface, body, 0.05, ([x, y]) => y > neck[1] - 2 && Math.abs(x) < 2.4);
    evenBorder(outfit.surface, neckline);
    // Where the needle took a bend out, the border lies in the skin; half of the roll would with it.
    if (!folded) settle(outfit.surface, body, 0.028, neckline);
    rollHem(outfit.surface, 0.026, neckline);
    if (!folded) settle(outfit.surface, body, 0.004, neckline);
  }
  // A collar is two layers of cloth turned over at their edge.
  const leaves = ([x, y]: Vec3): boolean => y > neck[1] - 0.7 && Math.abs(x) < 1.3;
  const single = !blazer && !look.wardrobe.vest && look.wardrobe.neckline !== 'v';
  // A vest is made of what lies below it: an edge turned over would crumple it.
  if (single && !COLLARLESS.has(look.wardrobe.outfit)) {
    settle(outfit.surface, bodyOf([bust]), 0.03, ([x, y]) => y > neck[1] - 1.2 && Math.abs(x) < 1.8);
    rollHem(outfit.surface, COLLAR_EDGE, leaves);
  }
  if (blazer && COLLARED.has(look.wardrobe.outfit)) {
    // A collar stays whole, around the neck; what the jacket hides below goes, and the jacket lies on the rest.
    const { surface: under } = outfit;
    trim(under, (x, y) => Math.max(1.05 - Math.abs(x), y - neck[1] + 0.35));
    press(under, bodyOf([bust]), 0.5);
    outfit = { ...outfit, surface: under };
    settle(blazer.surface, bodyOf([under]), 0.04, ([x, y]) => y > neck[1] - 3.5 && Math.abs(x) < 1.15);
    rollHem(under, COLLAR_EDGE, leaves);
  } else if (blazer) {
    // Under the jacket only what its opening shows of the outfit stays: the rest would poke through.
    const pos = outfit.surface.fields.get('position')?.data ?? new Float32Array();
    const collar = rig.joint('neck01')[1] - 0.25;
    const shown = (v: number): boolean =>
      Math.abs(pos[v * 3] ?? 0) < 0.74 &&
      (pos[v * 3 + 2] ?? 0) > ((pos[v * 3 + 1] ?? 0) > collar ? 0.3 : 0.5);
    const { surface: under } = outfit;
    under.faces = under.faces.filter((face) => face.v.every(shown));
    // A stiff collar would still pierce the lapels: the shirt lies 4 mm closer to the body than it came.
    const outwards = normals(pos, under.faces);
    for (let i = 0; i < pos.length; i++) pos[i] = (pos[i] ?? 0) - 0.04 * (outwards[i] ?? 0);
    outfit = { ...outfit, surface: compact(under) };
    tuck(outfit.surface, bodyOf([blazer.surface]), 0.03);
  }
  // The suit hides the whole chest; its opening here shows blouse and skin.
  const open = (v: number): boolean => Math.abs(positions[v * 3] ?? 0) < 1 && (positions[v * 3 + 2] ?? 0) > 0;
  const bare = (v: number): boolean =>
    vNeck(positions[v * 3] ?? 0, positions[v * 3 + 1] ?? 0, positions[v * 3 + 2] ?? 0) < 0.25;
  const hidden = (v: number): boolean =>
    (outfit.proxy?.hidden?.[v] === 1 && !bare(v)) || (blazer?.proxy?.hidden?.[v] === 1 && !open(v));
  // Three corners, not all: a face with one corner out would leave a sliver at the collar.
  const seen = base.faces.filter((face) => face.v.filter(hidden).length < 3);
  const skinFaces = seen.filter(
    (face) => face.v.some((v) => (positions[v * 3 + 1] ?? 0) > SKIN_CUT) && !(share && isArm(face, share)),
  );
  const { style } = look.hair;
  const clothes = (blazer ? [outfit, blazer] : [outfit]).map(({ surface: s }) => ({
    positions: position(s),
    faces: s.faces,
  }));
  const body = positions.subarray(0, BODY_VERTICES * 3);
  const scalp = style && makeScalp(body, base.faces, landmarks, rig.joint('head'), hairline(style), clothes);
  const growth = style && scalp && rootField(scalp, rootsOf(style));
  const roots = rootsOfVertices(positions, BODY_VERTICES, growth);
  const onlySkin = (name: ArkitName): Float32Array =>
    Float32Array.from(shapes[name].subarray(0, positions.length));
  parts.push({
    name: 'skin',
    surface: surface(skinFaces, base.uvs, positions, weights, onlySkin, true, roots, held),
    levels: 1,
  });
  if (held && share) {
    const faces = seen.filter((face) => isArm(face, share));
    const made = surface(faces, base.uvs, positions, weights, () => null, false, undefined, held);
    // Hands of the base are fine enough for a picture that they are a tenth of.
    parts.push({ name: 'arms', surface: made, levels: 0 });
  }

  for (const [name, kind] of [
    ['eyes', 'ball'],
    ['cornea', 'cornea'],
  ] as const) {
    const made = eyeSurface(balls, kind);
    const joints = new Float32Array(made.vertexCount * 4);
    for (let i = 0; i < made.vertexCount; i++) joints[i * 4 + 3] = 1;
    made.fields.set('joints', { size: 4, data: joints });
    parts.push({ name, surface: made, levels: 0 });
  }
  const arch = archPlace(fitted('teeth', 'Teeth_Base', true).surface, rig.joint('jaw'));
  const teeth = makeTeeth(arch);
  parts.push({ name: 'teeth', surface: teeth, levels: 0 });
  parts.push({ name: 'tongue', surface: makeTongue(arch), levels: 0 });
  const brows = fitted('eyebrows', look.brows.style, true);
  settleBrows(brows.surface, bust, landmarks.eyeLeft[1], look.macro.gender);
  parts.push(brows);
  parts.push(
    fitted('eyelashes', look.lashes.style === 'eyelashes01' ? 'Eyelashes01' : look.lashes.style, true),
  );
  if (style && scalp) parts.push({ name: 'hair', surface: groomHair(scalp, style).surface(), levels: 0 });
  const { beard } = look.hair;
  const growing = beard && beardField(beard, positions, landmarks, measureEar(data, positions, 1));
  const cards = growing && makeBeard(beard, growing, parts[0]?.surface as Surface, landmarks);
  if (cards) parts.push({ name: 'beard', surface: cards, levels: 0 });
  parts.push(outfit);
  if (blazer) parts.push(blazer);
  if (look.wardrobe.vest) parts.push(makeVest(outfit.surface, rig));
  parts.push(...wearOnHead(look, data, positions, parts, landmarks));

  const covers = parts.filter(
    (part) => part.name === 'outfit' || part.name === 'blazer' || part.name === 'vest',
  );
  const skin = parts.find((part) => part.name === 'skin');
  const gear = skin
    ? makeGear(
        look,
        covers.map((part) => part.surface),
        skin.surface,
        neck,
        landmarks,
      )
    : null;
  if (gear) parts.push({ name: 'gear', surface: gear, levels: 0 });

  const teethEdge = upperTeethEdge(teeth);
  return {
    parts,
    landmarks,
    ...(growing ? { beard: growing } : {}),
    ...(growth ? { roots: growth } : {}),
    joints: {
      chest: rig.joint('spine01'),
      neck1: rig.joint('neck01'),
      neck2: rig.joint('neck02'),
      head: rig.joint('head'),
    },
    hangers: {
      neck,
      shoulders: [rig.joint('upperarm01.L'), rig.joint('upperarm01.R')],
      elbows: [rig.joint('lowerarm01.L'), rig.joint('lowerarm01.R')],
      wrists: [rig.joint('wrist.L'), rig.joint('wrist.R')],
    },
    arms: held && armJoints(rig),
    lipProbe: { upper: LIP_PROBE.upper.map(at), lower: LIP_PROBE.lower.map(at), teeth: teethEdge },
    ground: groundOf(positions),
  };
}
