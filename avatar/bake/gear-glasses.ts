/**
 * Glasses fitted to a measured head: lenses 13 mm and more before the eyes, the bridge on the nose, temples along the head
 * and over the ears. Nobody's lenses are dark: eyes are what a viewer looks at. Decimetres.
 */
import type { AvatarLook } from '../../supabase/functions/_shared/contract/look.ts';
import { curve } from './drape.ts';
import type { HeadFit, Side } from './gear-head.ts';
import { type BarSize, GearMesh } from './gear-mesh.ts';
import { CLEAR, FARTHEST, type Glasses, hingeWidth, NEAREST, SIDES, temple } from './gear-temple.ts';
import { WORN } from './gear-texture.ts';
import { makeVisor } from './gear-visor.ts';
import { smoothstep, type Vec3 } from './morph.ts';
import { add } from './vector.ts';

type FrameStyle = NonNullable<AvatarLook['wardrobe']['glasses']>['frame'];

const AROUND = 40;

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
