import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readCatalogueEntry } from '../catalogue.ts';
import { linearOf } from './recolour.ts';
import { restubbleOf, stubble } from './stubble.ts';

const { look } = (await readCatalogueEntry('br_safety_carlos')).assets;
const grown = (amount: number, stubbleColour = look.skin.stubbleColour) => ({
  ...look,
  skin: { ...look.skin, stubble: amount, stubbleColour },
});
const SKIN = [190, 140, 115, 255];
const skin = (side: number): Uint8Array =>
  Uint8Array.from({ length: side * side * 4 }, (_, k) => SKIN[k % 4] ?? 0);
/** Roots on the right half alone. */
const mask = { width: 2, height: 1, shares: Uint8Array.from([0, 107]) };
const dark = { amount: 1, colour: linearOf('#1a120d') };

test('who keeps the stubble they were baked with, or has none, is left alone', () => {
  assert.equal(restubbleOf(grown(0.4), grown(0.4)), null);
  assert.equal(restubbleOf(grown(0, '#000000'), grown(0, '#ffffff')), null);
  assert.deepEqual(restubbleOf(grown(0.4), grown(0.9))?.to.amount, 0.9);
  assert.ok(restubbleOf(grown(0.4, '#1a120d'), grown(0.4, '#77736e')));
});

test('roots darken the skin where they are, more the more there are, and nothing else', () => {
  const levels = [0, 0.5, 1].map((amount) => {
    const pixels = skin(8);
    stubble(pixels, 8, mask, { ...dark, amount });
    assert.deepEqual([...pixels.subarray(0, 4)], SKIN);
    const jaw = pixels.subarray(7 * 4, 8 * 4);
    assert.equal(jaw[3], 255);
    return jaw[1] ?? 0;
  });
  assert.equal(levels[0], SKIN[1]);
  assert.ok((levels[1] ?? 0) < (levels[0] ?? 0) - 5 && (levels[2] ?? 0) < (levels[1] ?? 0) - 5, `${levels}`);
});

test('what is put on comes off again', () => {
  const pixels = skin(16);
  stubble(pixels, 16, mask, dark);
  assert.notDeepEqual(pixels, skin(16));
  stubble(pixels, 16, mask, dark, true);
  pixels.forEach((value, k) => {
    assert.ok(Math.abs(value - (SKIN[k % 4] ?? 0)) <= 2, `byte ${k}: ${value}`);
  });
});
