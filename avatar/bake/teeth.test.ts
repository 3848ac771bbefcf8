import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LINEAR_BYTE } from './image.ts';
import { position } from './surface.ts';
import { archColumns, CROWNS, makeTeeth, TEXTURE_ROWS, TYPICAL_HALF } from './teeth.ts';
import { paintTeeth } from './teeth-texture.ts';

const place = { front: 1.4, edge: 6, half: TYPICAL_HALF, hinge: [0, 6.3, 0.4] } as const;

/** Lowest point of each upper crown over the edge of the first, mm, from the mid-line backwards. */
function upperEdges(): number[] {
  const teeth = makeTeeth(place);
  const points = position(teeth);
  const jaw = teeth.fields.get('shape:jawOpen')?.data ?? new Float32Array();
  const { columns } = archColumns('upper');
  const upper = points.length / 3 / 2;
  const lowest = CROWNS.upper.map(() => Number.POSITIVE_INFINITY);
  const ends = CROWNS.upper.map((_, i) =>
    CROWNS.upper.slice(0, i + 1).reduce((sum, { width }) => sum + width, 0),
  );
  for (let i = 0; i < upper; i++) {
    assert.equal(jaw[i * 3 + 1], 0, 'the upper row comes first and stays');
    const { s } = columns[i % columns.length] ?? { s: 0 };
    const tooth = ends.findIndex((end) => Math.abs(s) <= end);
    if (s >= 0) lowest[tooth] = Math.min(lowest[tooth] ?? 0, ((points[i * 3 + 1] ?? 0) - place.edge) * 100);
  }
  return lowest;
}

test('the upper edges are one arc: each tooth ends as low as the one before it or higher, never by a step', () => {
  const [first = 0, ...others] = upperEdges();
  assert.ok(Math.abs(first) < 0.05, `the incisors end where the lips are measured: ${first} mm`);
  let before = first;
  for (const [i, edge] of others.slice(0, 4).entries()) {
    // Laterals stand a little higher than the teeth beside them.
    assert.ok(edge > before - 0.35 && edge < before + 0.8, `tooth ${i + 2}: ${edge} mm after ${before}`);
    before = edge;
  }
  assert.ok(before > first + 1, 'premolars follow the lower lip up');
});

test('a row of teeth is ivory below the lip: darker to the gum, to the corners and where crowns touch, never paper', () => {
  const width = 512;
  const { rgba } = paintTeeth(30, width);
  const { length } = archColumns('upper');
  /** Mean luminance, linear, of the upper row `from` to `to` mm beside the mid-line, at a height from gum 0 to edge 1. */
  const light = (from: number, to: number, t: number): number => {
    const y = Math.round(
      ((TEXTURE_ROWS.margin + (TEXTURE_ROWS.edge - TEXTURE_ROWS.margin) * t) / 2) * (width / 2),
    );
    const columns = [from, to].map((mm) => Math.round(((mm / length + 1) / 2) * width));
    let sum = 0;
    for (let x = columns[0]!; x <= columns[1]!; x++)
      for (const [c, share] of [0.21, 0.72, 0.07].entries())
        sum += share * LINEAR_BYTE[rgba[(y * width + x) * 4 + c]!]!;
    return sum / (columns[1]! - columns[0]! + 1);
  };
  const [central] = CROWNS.upper;
  assert.ok(central);
  const lit = light(2, central.width - 2, 0.8);
  assert.ok(lit > 0.2 && lit < 0.55, `${lit}`);
  assert.ok(light(2, central.width - 2, 0.25) < 0.75 * lit, 'in the shade of the lip');
  assert.ok(light(20, 23, 0.8) < 0.75 * lit, 'at the corner');
  assert.ok(
    light(central.width - 0.2, central.width + 0.2, 0.6) < 0.85 * light(2, central.width - 2, 0.6),
    'a contact',
  );
});
