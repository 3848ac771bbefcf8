/**
 * Glasses fitted to a measured head: lenses 13 mm and more before the eyes, the bridge on the nose, temples along the head
 * and over the ears. Nobody's lenses are dark: eyes are what a viewer looks at. Decimetres.
 */
import type { AvatarLook } from '../../supabase/functions/_shared/contract/look.ts';
import { curve } from './drape.ts';
import type { HeadFit, Side } from './gear-head.ts';
import { type BarSize, GearMesh } from './gear-mesh.ts';
import { WORN } from './gear-texture.ts';
import { smoothstep, type Vec3 } from './morph.ts';
import type { Surface } from './surface.ts';
import { add, cross } from './vector.ts';

type FrameStyle = NonNullable<AvatarLook['wardrobe']['glasses']>['frame'];

export interface Glasses {
  readonly frame: Surface;
  readonly lens: Surface;
}

/** From the cornea to the lens: where opticians begin, and where it is too far for a face to need it. */
const NEAREST = 0.13;
const FARTHEST = 0.172;
/** What a rim keeps from brows and cheeks. */
const CLEAR = 0.02;
/** How far a temple lies off the head: it grips, but must not sink in when skin is smoothed. */
const GRIP = 0.016;
const AROUND = 40;
const SIDES = [-1, 1] as const;

interface Outline {
  /** Half the width and height of a lens. */
  readonly half: readonly [number, number];
  /** 2 is an ellipse, more is squarer. */
  readonly square: number;
  /** Share of the width lost towards the lower edge, and gained at the upper outer corner. */
  readonly narrow: number;
  readonly flare: number;
  /** How far the lens's middle lies below the pupil. */
  readonly drop: number;
  readonly rim: (angle: number) => BarSize;
  readonly temple: BarSize;
}

const OUTLINES: Readonly<Record<Exclude<FrameStyle, 'safety'>, Outline>> = {
  metal: {
    half: [0.245, 0.192],
    square: 2.7,
    narrow: 0.07,
    flare: 0,
    drop: 0.03,
    rim: () => [0.011, 0.0085],
    temple: [0.012, 0.007],
  },
  acetate: {
    half: [0.25, 0.195],
    square: 2.9,
    narrow: 0.13,
    flare: 0.05,
    drop: 0.025,
    // Broad above, where a brow bar is cut from the sheet; slim below.
    rim: (angle) => [0.017, 0.014 + 0.01 * smoothstep(-0.2, 0.9, Math.sin(angle))],
    temple: [0.027, 0.012],
  },
};

const power = (value: number, by: number): number => Math.sign(value) * Math.abs(value) ** by;

/** A point of the outline before the left eye, from the lens's middle; angle 0 is outwards. */
function along({ half, square, narrow, flare }: Outline, angle: number): readonly [number, number] {
  const [c, s] = [Math.cos(angle), Math.sin(angle)];
  const y = half[1] * power(s, 2 / square);
  const down = Math.max(0, -y / half[1]);
  const x = half[0] * power(c, 2 / square) * (1 - narrow * down ** 2);
  const corner = Math.max(0, c) * Math.max(0, s) * 2;
  return [x + flare * corner, y + 0.5 * flare * corner];
}

export function makeGlasses(style: FrameStyle, head: HeadFit): Glasses {
  return style === 'safety' ? makeVisor(head) : makeSpectacles(OUTLINES[style], style, head);
}

/** Half the width of a frame at its hinges: what clears the head all along the temples. */
function hingeWidth(head: HeadFit, y: number, front: number): number {
  let most = 0;
  for (const side of SIDES) {
    for (let z = head.ear(side).top[2] + 0.2; z < front - 0.25; z += 0.1)
      most = Math.max(most, head.beside(side, y, z));
  }
  return most + GRIP;
}

