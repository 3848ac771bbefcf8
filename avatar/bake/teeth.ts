/**
 * Teeth and gums. The base's are rows of separate blocks with open gaps, twenty triangles each; here every jaw is one
 * closed surface: a dental arch with fourteen crowns carved into it that meet at their contacts, as real ones do, so no
 * gap can show between them at any distance. Sizes in millimetres after Wheeler's Dental Anatomy (Nelson 2015).
 */
import type { ArkitName } from '../../supabase/functions/_shared/contract/job.ts';
import { JAW_POSES, TONGUE_JAW } from './arkit.ts';
import type { Face } from './data.ts';
import { type Mat3, rotation, smoothstep, type Vec3 } from './morph.ts';
import type { Surface } from './surface.ts';

/** One crown, seen from outside. */
export interface Crown {
  readonly kind: 'incisor' | 'canine' | 'premolar' | 'molar';
  /** Along the arch. */
  readonly width: number;
  /** From the gum to the edge. */
  readonly height: number;
  /** How far its edge stays short of the plane of the bite. */
  readonly short: number;
  /** From the outer to the inner edge of what bites. */
  readonly thick: number;
  /** How far the sides fall back to the contacts. */
  readonly round: number;
}

/** From the mid-line backwards. */
export const CROWNS: Readonly<Record<Jaw, readonly Crown[]>> = {
  upper: [
    { kind: 'incisor', width: 8.6, height: 10.4, short: 0, thick: 1.3, round: 0.75 },
    { kind: 'incisor', width: 6.7, height: 9, short: 0.45, thick: 1.2, round: 0.85 },
    { kind: 'canine', width: 7.6, height: 10, short: 0.15, thick: 1.8, round: 1.25 },
    { kind: 'premolar', width: 7, height: 8.4, short: 0.55, thick: 6, round: 1.35 },
    { kind: 'premolar', width: 6.7, height: 7.8, short: 0.9, thick: 6.4, round: 1.35 },
    { kind: 'molar', width: 10, height: 7.4, short: 1.2, thick: 8, round: 1.4 },
    { kind: 'molar', width: 9.2, height: 7, short: 1.3, thick: 8, round: 1.4 },
  ],
  lower: [
    { kind: 'incisor', width: 5.3, height: 8.8, short: 0, thick: 1.1, round: 0.5 },
    { kind: 'incisor', width: 5.8, height: 9, short: 0, thick: 1.1, round: 0.6 },
    { kind: 'canine', width: 6.8, height: 10, short: -0.2, thick: 1.6, round: 1.2 },
    { kind: 'premolar', width: 7, height: 8.4, short: 0.4, thick: 5, round: 1.5 },
    { kind: 'premolar', width: 7.1, height: 8, short: 0.5, thick: 6, round: 1.5 },
    { kind: 'molar', width: 11, height: 7.5, short: 0.6, thick: 8, round: 1.3 },
    { kind: 'molar', width: 10.5, height: 7, short: 0.7, thick: 8, round: 1.3 },
  ],
};

export type Jaw = 'upper' | 'lower';

/** Where the arches stand, decimetres: found on the base's teeth, which follow the shape of the face. */
export interface ArchPlace {
  /** Foremost point of the upper incisors, and height of their edge. */
  readonly front: number;
  readonly edge: number;
  /** Half the width of the upper arch at its last molars. */
  readonly half: number;
  /** What the jaw turns about. */
  readonly hinge: Vec3;
}

/** Half width the sizes above belong to, decimetres. */
export const TYPICAL_HALF = 0.29;
/** Depth of the arch over its half width. */
export const DEEP = 1.42;
/** The lower row stands this far behind the upper, and its edges above the upper ones: overjet and overbite, mm. */
export const OVERJET = 3.4;
export const OVERBITE = 1.5;
/** Rise of the plane of the bite towards the molars, mm a mm of depth: upper teeth follow the lower lip in a smile. */
const CURVE = 0.055;
/** Where a crown is cut into columns, -1 its side towards the mid-line: dense where it turns to the contact. */
const COLUMNS = [-1, -0.94, -0.84, -0.62, -0.3, 0, 0.3, 0.62, 0.84, 0.94] as const;

/** One line of vertices along the arch; `v` is its place in the texture, from the gum over the edge to the tongue's side. */
interface Row {
  readonly v: number;
  readonly at: (crown: Crown, u: number) => { readonly height: number; readonly out: number };
}

/** Place in the texture of the gum's margin, of the edge and of the inner edge. */
export const TEXTURE_ROWS = { margin: 0.24, edge: 0.72, inner: 0.86 } as const;

