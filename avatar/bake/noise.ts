/** Seeded, stateless noise in three dimensions: the same point gives the same value in every process. */

function hash(x: number, y: number, z: number, seed: number): number {
  let h =
    Math.imul(x, 0x27d4eb2d) ^
    Math.imul(y, 0x165667b1) ^
    Math.imul(z, 0x9e3779b1) ^
    Math.imul(seed, 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 15), 0x2c1b3c6d);
  h = Math.imul(h ^ (h >>> 12), 0x297a2d39);
  return (h ^ (h >>> 15)) >>> 0;
}

const unit = (h: number): number => h / 4294967296;

/** Value noise, 0 to 1, one lattice cell per unit length. */
export function valueNoise(x: number, y: number, z: number, seed: number): number {
  const ix = Math.floor(x);
  const iy = Math.floor(y);
  const iz = Math.floor(z);
  const fx = x - ix;
  const fy = y - iy;
  const fz = z - iz;
  const u = fx * fx * (3 - 2 * fx);
  const v = fy * fy * (3 - 2 * fy);
  const w = fz * fz * (3 - 2 * fz);
  const at = (i: number, j: number, k: number): number => unit(hash(ix + i, iy + j, iz + k, seed));
  const x00 = at(0, 0, 0) * (1 - u) + at(1, 0, 0) * u;
  const x10 = at(0, 1, 0) * (1 - u) + at(1, 1, 0) * u;
  const x01 = at(0, 0, 1) * (1 - u) + at(1, 0, 1) * u;
  const x11 = at(0, 1, 1) * (1 - u) + at(1, 1, 1) * u;
  return (x00 * (1 - v) + x10 * v) * (1 - w) + (x01 * (1 - v) + x11 * v) * w;
}

/** Fractal sum of value noise, about 0 to 1 around 0.5. */
export function fbm(x: number, y: number, z: number, octaves: number, seed: number): number {
  let sum = 0;
  let amplitude = 0.5;
  let total = 0;
  let f = 1;
  for (let o = 0; o < octaves; o++) {
    sum += amplitude * valueNoise(x * f, y * f, z * f, seed + o * 17);
    total += amplitude;
    amplitude *= 0.5;
    f *= 2.03;
  }
  return sum / total;
}

export interface Cell {
  /** Distance to the nearest and second nearest feature point, in cells. */
  first: number;
  second: number;
  /** Random number of the nearest point, 0 to 1. */
  id: number;
}

/** Cellular noise (Worley 1996), one feature point per unit cube; writes into `out` to spare allocations. */
export function cellular(x: number, y: number, z: number, seed: number, out: Cell): Cell {
  const ix = Math.floor(x);
  const iy = Math.floor(y);
  const iz = Math.floor(z);
  let first = 9;
  let second = 9;
  let id = 0;
  for (let k = -1; k <= 1; k++) {
    for (let j = -1; j <= 1; j++) {
      for (let i = -1; i <= 1; i++) {
        const h = hash(ix + i, iy + j, iz + k, seed);
        const dx = ix + i + (h & 1023) / 1024 - x;
        const dy = iy + j + ((h >>> 10) & 1023) / 1024 - y;
        const dz = iz + k + ((h >>> 20) & 1023) / 1024 - z;
        const d = dx * dx + dy * dy + dz * dz;
        if (d < first) {
          second = first;
          first = d;
          id = h;
        } else if (d < second) second = d;
      }
    }
  }
  out.first = Math.sqrt(first);
  out.second = Math.sqrt(second);
  out.id = unit(Math.imul(id, 0x9e3779b1) >>> 0);
  return out;
}