/** From the hinge straight back, over the ear and down behind it. */
function temple(
  mesh: GearMesh<(typeof WORN)[number]>,
  head: HeadFit,
  side: Side,
  hinge: Vec3,
  size: BarSize,
  swatch: 'frame' | 'metal',
): void {
  const ear = head.ear(side);
  const [, topY, topZ] = ear.top;
  const rest = topY + 0.004;
  const skull = (y: number, z: number): number => head.beside(side, y, z) + GRIP;
  const over = skull(topY + 0.06, topZ + 0.02);
  const way = (share: number): Vec3 => {
    const z = hinge[2] + (topZ - hinge[2]) * share;
    const y = hinge[1] + (rest - hinge[1]) * smoothstep(0, 1, share);
    const straight = Math.abs(hinge[0]) + (over - Math.abs(hinge[0])) * share;
    return [side * Math.max(straight, share < 0.85 ? skull(y + 0.03, z) : 0), y, z];
  };
  const behind = (down: number, back: number): Vec3 => {
    const [y, z] = [rest - down, topZ - back];
    return head.skin.lift([side * (over - 0.04 - 0.1 * down), y, z], 0.018);
  };
  const path = curve(
    [
      hinge,
      way(0.2),
      way(0.45),
      way(0.7),
      way(0.9),
      [side * over, rest, topZ],
      behind(0.1, 0.13),
      behind(0.27, 0.2),
    ],
    5,
  );
  const up = (_: Vec3, i: number): Vec3 =>
    cross(add(path[Math.min(path.length - 1, i + 1)]!, path[Math.max(0, i - 1)]!, -1), [side, 0, 0]);
  const split = Math.round(path.length * 0.66);
  mesh.bar(path.slice(0, split + 1), size, swatch, { up: (at, i) => up(at, i), round: 0.7, sides: 6 });
  const tip: BarSize =
    swatch === 'metal' || size[0] < 0.02 ? [size[0] * 1.5, size[1] * 1.6] : [size[0] * 0.85, size[1]];
  mesh.bar(path.slice(split), (t) => [tip[0] * (0.9 + 0.2 * t), tip[1]], size[0] < 0.02 ? 'tip' : swatch, {
    up: (at, i) => up(at, i + split),
    round: 0.8,
    sides: 6,
  });
}

function makeSpectacles(outline: Outline, style: 'metal' | 'acetate', head: HeadFit): Glasses {
  const frame = new GearMesh(WORN);
  const lens = new GearMesh(WORN);
  const { skin, eyeY, pupil, apex } = head;
  const middle = pupil + 0.04;
  const height = eyeY - outline.drop;
  // The lower edge comes nearer to the cheek by 8 degrees, as frames are worn.
  const front = (z0: number, x: number, y: number): number => z0 - 0.12 * x * x + 0.14 * (y - height);
  const angles = Array.from({ length: AROUND }, (_, i) => (i / AROUND) * 2 * Math.PI);
  const onLens = (side: Side, angle: number, share: number, z0: number): Vec3 => {
    const [dx, dy] = along(outline, angle);
    const [x, y] = [middle + dx * share, height + dy * share];
    // Meniscus: the middle stands before its edge.
    return [side * x, y, front(z0, x, y) + 0.028 * (1 - share * share)];
  };
  let z0 = apex + NEAREST;
  const deep = outline.rim(Math.PI / 2)[0];
  const touches = (): boolean =>
    SIDES.some((side) =>
      angles.some((angle) => skin.nearest(onLens(side, angle, 1, z0)).distance < CLEAR + deep),
    );
  while (z0 < apex + FARTHEST - 0.028 && touches()) z0 += 0.004;

  const facing: Vec3 = [0, -0.14, 1];
  for (const side of SIDES) {
    const rim = angles.map((angle) => onLens(side, angle, 1, z0));
    frame.bar(rim, (t) => outline.rim(t * (1 - 1 / AROUND) * 2 * Math.PI), 'frame', {
      up: facing,
      closed: true,
      sides: style === 'metal' ? 6 : 8,
      round: style === 'metal' ? 1 : 0.65,
    });
    const rings = [0, 0.4, 0.75, 1].map((share) =>
      [...angles, 0].map((angle) => onLens(side, angle, share, z0)),
    );
    lens.sheet(side > 0 ? rings : rings.map((ring) => [...ring].reverse()), 'frame');
  }

  // The bridge rises over the nose, and before it where the nose is high.
  const inner = along(outline, Math.PI * 0.86);
  const from = middle + inner[0];
  const base = height + inner[1];
  const thick: BarSize = style === 'metal' ? [0.011, 0.0085] : [0.017, 0.024];
  const bridge = Array.from({ length: 13 }, (_, i): Vec3 => {
    const t = (i / 12) * 2 - 1;
    const y = base + (style === 'metal' ? 0.035 : 0.012) * (1 - t * t);
    const ridge = skin.front(t * from, y - thick[1])?.at[2] ?? -9;
    return [t * from, y, Math.max(front(z0, t * from, y) + 0.012 * (1 - t * t), ridge + thick[0] + 0.012)];
  });
  frame.bar(bridge, thick, 'frame', { up: facing, round: style === 'metal' ? 1 : 0.7, sides: 8 });
  for (const side of SIDES) {
    if (style === 'metal') {
      // Pads on the flanks of the nose carry what has no saddle.
      const seat = skin.lift([side * 0.11, height - 0.06, apex + 0.06], 0.008);
      const { normal } = skin.nearest(seat);
      const pad = [
        [0.012, -0.01],
        [0.017, -0.004],
        [0.017, 0.003],
        [0.011, 0.008],
      ] as const;
      frame.turned(seat, normal, pad, 'pad', { up: [0, 1, 0.3], by: 2 }, 10);
      const rim = onLens(side, Math.PI * 1.06, 1, z0);
      const out = add(seat, normal, 0.008);
      const wire = curve([rim, [(rim[0] + out[0]) / 2, rim[1], rim[2] - 0.03], out], 4);
      frame.bar(wire, [0.005, 0.005], 'frame', { up: [0, 1, 0], sides: 5 });
    }
    const corner = onLens(side, Math.PI * 0.16, 1.02, z0);
    const wide = hingeWidth(head, corner[1], z0);
    const hinge: Vec3 = [side * Math.max(wide, Math.abs(corner[0]) + 0.02), corner[1], corner[2] - 0.1];
    const end: BarSize = style === 'metal' ? [0.011, 0.009] : [0.03, 0.016];
    const turn = curve(
      [corner, [(corner[0] + hinge[0] * 1.6) / 2.6, corner[1], corner[2] - 0.022], hinge],
      4,
    );
    frame.bar(turn, end, 'frame', { up: [0, 1, 0], round: 0.7, sides: 8 });
    temple(frame, head, side, hinge, outline.temple, 'frame');
  }
  return { frame: frame.surface(), lens: lens.surface() };
}