/** How far the edge is cut back at `u`: corners of incisors, the point of a canine, cusps behind. */
function notch({ kind, width }: Crown, u: number): number {
  // Neighbours open a small triangle between their edges: wide ones are black notches as soon as a tooth is ten pixels wide.
  if (kind === 'incisor') {
    // The corner towards the mid-line is the sharper one.
    const sharp = u < 0 ? 0.5 * smoothstep(0.4, 0.95, -u) : 0;
    return 0.06 * width * Math.abs(u) ** 5 * (1 - sharp);
  }
  if (kind === 'canine') return 0.95 * Math.abs(u) ** 1.6;
  if (kind === 'premolar') return 0.75 * Math.abs(u) ** 1.7;
  return 0.45 * (1 + Math.cos(2 * Math.PI * u)) * (1 - u * u) + 0.8 * u ** 6;
}

/** Height of the gum's margin over the edge: it falls between the teeth, where the papilla fills in. */
const margin = ({ kind, height }: Crown, u: number): number =>
  height - (kind === 'incisor' || kind === 'canine' ? 3.4 : 2.2) * Math.abs(u) ** 2.4;

/** How far the outside bulges at share `t` from margin to edge. */
function bulge({ kind }: Crown, t: number): number {
  const belly = kind === 'incisor' ? 0.55 : kind === 'canine' ? 0.9 : 1;
  return belly * Math.sin(Math.PI * Math.min(1, 0.22 + t * 0.78)) - (kind === 'incisor' ? 0.5 : 0.9) * t ** 3;
}

const fallBack = (crown: Crown, u: number, t: number): number =>
  crown.round * Math.abs(u) ** (crown.kind === 'incisor' ? 3.4 : 2.4) * (0.75 + 0.25 * t);

function outside(t: number): Row {
  return {
    v: TEXTURE_ROWS.margin + (TEXTURE_ROWS.edge - TEXTURE_ROWS.margin) * t,
    at: (crown, u) => ({
      height: crown.short + margin(crown, u) * (1 - t) + notch(crown, u) * t,
      out: bulge(crown, t) - fallBack(crown, u, t),
    }),
  };
}

function gum(v: number, above: number, out: number, root: number): Row {
  return {
    v,
    at: (crown, u) => ({
      height:
        crown.short +
        margin(crown, u) * (1 - smoothstep(1, 5, above)) +
        crown.height * smoothstep(1, 5, above) +
        above,
      out: bulge(crown, 0) - fallBack(crown, u, 0) * (1 - smoothstep(1, 5, above)) + out + root * (1 - u * u),
    }),
  };
}

/** Behind the edge: `share` of the thickness inwards, `up` of the crown's height back to the gum. */
function inside(v: number, share: number, up: number, dip: number): Row {
  return {
    v,
    at: (crown, u) => {
      const deep = crown.kind === 'premolar' || crown.kind === 'molar' ? dip : 0;
      return {
        height: crown.short + notch(crown, u) * (1 - up) + up * crown.height + deep,
        out: bulge(crown, 1) - fallBack(crown, u, 1) - crown.thick * share - (up > 0 ? 3 * up : 0),
      };
    },
  };
}

const ROWS: readonly Row[] = [
  gum(0, 8, -1.2, 0),
  gum(0.1, 4, 0.1, 0.3),
  gum(0.19, 0.9, 0.4, 0.1),
  gum(0.23, 0.05, 0.3, 0),
  outside(0),
  outside(0.18),
  outside(0.42),
  outside(0.68),
  outside(0.88),
  outside(1),
  inside(0.79, 0.5, 0, 1.1),
  inside(TEXTURE_ROWS.inner, 1, 0, 0),
  inside(0.92, 1, 0.5, 0),
  inside(1, 1, 1.1, 0),
];

/** Arch as a half ellipse: where one is after `s` mm from the mid-line, and which way is out. */
function archCurve(
  half: number,
  depth: number,
): (s: number) => { x: number; z: number; nx: number; nz: number } {
  const steps = 400;
  const lengths = [0];
  const point = (k: number): readonly [number, number] => {
    const angle = (k / steps) * (Math.PI / 2);
    return [half * Math.sin(angle), depth * (Math.cos(angle) - 1)];
  };
  for (let k = 1; k <= steps; k++) {
    const [x, z] = point(k);
    const [px, pz] = point(k - 1);
    lengths.push((lengths[k - 1] ?? 0) + Math.hypot(x - px, z - pz));
  }
  return (s) => {
    const wanted = Math.abs(s);
    let k = 1;
    while (k < steps && (lengths[k] ?? 0) < wanted) k++;
    const from = lengths[k - 1] ?? 0;
    const share = (wanted - from) / Math.max(1e-9, (lengths[k] ?? 0) - from);
    const angle = ((k - 1 + share) / steps) * (Math.PI / 2);
    const side = s < 0 ? -1 : 1;
    const [nx, nz] = [Math.sin(angle) / half, Math.cos(angle) / depth];
    const length = Math.hypot(nx, nz);
    return {
      x: side * half * Math.sin(angle),
      z: depth * (Math.cos(angle) - 1),
      nx: (side * nx) / length,
      nz: nz / length,
    };
  };
}

