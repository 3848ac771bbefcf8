import assert from 'node:assert/strict';
import { test } from 'node:test';
import { paintWorn } from '../bake/gear-texture.ts';
import { paintHair } from '../bake/hair-texture.ts';
import type { Person } from '../bake/person.ts';
import { paintVest } from '../bake/workwear-texture.ts';
import { readCatalogueEntry } from '../catalogue.ts';
import { linearOf, recolour, recolourOf } from './recolour.ts';

const { look } = (await readCatalogueEntry('br_corporate_ana')).assets;
const grey = (width: number, byte: number): Uint8Array => new Uint8Array(width * width * 4).fill(byte);

test('what keeps its colour keeps its pixels', () => {
  for (const part of [
    'skin',
    'eyes',
    'hair',
    'brows',
    'outfit',
    'blazer',
    'teeth',
    'vest',
    'glasses',
    'headset',
    'beard',
  ])
    assert.equal(recolourOf(part, look, look), null, part);
});

test('a scale keeps light and dark apart, and the same scale back gives the pixels back', () => {
  const pixels = Uint8Array.from([40, 60, 80, 255, 120, 140, 160, 128]);
  const there = { kind: 'scale', by: [1.5, 1.5, 1.5] } as const;
  const back = { kind: 'scale', by: [1 / 1.5, 1 / 1.5, 1 / 1.5] } as const;
  const lighter = recolour(pixels, 2, there, new Uint8Array(8));
  assert.ok(lighter.every((value, k) => (k % 4 === 3 ? value === pixels[k] : value > (pixels[k] ?? 0))));
  const again = recolour(lighter, 2, back, new Uint8Array(8));
  again.forEach((value, k) => {
    assert.ok(Math.abs(value - (pixels[k] ?? 0)) <= 1, `byte ${k}: ${value} and ${pixels[k]}`);
  });
});

test('an iris changes, the white of the eye does not', () => {
  const how = recolourOf('eyes', look, { ...look, eyes: { ...look.eyes, iris: '#4a6a8a' } });
  assert.equal(how?.kind, 'disc');
  const out = recolour(grey(64, 90), 64, how, grey(64, 0));
  const at = (x: number, y: number): number[] => [...out.subarray((y * 64 + x) * 4, (y * 64 + x) * 4 + 3)];
  assert.deepEqual(at(4, 32), [90, 90, 90]);
  assert.ok((at(32, 32)[2] ?? 0) > 150);
});

test('a frame changes its colour, the cushions of the headset beside it on the palette do not', async () => {
  const { look: marta } = (await readCatalogueEntry('br_corporate_marta')).assets;
  const wardrobe = { ...marta.wardrobe, glasses: { frame: 'acetate', colour: '#1f3a5c' } } as const;
  const painted = paintWorn(marta, 64);
  const how = recolourOf('glasses', marta, { ...marta, wardrobe });
  assert.ok(how);
  const shown = recolour(painted.rgba, 64, how, new Uint8Array(painted.rgba.length));
  const wanted = paintWorn({ ...marta, wardrobe }, 64).rgba;
  for (let k = 0; k < shown.length; k++)
    assert.ok(Math.abs((shown[k] ?? 0) - (wanted[k] ?? 0)) < 8, `byte ${k}: ${shown[k]} for ${wanted[k]}`);
  assert.notDeepEqual(shown, painted.rgba);
});

test('dyed cloth has the mean of its dye and keeps its folds', () => {
  const pixels = new Uint8Array(64);
  for (let k = 0; k < 64; k += 4) pixels.set([k < 32 ? 60 : 140, 90, 90, 255], k);
  const out = recolour(pixels, 4, { kind: 'dye', colour: linearOf('#1c4a8a') }, new Uint8Array(64));
  assert.ok((out[2] ?? 0) > (out[0] ?? 0), 'blue');
  assert.ok((out[2] ?? 0) < (out[62] ?? 0), 'dark stays darker');
});

test('recoloured hair is as light as hair that was painted so', () => {
  const blond = { ...look.hair, colour: '#8a6a42', highlight: '#b08d5c', mix: 0.3 };
  const painted = paintHair(blond, 'wavy', 128, 2);
  const dark = paintHair(look.hair, 'wavy', 128, 2);
  const how = recolourOf('hair', look, { ...look, hair: blond });
  assert.ok(how);
  const shown = recolour(dark.rgba, 128, how, new Uint8Array(dark.rgba.length));
  const mean = (rgba: Uint8Array): number => {
    let [sum, weight] = [0, 0];
    for (let k = 0; k < rgba.length; k += 4) {
      sum += (rgba[k + 1] ?? 0) * (rgba[k + 3] ?? 0);
      weight += rgba[k + 3] ?? 0;
    }
    return sum / weight;
  };
  const apart = Math.abs(mean(shown) - mean(painted.rgba));
  assert.ok(apart < 14, `${apart.toFixed(1)} of 255 from a bake`);
});

test('a vest in other colours is the vest that a bake paints in them', () => {
  // Of a person a vest's picture knows the height of the neck alone.
  const person = { joints: { neck1: [0, 6.4, 0] } } as unknown as Person;
  const orange = { colour: '#f26b1d', stripe: '#d8dadc' };
  const from = paintVest(orange, person, 256);
  const dressed = { ...look, wardrobe: { ...look.wardrobe, vest: orange } };
  for (const vest of [
    { colour: '#c8f000', stripe: '#d8dadc' },
    { colour: '#2450a8', stripe: '#ffe14a' },
  ]) {
    const painted = paintVest(vest, person, 256).rgba;
    const how = recolourOf('vest', dressed, { ...look, wardrobe: { ...look.wardrobe, vest } });
    assert.equal(how?.kind, 'pair');
    if (!how) continue;
    const shown = recolour(from.rgba, 256, how, new Uint8Array(from.rgba.length));
    /** Mean over what is cloth at all, of 255. */
    const apart = (a: Uint8Array, b: Uint8Array): number => {
      let [sum, weight] = [0, 0];
      for (let k = 0; k < a.length; k++) {
        if (k % 4 === 3 || (b[k - (k % 4) + 3] ?? 0) < 255) continue;
        sum += Math.abs((a[k] ?? 0) - (b[k] ?? 0));
        weight += 1;
      }
      return sum / weight;
    };
    assert.ok(apart(shown, painted) < 3, `${apart(shown, painted).toFixed(1)} of 255 from a bake`);
    assert.ok(apart(from.rgba, painted) > 15, 'another vest');
  }
});
