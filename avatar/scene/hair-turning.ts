/**
 * Hair for a camera that walks around: drawn is what can be seen from where it stands, half of what can be seen from
 * anywhere it may stand. A pass's sectors lie one after the other in one index buffer: to turn is to draw another range.
 */
import type { BufferGeometry, Mesh } from 'three/webgpu';
import { reindexed } from './geometry.ts';
import type { HairSector, SeenHair } from './hair-thinning.ts';

/** Radians by which a turn leaves a sector before the next one is drawn: heads sway on a border. */
const STAY = 0.04;

/** The sector that shows a head turned by `yaw` towards the camera; `current` stays while `yaw` is hardly outside. */
export function sectorAt(sectors: readonly HairSector[], yaw: number, current: number): number {
  const { from = 0, to = 0 } = sectors[current] ?? {};
  if (current in sectors && yaw > from - STAY && yaw < to + STAY) return current;
  const inside = sectors.findIndex((sector) => yaw < sector.to);
  return inside < 0 ? sectors.length - 1 : inside;
}

export interface TurningHair {
  /** Has `mesh` draw a pass; removes it where no sector has a triangle of that. */
  hang(mesh: Mesh, pass: 'solid' | 'soft'): void;
  /** Draws the hair of a head turned by `yaw` towards the camera, radians, to the person's left. */
  turn(yaw: number): void;
  dispose(): void;
}

export function turningHair(geometry: BufferGeometry, { sectors }: SeenHair): TurningHair {
  const ranges: { readonly shape: BufferGeometry; readonly starts: readonly number[] }[] = [];
  const shapeOf = (pass: 'solid' | 'soft'): BufferGeometry | null => {
    const starts = [0];
    for (const sector of sectors) starts.push((starts.at(-1) ?? 0) + sector[pass].length);
    const all = new Uint32Array(starts.at(-1) ?? 0);
    if (all.length === 0) return null;
    sectors.forEach((sector, k) => {
      all.set(sector[pass], starts[k]);
    });
    const shape = reindexed(geometry, all);
    ranges.push({ shape, starts });
    return shape;
  };
  const shapes = { solid: shapeOf('solid'), soft: shapeOf('soft') };
  let current = -1;
  return {
    hang(mesh, pass) {
      const shape = shapes[pass];
      if (shape) mesh.geometry = shape;
      else mesh.removeFromParent();
    },
    turn(yaw) {
      const next = sectorAt(sectors, yaw, current);
      if (next === current) return;
      current = next;
      for (const { shape, starts } of ranges)
        shape.setDrawRange(starts[next] ?? 0, (starts[next + 1] ?? 0) - (starts[next] ?? 0));
    },
    dispose() {
      for (const { shape } of ranges) shape.dispose();
    },
  };
}
