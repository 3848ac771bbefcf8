import assert from 'node:assert/strict';
import { test } from 'node:test';
import { catalogueIds, readCatalogueEntry } from '../catalogue.ts';
import { greyingOf, paintBrows } from './brows.ts';
import { MakeHumanData } from './data.ts';
import { type Image, LINEAR_BYTE } from './image.ts';

const data = new MakeHumanData();
const SIZE = 768;
const people = await Promise.all(
  (await catalogueIds()).map(async (id) => ({ id, look: (await readCatalogueEntry(id)).assets.look })),
);

async function browsOf(id: string, density?: number): Promise<Image> {
  const look = people.find((person) => person.id === id)?.look;
  assert.ok(look);
  const path = data.proxy('eyebrows', look.brows.style).textures.diffuse;
  assert.ok(path);
  const brows = { ...look.brows, ...(density === undefined ? {} : { density }) };
  return paintBrows(path, brows, greyingOf(look), SIZE);
}

/** What a camera sees of it: cover of squares as large as a pixel of a film, 1.2 mm. */
function seen({ width, rgba }: Image): number[] {
  const side = 12;
  const covers: number[] = [];
  for (let y = 0; y < width; y += side) {
    for (let x = 0; x < width; x += side) {
      let sum = 0;
      for (let k = 0; k < side * side; k++)
        sum += rgba[((y + Math.floor(k / side)) * width + x + (k % side)) * 4 + 3]! / 255;
      covers.push(sum / side ** 2);
    }
  }
  return covers;
}

test('everybody has brows that a film shows: more than a third of the skin is covered where they are dense, broad or narrow', async () => {
  for (const { id } of people) {
    const covers = seen(await browsOf(id)).sort((a, b) => b - a);
    const dense = covers[Math.floor(covers.filter((cover) => cover > 0.1).length * 0.3)] ?? 0;
    assert.ok(dense > 0.36 && dense < 0.9, `${id}: ${dense.toFixed(2)} covered`);
  }
});

test('brows end softly: between skin and dense hair lies more than one step', async () => {
  for (const { id } of people) {
    const covers = seen(await browsOf(id)).filter((cover) => cover > 0.03);
    const soft = covers.filter((cover) => cover < 0.35).length / covers.length;
    assert.ok(soft > 0.25, `${id}: ${soft.toFixed(2)} of a brow is thin`);
  }
});

test('less density is fewer hairs', async () => {
  const sum = (image: Image): number => seen(image).reduce((total, cover) => total + cover, 0);
  const [thin, full] = [await browsOf('br_corporate_ana', 0.3), await browsOf('br_corporate_ana', 1)];
  assert.ok(sum(thin) < 0.85 * sum(full));
});

test('old grey brows are white and dark hairs, young dark ones are of one colour', async () => {
  const spread = async (id: string): Promise<number> => {
    const { rgba } = await browsOf(id);
    const tones: number[] = [];
    for (let k = 0; k < rgba.length; k += 4) if (rgba[k + 3]! > 150) tones.push(LINEAR_BYTE[rgba[k + 1]!]!);
    tones.sort((a, b) => a - b);
    return tones[Math.floor(tones.length * 0.9)]! / tones[Math.floor(tones.length * 0.1)]!;
  };
  const [old, young] = [await spread('br_education_antonio'), await spread('br_safety_carlos')];
  assert.ok(old > 3 && young < 3, `light to dark: ${old.toFixed(1)} and ${young.toFixed(1)}`);
});
