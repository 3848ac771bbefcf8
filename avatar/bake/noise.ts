/** Seeded, stateless noise in three dimensions: the same point gives the same value in every process. */

const X = 0x27d4eb2d;
const Y = 0x165667b1;
const Z = 0x9e3779b1 | 0;
const SEED = 0x85ebca6b | 0;

/** Spreads the mixed coordinates of a lattice point over 32 bits. */
function spread(mixed: number): number {
  let h = Math.imul(mixed ^ (mixed >>> 15), 0x2c1b3c6d);
  h = Math.imul(h ^ (h >>> 12), 0x297a2d39);
  return (h ^ (h >>> 15)) >>> 0;
}

const unit = (h: number): number => h / 4294967296;

/** Value noise, 0 to 1, one lattice cell per unit length. Written out flat: a bake calls it a hundred million times. */
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
  const x0 = Math.imul(ix, X);
  const x1 = (x0 + X) | 0;
  const y0 = Math.imul(iy, Y);
  const y1 = (y0 + Y) | 0;
  const s = Math.imul(seed, SEED);
  const z0 = Math.imul(iz, Z) ^ s;
  const z1 = ((Math.imul(iz, Z) + Z) | 0) ^ s;
  const x00 = spread(x0 ^ y0 ^ z0) * (1 - u) + spread(x1 ^ y0 ^ z0) * u;
  const x10 = spread(x0 ^ y1 ^ z0) * (1 - u) + spread(x1 ^ y1 ^ z0) * u;
  const x01 = spread(x0 ^ y0 ^ z1) * (1 - u) + spread(x1 ^ y0 ^ z1) * u;
  const x11 = spread(x0 ^ y1 ^ z1) * (1 - u) + spread(x1 ^ y1 ^ z1) * u;
  return unit((x00 * (1 - v) + x10 * v) * (1 - w) + (x01 * (1 - v) + x11 * v) * w);
}

/** White noise, 0 to 1, by whole number. */
export const grain = (i: number, seed: number): number =>
  unit(spread(Math.imul(i, X) ^ Math.imul(seed, SEED)));

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
  const s = Math.imul(seed, SEED);
  let first = 9;
  let second = 9;
  let id = 0;
  for (let k = -1; k <= 1; k++) {
    for (let j = -1; j <= 1; j++) {
      const yz = Math.imul(iy + j, Y) ^ Math.imul(iz + k, Z) ^ s;
      for (let i = -1; i <= 1; i++) {
        const h = spread(Math.imul(ix + i, X) ^ yz);
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
