/** A cap-style safety helmet fitted to the skull: dome with ribs, upright wall, rim that widens to a peak. Decimetres. */
import type { Face } from './data.ts';
import { smoothstep, type Vec3 } from './morph.ts';
import type { Part } from './person.ts';
import type { Landmarks } from './skin-zones.ts';
import type { Surface } from './surface.ts';

/** Where a helmet sits. */
export interface HelmetFit {
  /** Middle of the skull at the height of the rim. */
  readonly centre: Vec3;
  /** Half the width and depth of the skull above the rim. */
  readonly skull: readonly [x: number, z: number];
  readonly crown: number;
}

/** What band and cradle keep between skull and shell: beside, before and behind, above. */
const ROOM = { x: 0.16, z: 0.17, y: 0.34 } as const;
/** Height of the upright wall between rim and dome. */
const WALL = 0.12;
/** How far the rim stands out, and how much further the peak does in front. */
const RIM = 0.055;
const PEAK = 0.31;
const AROUND = 72;
const DOME_ROWS = 12;

export function fitHelmet(positions: Float32Array, at: Landmarks): HelmetFit {
  // Three centimetres above the brows: what the peak shades is the forehead.
  const rim = (at.eyeLeft[1] + at.eyeRight[1]) / 2 + 0.56;
  let [crown, back, front, half] = [-99, 99, -99, 0];
  for (let i = 0; i < 13380; i++) {
    const y = positions[i * 3 + 1] ?? 0;
    if (y < rim - 0.1) continue;
    crown = Math.max(crown, y);
    back = Math.min(back, positions[i * 3 + 2] ?? 0);
    front = Math.max(front, positions[i * 3 + 2] ?? 0);
    half = Math.max(half, Math.abs(positions[i * 3] ?? 0));
  }
  return { centre: [0, rim, (front + back) / 2], skull: [half, (front - back) / 2], crown };
}

/** One point of the outline: share of the shell's radius, what stands out beyond it, height above the rim. */
interface Station {
  readonly radius: number;
  readonly out: number;
  readonly up: number;
}

/** The outline from the crown down the wall, out along rim or peak and back under it, at an angle around the head. */
function outline(forward: number, high: number): Station[] {
  const brim = RIM + PEAK * forward ** 3.2;
  const stations: Station[] = [];
  for (let r = 0; r <= DOME_ROWS; r++) {
    const angle = (r / DOME_ROWS) * (Math.PI / 2);
    stations.push({
      radius: Math.sin(angle) ** 0.94 * 0.985,
      out: 0,
      up: WALL + Math.cos(angle) ** 0.86 * (high - WALL),
    });
  }
  stations.push({ radius: 0.995, out: 0, up: WALL * 0.5 });
  // A fillet from wall to brim, wider where the peak begins.
  const fillet = 0.05 + 0.07 * forward ** 2;
  const slope = 0.1 + 0.14 * forward;
  const along = (t: number): Station => ({
    radius: 1,
    out: brim * t,
    up: fillet * (1 - Math.min(1, t / 0.75)) ** 2 - slope * brim * t,
  });
  for (const t of [0, 0.12, 0.34, 0.68, 0.97]) stations.push(along(t));
  const edge = along(1);
  stations.push({ ...edge, up: edge.up - 0.012 }, { ...edge, out: edge.out - 0.006, up: edge.up - 0.028 });
  stations.push({ radius: 1, out: 0.01, up: -0.03 }, { radius: 1, out: -0.05, up: 0.02 });
  stations.push({ radius: 1, out: -0.06, up: WALL });
  return stations;
}

export function makeHelmet({ centre, skull, crown }: HelmetFit): Part {
  const [radiusX, radiusZ] = [skull[0] + ROOM.x, skull[1] + ROOM.z];
  const high = crown - centre[1] + ROOM.y;
  const points: number[] = [];
  let rows = 0;
  for (let s = 0; s < AROUND; s++) {
    const phi = (s / AROUND) * 2 * Math.PI;
    const stations = outline(Math.max(0, Math.cos(phi)), high);
    rows = stations.length;
    for (const { radius, out, up } of stations) {
      // Moulded ribs along the crown: a broad one in the middle, a narrow one on each side.
      const across = Math.sin(phi) * radius;
      const height = up / high;
      const dome = smoothstep(0.3, 0.6, height) * (out === 0 ? 1 : 0);
      const rib =
        0.026 *
        dome *
        (Math.exp(-((across * 6) ** 2)) + 0.55 * Math.exp(-(((Math.abs(across) - 0.42) * 10) ** 2)));
      // The rim falls to the neck, as the cradle hangs.
      const hang = (0.07 * Math.cos(phi) - 0.05) * (1 - smoothstep(0, 0.7, height));
      points.push(
        centre[0] + Math.sin(phi) * (radiusX * radius + out),
        centre[1] + up + rib + hang,
        centre[2] + Math.cos(phi) * (radiusZ * radius + out),
      );
    }
  }
  const faces: Face[] = [];
  for (let s = 0; s < AROUND; s++) {
    for (let r = 0; r < rows - 1; r++) {
      const i = s * rows + r;
      const j = ((s + 1) % AROUND) * rows + r;
      const corners = [i, i + 1, j + 1, j];
      faces.push({ v: corners, uv: corners });
    }
  }
  const count = points.length / 3;
  const joints = new Float32Array(count * 4);
  for (let i = 0; i < count; i++) joints[i * 4 + 3] = 1;
  const surface: Surface = {
    faces,
    uvs: Array.from({ length: count * 2 }, () => 0.5),
    vertexCount: count,
    fields: new Map([
      ['position', { size: 3, data: Float32Array.from(points) }],
      ['joints', { size: 4, data: joints }],
    ]),
  };
  return { name: 'helmet', surface, levels: 1 };
}
