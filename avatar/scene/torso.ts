/** How far a figure's trunk reaches forwards: what hands and forearms must not go through. */
import type { Vec3 } from '../bake/morph.ts';
import type { AvatarModel } from './model.ts';

export interface Front {
  /** How far a ball is inside the body, metres: 0 or less is outside. */
  depth(at: Vec3, radius: number): number;
  /** The foremost z at x, y; far behind where there is no body. */
  at(x: number, y: number): number;
}

const CELL = 0.02;
const COLUMNS = 40;
const ROWS = 50;
const NOWHERE = -1;
/** Hair and what hangs on cloth give way. */
const BODY = new Set(['skin', 'outfit', 'blazer', 'vest', 'gear']);

export function frontOf(model: AvatarModel): Front {
  const top = model.chin[1] ?? 1.4;
  const grid = new Float64Array(COLUMNS * ROWS).fill(NOWHERE);
  const column = (x: number): number => x / CELL + COLUMNS / 2;
  const row = (y: number): number => (top - y) / CELL;
  for (const { name, positions, arms } of model.parts) {
    if (!BODY.has(name)) continue;
    for (let i = 0; i * 3 < positions.length; i++) {
      const held = arms
        ? arms.weights[i * 4]! +
          arms.weights[i * 4 + 1]! +
          arms.weights[i * 4 + 2]! +
          arms.weights[i * 4 + 3]!
        : 0;
      if (held > 0.25) continue;
      const [c, r] = [Math.round(column(positions[i * 3]!)), Math.round(row(positions[i * 3 + 1]!))];
      if (c < 0 || c >= COLUMNS || r < 0 || r >= ROWS) continue;
      grid[r * COLUMNS + c] = Math.max(grid[r * COLUMNS + c]!, positions[i * 3 + 2]!);
    }
  }
  // Meshes are coarser than cells: what lies between two places of a row is body too.
  for (let r = 0; r < ROWS; r++) fillBetween(grid, r * COLUMNS, 1, COLUMNS);
  for (let c = 0; c < COLUMNS; c++) fillBetween(grid, c, COLUMNS, ROWS);
  const cell = (c: number, r: number): number => {
    if (c < 0 || c >= COLUMNS || r < 0) return NOWHERE;
    return grid[Math.min(ROWS - 1, r) * COLUMNS + c]!;
  };
  const at = (x: number, y: number): number => {
    const [c, r] = [column(x), row(y)];
    const [c0, r0] = [Math.floor(c), Math.floor(r)];
    const [fx, fy] = [c - c0, r - r0];
    const upper = cell(c0, r0) * (1 - fx) + cell(c0 + 1, r0) * fx;
    const lower = cell(c0, r0 + 1) * (1 - fx) + cell(c0 + 1, r0 + 1) * fx;
    return upper * (1 - fy) + lower * fy;
  };
  return { at, depth: ([x, y, z], radius) => at(x, y) + radius - z };
}

/** Straight lines across gaps of a run of cells. In place. */
function fillBetween(grid: Float64Array, start: number, step: number, count: number): void {
  let last = -1;
  for (let k = 0; k < count; k++) {
    const value = grid[start + k * step]!;
    if (value === NOWHERE) continue;
    for (let g = last + 1; last >= 0 && g < k; g++) {
      const share = (g - last) / (k - last);
      grid[start + g * step] = grid[start + last * step]! * (1 - share) + value * share;
    }
    last = k;
  }
}