/** A column of vertices: how far along the arch, and the crown or the two crowns that meet there. */
interface Column {
  readonly s: number;
  readonly crowns: readonly (readonly [Crown, number])[];
}

export function archColumns(jaw: Jaw): { readonly columns: readonly Column[]; readonly length: number } {
  const crowns = CROWNS[jaw];
  const half: Column[] = [];
  let s = 0;
  crowns.forEach((crown, i) => {
    for (const u of COLUMNS) {
      const before = crowns[i - 1] ?? crown;
      // At a contact both neighbours have their say; at the mid-line the neighbour is the mirror image.
      const meeting =
        u === -1
          ? ([
              [crown, -1],
              [before, i === 0 ? -1 : 1],
            ] as const)
          : ([[crown, u]] as const);
      half.push({ s: s + ((u + 1) / 2) * crown.width, crowns: meeting });
    }
    s += crown.width;
  });
  const last = crowns.at(-1);
  if (last) half.push({ s, crowns: [[last, 1]] });
  const mirrored = half
    .slice(1)
    .toReversed()
    .map((column) => ({ ...column, s: -column.s }));
  return { columns: [...mirrored, ...half], length: s };
}

export interface JawPose {
  readonly degrees: number;
  readonly shift: Vec3;
}

/** How the jaw moves what is fixed to it, dm from rest. */
export function jawOffset({ degrees, shift }: JawPose, hinge: Vec3, at: Vec3): Vec3 {
  const turn: Mat3 = rotation('x', degrees);
  const [x, y, z] = [at[0] - hinge[0], at[1] - hinge[1], at[2] - hinge[2]];
  return [
    turn[0] * x + turn[1] * y + turn[2] * z - x + shift[0],
    turn[3] * x + turn[4] * y + turn[5] * z - y + shift[1],
    turn[6] * x + turn[7] * y + turn[8] * z - z + shift[2],
  ];
}

/** Both rows in one surface, decimetres, the lower with the shapes of the jaw. Upper half of the texture: upper teeth. */
export function makeTeeth(place: ArchPlace): Surface {
  const scale = (place.half / TYPICAL_HALF) * 0.01;
  const positions: number[] = [];
  const uvs: number[] = [];
  const faces: Face[] = [];
  const moving: boolean[] = [];
  for (const jaw of ['upper', 'lower'] as const) {
    const up = jaw === 'upper' ? 1 : -1;
    const { columns, length } = archColumns(jaw);
    const half = place.half / scale - (jaw === 'upper' ? 0 : OVERJET * 0.8);
    const curve = archCurve(half, half * DEEP);
    const front = place.front - (jaw === 'upper' ? 0 : OVERJET * scale);
    const edge = place.edge + (jaw === 'upper' ? 0 : OVERBITE * scale);
    const first = positions.length / 3;
    ROWS.forEach((row, r) => {
      for (const { s, crowns } of columns) {
        let [height, out] = [0, 0];
        for (const [crown, u] of crowns) {
          const at = row.at(crown, u);
          height += at.height / crowns.length;
          out += at.out / crowns.length;
        }
        const at = curve(s);
        positions.push(
          (at.x + at.nx * out) * scale,
          edge + (up * height - CURVE * at.z) * scale,
          front + (at.z + at.nz * out) * scale,
        );
        uvs.push(0.5 + s / (2 * length), jaw === 'upper' ? 1 - row.v / 2 : row.v / 2);
        moving.push(jaw === 'lower');
      }
      if (r === 0) return;
      for (let c = 1; c < columns.length; c++) {
        const a = first + (r - 1) * columns.length + c - 1;
        const b = a + columns.length;
        const v = up > 0 ? [a, b, b + 1, a + 1] : [a, a + 1, b + 1, b];
        faces.push({ v, uv: v });
      }
    });
  }
  const count = moving.length;
  const joints = new Float32Array(count * 4);
  for (let i = 0; i < count; i++) joints[i * 4 + 3] = 1;
  const fields = new Map<string, { size: number; data: Float32Array }>([
    ['position', { size: 3, data: Float32Array.from(positions) }],
    ['joints', { size: 4, data: joints }],
  ]);
  const shape = (name: ArkitName, pose: JawPose, share: number): void => {
    const data = new Float32Array(count * 3);
    moving.forEach((moves, i) => {
      const at = [positions[i * 3] ?? 0, positions[i * 3 + 1] ?? 0, positions[i * 3 + 2] ?? 0] as const;
      if (!moves) return;
      const moved = jawOffset(pose, place.hinge, at);
      for (let c = 0; c < 3; c++) data[i * 3 + c] = (moved[c] ?? 0) * share;
    });
    fields.set(`shape:${name}`, { size: 3, data });
  };
  for (const [name, pose] of Object.entries(JAW_POSES)) shape(name as ArkitName, pose, 1);
  shape('tongueOut', JAW_POSES.jawOpen, TONGUE_JAW);
  return { faces, uvs, vertexCount: count, fields };
}
