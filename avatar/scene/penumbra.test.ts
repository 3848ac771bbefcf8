import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createPenumbra, type PenumbraMap, surfaceOf, TEXEL } from './penumbra.ts';

/** A square across the light's way, its middle at (x, 0, z), corners turned inside out for half of its triangles. */
const plate = (x: number, z: number, half: number) =>
  surfaceOf(
    Float32Array.from([x - half, -half, z, x + half, -half, z, x + half, half, z, x - half, half, z]),
    Uint32Array.from([0, 1, 2, 0, 3, 2]),
  );

const LAMP = 0.25;
/** Metres to the edge of what casts, half-way between two texels. */
const EDGE = 0.123;

function lookingDown(): PenumbraMap {
  const map = createPenumbra([0, 0, 0], 0.3, LAMP);
  map.aim([0, 0, 1]);
  return map;
}

/** Light on the ground at (x, 0), 0 to 1, between texels as a GPU reads it. */
function lightAt({ side, data }: PenumbraMap, x: number): number {
  const u = side / 2 - 0.5 + x / TEXEL;
  const at = (k: number): number => data[(Math.floor(side / 2) * side + k) * 4]! / 255;
  const left = Math.floor(u);
  return at(left) + (at(left + 1) - at(left)) * (u - left);
}

/** Metres in which a shadow's edge goes from a tenth to nine tenths of the light. */
function widthOf(map: PenumbraMap): number {
  const row = Array.from({ length: 200 }, (_, k) => lightAt(map, k * 0.001));
  const dark = row.findLastIndex((light) => light < 0.1);
  const lit = row.findIndex((light) => light > 0.9);
  assert.ok(dark >= 0 && lit > dark, `an edge, from ${dark} to ${lit} mm`);
  return (lit - dark) / 1000;
}

test('a penumbra is as wide as the lamp makes it: it grows with the way to what casts it', () => {
  const ground = plate(0, 0, 0.3);
  const widths = [0.03, 0.1, 0.2, 0.3].map((height) => {
    const map = lookingDown();
    map.cast([plate(0, height, EDGE)], [[ground]]);
    // Under the middle nothing of the lamp is seen, at the border all of it, and half of it below the edge.
    assert.ok(lightAt(map, 0) < 0.02);
    assert.equal(lightAt(map, 0.29), 1);
    assert.ok(Math.abs(lightAt(map, EDGE) - 0.5) < 0.08, `${lightAt(map, EDGE)} below the edge`);
    return widthOf(map);
  });
  // A lamp of that radius shades 2 * LAMP * height in all; from a tenth to nine tenths a disc takes 0.69 of that.
  for (const [k, height] of [0.03, 0.1, 0.2, 0.3].entries()) {
    const expected = 2 * LAMP * height * 0.69;
    assert.ok(Math.abs(widths[k]! - expected) < 0.25 * expected + TEXEL, `${widths[k]} for ${expected} m`);
  }
});

test('an edge is smooth: no step, no grain', () => {
  const map = lookingDown();
  map.cast([plate(0, 0.25, 0.1)], [[plate(0, 0, 0.3)]]);
  const texels = Array.from({ length: 40 }, (_, k) => lightAt(map, k * TEXEL));
  for (let k = 1; k < texels.length; k++) {
    const step = texels[k]! - texels[k - 1]!;
    assert.ok(step >= -0.005 && step < 0.1, `${step} at ${k}`);
  }
});

test('what lies on the ground, or below it, does not shade it', () => {
  const map = lookingDown();
  map.cast([plate(0, 0.003, 0.1), plate(0.1, -0.05, 0.1)], [[plate(0, 0, 0.3)]]);
  assert.ok(map.data.every((value) => value === 255));
});

test('each group of receivers is shaded at its own depth', () => {
  const map = lookingDown();
  map.cast([plate(0, 0.1, 0.1)], [[plate(0, 0, 0.3)], [plate(0, 0.15, 0.3)]]);
  const middle = (Math.floor(map.side / 2) * map.side + Math.floor(map.side / 2)) * 4;
  assert.ok(map.data[middle]! < 5);
  assert.equal(map.data[middle + 1], 255);
});

test('turned lamps look along their own way, and shadows fall away from them', () => {
  const map = lookingDown();
  const slant = Math.SQRT1_2;
  map.aim([-slant, 0, slant]);
  map.cast([plate(0, 0.1, 0.06)], [[plate(0, 0, 0.3)]]);
  const at = (x: number, y: number, z: number): number => {
    const [u, v] = [map.across, map.up].map((row) =>
      Math.floor((row[0] * x + row[1] * y + row[2] * z + row[3]) * map.side),
    ) as [number, number];
    return map.data[(v * map.side + u) * 4]! / 255;
  };
  assert.ok(at(0.1, 0, 0) < 0.05);
  assert.equal(at(-0.1, 0, 0), 1);
});
