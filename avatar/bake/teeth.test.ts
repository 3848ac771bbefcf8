import assert from 'node:assert/strict';
import { test } from 'node:test';
import { position } from './surface.ts';
import { archColumns, CROWNS, makeTeeth, TYPICAL_HALF } from './teeth.ts';

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
