/** What a foreign GLB is and whether a film can be made of it. Runs in browsers, Node and Deno; draws nothing. */
import { ARKIT_NAMES, type ArkitName } from '../../supabase/functions/_shared/contract/job.ts';
import { ImportRefused } from './envelope.ts';
import { type Foreign, readForeign } from './read-foreign.ts';

/** Shapes without which lips cannot follow speech. */
const SPEECH: readonly ArkitName[] = [
  'jawOpen',
  'mouthClose',
  'mouthFunnel',
  'mouthPucker',
  'mouthPressLeft',
  'mouthPressRight',
  'mouthRollLower',
  'mouthStretchLeft',
  'mouthStretchRight',
  'mouthLowerDownLeft',
  'mouthLowerDownRight',
  'mouthUpperUpLeft',
  'mouthUpperUpRight',
  'mouthSmileLeft',
  'mouthSmileRight',
];

export type Vec3 = [number, number, number];

export interface GlbReport {
  readonly version: 1;
  readonly generator: string;
  /** `full`: all 52; `good`: all that speech needs; `limited`: lips follow roughly, as with VRM's five vowels. */
  readonly grade: 'full' | 'good' | 'limited';
  readonly naming: 'arkit' | 'vrm';
  readonly present: readonly ArkitName[];
  readonly missing: readonly ArkitName[];
  /** What the file calls each present shape. */
  readonly mapped: Readonly<Partial<Record<ArkitName, string>>>;
  readonly unit: 'm' | 'cm' | 'mm' | 'dm' | 'in';
  /** Metres a unit of the file. */
  readonly scale: number;
  readonly facing: '+z' | '-z' | '+x' | '-x';
  /** Degrees about +Y that turn the face to +Z. */
  readonly turn: number;
  readonly eyes: 'morphs' | 'bones' | 'none';
  readonly eyeSpacingMm: number;
  readonly heightM: number;
  readonly triangles: number;
  readonly vertices: number;
  readonly textures: Foreign['textures'];
  readonly warnings: readonly string[];
}

export interface Face {
  readonly left: Vec3;
  readonly right: Vec3;
  readonly mouth: Vec3;
}

/** @throws ImportRefused with a code and a sentence when the file cannot be used */
export async function inspectGlb(bytes: Uint8Array): Promise<GlbReport> {
  return reportOf(await readForeign(bytes));
}

/** Offset-weighted middle of what a shape moves; `side` keeps one half of the face. */
function middleOf(foreign: Foreign, name: ArkitName, side?: -1 | 1): Vec3 | null {
  const sum: Vec3 = [0, 0, 0];
  let total = 0;
  for (const part of foreign.parts) {
    const offsets = part.targets.get(name);
    if (!offsets) continue;
    for (let i = 0; i < offsets.length; i += 3) {
      if (side && Math.sign(part.positions[i] ?? 0) !== side) continue;
      const w = (offsets[i] ?? 0) ** 2 + (offsets[i + 1] ?? 0) ** 2 + (offsets[i + 2] ?? 0) ** 2;
      total += w;
      for (let c = 0; c < 3; c++) sum[c] = (sum[c] ?? 0) + w * (part.positions[i + c] ?? 0);
    }
  }
  return total > 0 ? [sum[0] / total, sum[1] / total, sum[2] / total] : null;
}

/** Eyes and mouth in the file's own space. @throws ImportRefused `no_face` */
export function faceOf(foreign: Foreign): Face {
  const left = middleOf(foreign, 'eyeBlinkLeft');
  const right = middleOf(foreign, 'eyeBlinkRight');
  const mouth =
    middleOf(foreign, 'mouthPucker') ?? middleOf(foreign, 'mouthFunnel') ?? middleOf(foreign, 'jawOpen');
  if (!left || !right || !mouth || !foreign.mapped.has('jawOpen')) {
    throw new ImportRefused(
      'no_face',
      'The GLB has no face that can speak: it needs morph targets jawOpen, eyeBlinkLeft and eyeBlinkRight of ARKit, or VRM 1.0 expressions.',
    );
  }
  return { left, right, mouth };
}

const UNITS = { m: 1, cm: 0.01, mm: 0.001, dm: 0.1, in: 0.0254 } as const;
/** Eyes of grown people stand 51 to 77 mm apart (Dodgson 2004); drawn ones further. */
const EYES_APART = [0.046, 0.105] as const;

