import assert from 'node:assert/strict';
import { test } from 'node:test';
import { catalogueIds, readCatalogueEntry } from '../catalogue.ts';
import { MakeHumanData } from './data.ts';
import { lidLinesAt } from './lids.ts';
import { buildPerson } from './person.ts';

const data = new MakeHumanData();

for (const id of (await catalogueIds()).filter((_, i) => i % 3 === 0)) {
  test(`${id}: lids end around the pupil, fold 2 to 6 mm above it, and meet at the corners`, async () => {
    const { landmarks } = buildPerson(data, (await readCatalogueEntry(id)).assets.look);
    for (const ball of landmarks.eyeBalls) {
      const { lids, side } = ball;
      assert.ok(lids);
      const middle = 5;
      const open = lids.upper[middle]! - lids.lower[middle]!;
      assert.ok(open > 0.055 && open < 0.12, `${side}: ${open * 100} mm open`);
      lids.crease.forEach((height, i) => {
        const above = height - lids.upper[i]!;
        assert.ok(above > 0.012 && above < 0.065, `${side} ${i}: folds ${above * 100} mm above the edge`);
      });
      for (const end of [0, lids.upper.length - 1]) assert.ok(lids.upper[end]! - lids.lower[end]! < 0.025);
      // What is drawn lies where it was measured: roots at the edge, the fold above them, nothing on the cheek.
      const lines = { upperRoots: 0, lowerRoots: 0, crease: 0, wet: 0 };
      const [x, z] = [ball.centre[0], ball.centre[2] + ball.radius];
      assert.ok(lidLinesAt(x, ball.centre[1] + lids.upper[middle]!, z, ball, lines));
      assert.ok(lines.upperRoots > 0.6 && lines.crease < 0.2, JSON.stringify(lines));
      assert.ok(lidLinesAt(x, ball.centre[1] + lids.crease[middle]!, z, ball, lines));
      assert.ok(lines.crease > 0.8 && lines.upperRoots < 0.2, JSON.stringify(lines));
      assert.equal(lidLinesAt(x, ball.centre[1] - 0.4, z, ball, lines), false);
    }
  });
}