/** One clear pane around the face from temple to temple, cut out for the nose, under a bar along the brows. */
function makeVisor(head: HeadFit): Glasses {
  const frame = new GearMesh(WORN);
  const lens = new GearMesh(WORN);
  const { skin, eyeY, apex } = head;
  const high = eyeY + 0.2;
  const hingeY = eyeY + 0.1;
  const [COLUMNS, ROWS] = [44, 7];
  let z0 = apex + NEAREST + 0.03;
  const wide = hingeWidth(head, hingeY, z0) + 0.01;
  const bent = (x: number): number => {
    const t = Math.min(1, Math.abs(x) / wide);
    return z0 - 0.5 * (1 - (1 - t ** 2.5) ** 0.55);
  };
  const columns = Array.from({ length: COLUMNS + 1 }, (_, i) => {
    // Closer together towards the sides, where the pane bends.
    const t = (i / COLUMNS) * 2 - 1;
    return wide * Math.sin((t * Math.PI) / 2);
  });
  const lower = (x: number): number => {
    const side = smoothstep(0.5 * wide, wide, Math.abs(x));
    return eyeY - 0.31 + 0.26 * side ** 1.5;
  };
  const upper = (x: number): number => high - 0.06 * smoothstep(0.45 * wide, wide, Math.abs(x)) ** 1.3;
  const keeps = (x: number, y: number): boolean =>
    skin.nearest([x, y, bent(x) + 0.1 * (y - eyeY)]).distance > CLEAR;
  const pane = columns.filter((x) => Math.abs(x) > 0.22 && Math.abs(x) < wide * 0.85);
  while (z0 < apex + FARTHEST && pane.some((x) => [upper(x), eyeY, lower(x)].some((y) => !keeps(x, y))))
    z0 += 0.004;
  /** The edge above the nose: as low as the pane still clears it. */
  const edge = columns.map((x) => {
    let y = lower(x);
    while (
      Math.abs(x) < 0.3 &&
      y < high - 0.1 &&
      skin.nearest([x, y, bent(x) + 0.1 * (y - eyeY)]).distance < 0.016
    )
      y += 0.01;
    return y;
  });
  // A smooth notch: the highest of its neighbours, rounded off.
  let smooth = edge.map((_, i) => Math.max(...edge.slice(Math.max(0, i - 1), i + 2)));
  for (let round = 0; round < 2; round++)
    smooth = smooth.map((y, i) => (2 * y + (smooth[i - 1] ?? y) + (smooth[i + 1] ?? y)) / 4);
  const on = (i: number, v: number): Vec3 => {
    const x = columns[i] ?? 0;
    const low = Math.max(smooth[i] ?? 0, edge[i] ?? 0);
    const y = low + (upper(x) - low) * v;
    return [x, y, bent(x) + 0.1 * (y - eyeY)];
  };
  lens.sheet(
    Array.from({ length: ROWS + 1 }, (_, j) => columns.map((_, i) => on(i, j / ROWS))),
    'frame',
  );
  const forward = (at: Vec3): Vec3 => [at[0] * 0.9, 0, 0.6];
  const row = (v: number): Vec3[] => columns.map((_, i) => on(i, v));
  frame.bar(row(1), [0.014, 0.026], 'frame', { up: forward, round: 0.7, sides: 6 });
  frame.bar(row(0), [0.009, 0.008], 'pad', { up: forward, sides: 5 });
  for (const side of SIDES) {
    const hinge: Vec3 = [side * (wide + 0.008), upper(wide) - 0.05, bent(wide) + 0.01];
    frame.bar(
      curve([on(side > 0 ? COLUMNS : 0, 0.75), hinge, [hinge[0], hinge[1], hinge[2] - 0.05]], 3),
      [0.06, 0.012],
      'frame',
      {
        up: [0, 1, 0],
        round: 0.7,
        sides: 6,
      },
    );
    temple(frame, head, side, hinge, [0.036, 0.011], 'frame');
  }
  return { frame: frame.surface(), lens: lens.surface() };
}