export function reportOf(foreign: Foreign): GlbReport {
  const face = faceOf(foreign);
  const apart = Math.hypot(...face.left.map((v, c) => v - (face.right[c] ?? 0)));
  const unit = (Object.keys(UNITS) as (keyof typeof UNITS)[]).find((name) => {
    const metres = apart * UNITS[name];
    return metres >= EYES_APART[0] && metres <= EYES_APART[1];
  });
  if (!unit) {
    throw new ImportRefused(
      'scale_unknown',
      `The eyes stand ${apart.toPrecision(3)} units apart, which is a person's in no unit: export in metres.`,
    );
  }
  const scale = UNITS[unit];
  const eyes = face.left.map((v, c) => (v + (face.right[c] ?? 0)) / 2) as Vec3;
  const up = eyes.map((v, c) => v - (face.mouth[c] ?? 0)) as Vec3;
  if (up[1] < 0.6 * Math.hypot(...up)) {
    throw new ImportRefused('not_upright', 'The face does not stand upright: export with +Y up.');
  }
  const warnings: string[] = [];
  const turn = turnOf(face, eyes, foreign, warnings);
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  let [triangles, vertices] = [0, 0];
  for (const part of foreign.parts) {
    triangles += part.indices.length / 3;
    vertices += part.positions.length / 3;
    for (let i = 1; i < part.positions.length; i += 3) {
      low = Math.min(low, part.positions[i] ?? 0);
      high = Math.max(high, part.positions[i] ?? 0);
    }
  }
  const present = ARKIT_NAMES.filter((name) => foreign.mapped.has(name));
  const missing = ARKIT_NAMES.filter((name) => !foreign.mapped.has(name));
  const grade =
    missing.length === 0 ? 'full' : SPEECH.every((name) => foreign.mapped.has(name)) ? 'good' : 'limited';
  if (grade === 'limited') warnings.push('Lips follow speech roughly: shapes that speech needs are missing.');
  const gaze = ['eyeLookUpLeft', 'eyeLookInLeft', 'eyeLookOutRight'] as const;
  const eyesBy =
    foreign.joints.eyeLeft && foreign.joints.eyeRight
      ? 'bones'
      : gaze.every((n) => foreign.mapped.has(n))
        ? 'morphs'
        : 'none';
  if (eyesBy === 'none') warnings.push('The eyes do not move: neither bones nor shapes turn them.');
  if (unit !== 'm') warnings.push(`Lengths are in ${unit}; they are converted.`);
  if (turn !== 0) warnings.push(`The face looks away by ${Math.abs(turn)}°; it is turned.`);
  return {
    version: 1,
    generator: label(foreign.generator),
    grade,
    naming: foreign.naming,
    present,
    missing,
    mapped: Object.fromEntries([...foreign.mapped].map(([name, theirs]) => [name, label(theirs)])),
    unit,
    scale,
    facing: turn === 0 ? '+z' : Math.abs(turn) === 180 ? '-z' : turn > 0 ? '-x' : '+x',
    turn,
    eyes: eyesBy,
    eyeSpacingMm: apart * scale * 1000,
    heightM: (high - low) * scale,
    triangles: Math.round(triangles),
    vertices,
    textures: foreign.textures,
    warnings,
  };
}

/** Words of a stranger's file, short and without what a database or a terminal would stumble over. */
export function label(text: string): string {
  return text.slice(0, 100).replace(/[\p{Cc}\p{Cs}]/gu, '');
}

/** Right-angle turn about +Y that brings the face to +Z, from where the mouth lies before the head's middle. */
function turnOf(face: Face, eyes: Vec3, foreign: Foreign, warnings: string[]): number {
  const forward = forwardOf(face, eyes, foreign);
  const yaw = (Math.atan2(forward[0], forward[2]) * 180) / Math.PI;
  const turn = -Math.round(yaw / 90) * 90;
  if (Math.abs(yaw + turn) > 20)
    warnings.push('The face does not look along an axis; it is turned to the nearest.');
  // With +Z ahead, a person's left is +X.
  const across = [face.left[0] - face.right[0], face.left[2] - face.right[2]] as const;
  const side = across[0] * forward[2] - across[1] * forward[0];
  if (side < 0) warnings.push('Left and right are swapped: shapes named left move the right of the face.');
  return turn === -180 ? 180 : turn + 0;
}

/** From the middle of the head at the height of mouth and eyes to the face. */
function forwardOf(face: Face, eyes: Vec3, foreign: Foreign): Vec3 {
  const span = Math.hypot(...face.left.map((v, c) => v - (face.right[c] ?? 0)));
  const middle: Vec3 = [0, 0, 0];
  let [lowX, highX, lowZ, highZ] = [1, -1, 1, -1].map((s) => s * Number.POSITIVE_INFINITY) as [
    number,
    number,
    number,
    number,
  ];
  for (const { positions } of foreign.parts) {
    for (let i = 0; i < positions.length; i += 3) {
      const [x = 0, y = 0, z = 0] = positions.subarray(i, i + 3);
      // Only what is skull: hair and shoulders reach further.
      if (y < face.mouth[1] || y > eyes[1] + span || Math.hypot(x - eyes[0], z - eyes[2]) > 3 * span)
        continue;
      lowX = Math.min(lowX, x);
      highX = Math.max(highX, x);
      lowZ = Math.min(lowZ, z);
      highZ = Math.max(highZ, z);
    }
  }
  middle[0] = (lowX + highX) / 2;
  middle[2] = (lowZ + highZ) / 2;
  return [face.mouth[0] - middle[0], 0, face.mouth[2] - middle[2]];
}
