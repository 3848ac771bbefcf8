/** The fast route beside drawing every frame in full, on a real person. */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import type { BufferGeometry } from 'three/webgpu';
import { bakeAvatar } from '../bake/bake.ts';
import { readCatalogueEntry } from '../catalogue.ts';
import { readModel } from './model.ts';
import { simplify } from './simplify.ts';
import { openStage, type Stage } from './still.ts';

const WIDTH = 192;
const HEIGHT = 108;
const bakeOf = async (id: string): Promise<string> =>
  (await bakeAvatar((await readCatalogueEntry(id)).assets.look)).glb;
const glb = await bakeOf('br_corporate_ana');
const open = (plain: boolean, person = glb): Promise<Stage> =>
  openStage({
    glb: person,
    width: WIDTH,
    height: HEIGHT,
    quality: 'standard',
    framing: 'medium',
    background: { type: 'set', name: 'office' },
    plain,
  });
const NAMES = ['jawOpen', 'headYaw'];
/** The picture by value: the stage reuses its buffer. */
const draw = async (stage: Stage, jaw: number, yaw: number): Promise<Uint8Array> =>
  (await stage.draw(NAMES, [jaw, yaw], 0, 1)).slice();

test('the set is untouched around the person, who looks the same', async () => {
  const [fast, full] = [await open(false), await open(true)];
  const [ours, theirs] = [await draw(fast, 0.4, 0.1), await draw(full, 0.4, 0.1)];
  const area = fast.portrait.extent(WIDTH, HEIGHT);
  assert.ok(area && area.width < WIDTH, 'the person fills the picture: nothing is tested');
  let outside = 0;
  let inside = 0;
  for (let y = 0; y < HEIGHT; y++) {
    for (let x = 0; x < WIDTH; x++) {
      const within = x >= area.x && x < area.x + area.width && y >= area.y && y < area.y + area.height;
      for (let c = 0; c < 4; c++) {
        const k = (y * WIDTH + x) * 4 + c;
        const apart = Math.abs((ours[k] ?? 0) - (theirs[k] ?? 0));
        if (within) inside += apart;
        else outside += apart;
      }
    }
  }
  assert.equal(outside, 0);
  assert.ok(inside / (area.width * area.height * 4) < 2, `mean difference ${inside}`);
  fast.close();
  full.close();
});

test('a pose held is drawn again as it was, another shape of the same pose is seen', async () => {
  const stage = await open(false);
  const first = await draw(stage, 0.3, 0.1);
  assert.deepEqual(await draw(stage, 0.3, 0.1), first);
  const { parts, joints } = await readModel(await readFile(glb));
  const raised = parts.map(({ positions, normals }) => ({
    positions: positions.map((value, i) => (i % 3 === 1 ? value + 0.02 : value)),
    normals,
  }));
  stage.portrait.reshape({ parts: raised, joints });
  assert.notDeepEqual(await draw(stage, 0.3, 0.1), first);
  stage.portrait.reshape({ parts, joints });
  assert.deepEqual(await draw(stage, 0.3, 0.1), first);
  stage.close();
});

test('a frame is the same whatever was drawn before it', async () => {
  const stage = await open(false);
  const first = await draw(stage, 0, 0);
  const turned = await draw(stage, 0.8, 0.4);
  const again = await draw(stage, 0, 0);
  assert.deepEqual(again, first);
  assert.notDeepEqual(turned, first);
  stage.close();
});

test('merging triangles saves most of them, keeps their corners, and lets the mouth open', async () => {
  const model = await readModel(await readFile(glb));
  const skin = model.parts.find((part) => part.name === 'skin');
  assert.ok(skin);
  const merged = await simplify(skin, 0.0002);
  assert.ok(merged.length > 0 && merged.length < skin.indices.length / 2);
  const known = new Set(skin.indices);
  assert.ok(merged.every((v) => known.has(v)));
  assert.deepEqual(await simplify(skin, 0.0002), merged);
  // The lips keep their density beside the flat parts: vertices that open the jaw survive more often than others.
  const moved = new Set(skin.targets.get('jawOpen')?.vertices);
  const kept = new Set(merged);
  const share = (of: (v: number) => boolean): number => {
    const all = [...known].filter(of);
    return all.filter((v) => kept.has(v)).length / all.length;
  };
  assert.ok(share((v) => moved.has(v)) > share((v) => !moved.has(v)));
});

test('a strap keeps its triangles, and what casts shadows has few', async () => {
  const fast = await open(false, await bakeOf('br_safety_carlos'));
  const full = await open(true, await bakeOf('br_safety_carlos'));
  const counted = ({ portrait }: Stage): Map<string, number> => {
    const counts = new Map<string, number>();
    portrait.scene.traverse((object) => {
      if ('geometry' in object)
        counts.set(object.name, (object.geometry as BufferGeometry).index?.count ?? 0);
    });
    return counts;
  };
  const [merged, whole] = [counted(fast), counted(full)];
  fast.close();
  full.close();
  const share = (name: string, of: string): number => (merged.get(name) ?? 0) / (whole.get(of) ?? 0);
  // At 108 lines a pixel is 4 mm, wider than a strap: a share of that would take most of it.
  assert.ok(share('gear', 'gear') > 0.3, `${share('gear', 'gear')} of the strap`);
  for (const name of ['skin', 'helmet']) {
    const left = share(`${name}-shadow`, name);
    assert.ok(left > 0.01 && left < 0.3, `${left} of ${name} casts`);
    assert.ok(!whole.has(`${name}-shadow`));
  }
});

test('what a helmet hides of the hair is not drawn, and still casts its shadow', async () => {
  const stage = await open(false, await bakeOf('br_safety_carlos'));
  const counts: number[] = [];
  let casters = 0;
  stage.portrait.scene.traverse((object) => {
    if (!('geometry' in object)) return;
    counts.push((object.geometry as BufferGeometry).index?.count ?? 0);
    if (object.castShadow && object.name === 'hair-shadow') casters += 1;
  });
  stage.close();
  assert.ok(counts.length > 8, `${counts.length} things drawn`);
  assert.ok(
    counts.every((count) => count > 0),
    `index counts ${counts}`,
  );
  assert.equal(casters, 1);
});
