/** Curtains of hair beside neck and shoulders: no slit through which the set shines. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DoubleSide, Ray, Vector3 } from 'three';
import { readCatalogueEntry } from '../catalogue.ts';
import { MakeHumanData } from './data.ts';
import { hairCurl, hairRows } from './hair-styles.ts';
import { paintHair } from './hair-texture.ts';
import { hierarchy } from './occlusion.ts';
import { buildPerson } from './person.ts';
import { position, type Surface, triangulate } from './surface.ts';

const data = new MakeHumanData();
/** Decimetres between the rays across and down, and how wide what counts as a slit is. */
const STEP = 0.02;
const SLIT = 0.1;
const SIZE = 512;

/** How closed hair is along a ray from the front, 0 to 1. */
function closedness(hair: Surface, rgba: Uint8Array): (x: number, y: number) => number {
  const { indices, uvs, fields } = triangulate(hair);
  const pos = fields.get('position')?.data ?? new Float32Array();
  const faces = Array.from({ length: indices.length / 3 }, (_, t) => {
    const v = [...indices.subarray(t * 3, t * 3 + 3)];
    return { v, uv: v };
  });
  const tree = hierarchy([
    {
      surface: {
        faces,
        uvs: [],
        vertexCount: pos.length / 3,
        fields: new Map([['position', { size: 3, data: pos }]]),
      },
    },
  ]);
  const order = tree.geometry.getIndex()?.array ?? [];
  const ray = new Ray(new Vector3(), new Vector3(0, 0, -1));
  return (x, y) => {
    ray.origin.set(x, y, 6);
    let open = 1;
    for (const { faceIndex, point } of tree.raycast(ray, DoubleSide)) {
      const [a, b, c] = [0, 1, 2].map((k) => order[(faceIndex ?? 0) * 3 + k] ?? 0) as [
        number,
        number,
        number,
      ];
      const at = (v: number): [number, number] => [pos[v * 3] ?? 0, pos[v * 3 + 1] ?? 0];
      const [[ax, ay], [bx, by], [cx, cy]] = [at(a), at(b), at(c)];
      const area = (bx - ax) * (cy - ay) - (cx - ax) * (by - ay);
      if (Math.abs(area) < 1e-9) continue;
      const s = ((point.x - ax) * (cy - ay) - (cx - ax) * (point.y - ay)) / area;
      const t = ((bx - ax) * (point.y - ay) - (point.x - ax) * (by - ay)) / area;
      const uv = (k: number): number =>
        (uvs[a * 2 + k] ?? 0) * (1 - s - t) + (uvs[b * 2 + k] ?? 0) * s + (uvs[c * 2 + k] ?? 0) * t;
      const [px, py] = [0, 1].map((k) => Math.min(SIZE - 1, Math.max(0, Math.floor(uv(k) * SIZE)))) as [
        number,
        number,
      ];
      open *= 1 - (rgba[(py * SIZE + px) * 4 + 3] ?? 0) / 255;
    }
    return 1 - open;
  };
}

test('the set does not shine through curtains between face and shoulders', async () => {
  for (const id of ['br_casual_luana', 'br_corporate_ana']) {
    const { look } = (await readCatalogueEntry(id)).assets;
    const { style } = look.hair;
    assert.ok(style);
    const person = buildPerson(data, look);
    const find = (name: string): Surface | undefined =>
      person.parts.find((part) => part.name === name)?.surface;
    const hair = find('hair');
    assert.ok(hair);
    const image = paintHair(look.hair, hairCurl(style), SIZE, hairRows(style));
    const closed = closedness(hair, image.rgba);
    const solid = hierarchy(
      ['skin', 'outfit', 'blazer'].flatMap((name) => {
        const surface = find(name);
        return surface ? [{ surface }] : [];
      }),
    );
    const backed = (x: number, y: number): boolean =>
      solid.raycastFirst(new Ray(new Vector3(x, y, 6), new Vector3(0, 0, -1)), DoubleSide) !== null;
    const { eyeLeft, chin } = person.landmarks;
    const lowest = Math.max(
      chin[1] - 1.1,
      position(hair).reduce((low, y, i) => (i % 3 === 1 && y < low ? y : low), 99),
    );
    let [looked, slits] = [0, 0];
    for (let y = eyeLeft[1]; y > lowest; y -= STEP) {
      for (const side of [-1, 1]) {
        const cover = Array.from({ length: 60 }, (_, i) => closed(side * (0.4 + i * STEP), y));
        // What lies outside of the outermost closed place is the outline, which may fray.
        const outline = cover.findLastIndex((value) => value > 0.9) - Math.round(SLIT / STEP);
        for (let i = 0; i < outline; i++) {
          if (backed(side * (0.4 + i * STEP), y)) continue;
          looked++;
          if ((cover[i] ?? 0) < 0.5) slits++;
        }
      }
    }
    assert.ok(looked > 300, `${id}: ${looked} places with nothing but hair before the set`);
    assert.ok(slits <= 0.01 * looked, `${id}: the set shows in ${slits} of ${looked} places`);
  }
});
