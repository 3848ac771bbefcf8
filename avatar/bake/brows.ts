/** Brows hair by hair on the base's strips, lashes thinned: both keep the shape the base painted at 512 pixels. */
import { hexToLinear, type Image, loadImage, srgbByte } from './image.ts';
import { smoothstep } from './morph.ts';
import { sequence } from './scalp.ts';

/** Hairs of one brow at full density; a trimmed adult brow has 250 to 500 that show. */
const HAIRS = 430;

interface Strip {
  readonly top: number;
  readonly bottom: number;
  /** 1 when the brow runs from the nose to the temple with growing x, -1 the other way round. */
  readonly outward: 1 | -1;
}

/** The strips lie above each other: the first is the left brow. Rows of the image, origin at the top. */
function strips(density: Float32Array, size: number): Strip[] {
  const filled = Array.from({ length: size }, (_, y) =>
    density.subarray(y * size, (y + 1) * size).some((value) => value > 0.05),
  );
  const bands: [number, number][] = [];
  filled.forEach((full, y) => {
    if (!full) return;
    const last = bands.at(-1);
    if (last && y - last[1] < 3) last[1] = y;
    else bands.push([y, y]);
  });
  const two = bands
    .sort((a, b) => b[1] - b[0] - (a[1] - a[0]))
    .slice(0, 2)
    .sort((a, b) => a[0] - b[0]);
  return two.map(([top, bottom], i) => ({ top, bottom, outward: i === 0 ? 1 : -1 }));
}

/** Where the painted brow is dense, 0 to 1, at `size` pixels: single painted hairs blurred away. */
async function densityOf(path: string, size: number): Promise<Float32Array> {
  const { rgba } = await loadImage(path, { width: size, height: size });
  let current = Float32Array.from({ length: size * size }, (_, k) => (rgba[k * 4 + 3] ?? 0) / 255);
  for (let round = 0; round < 3; round++) {
    for (const step of [1, size]) {
      const next = new Float32Array(current.length);
      for (let k = 2 * size + 2; k < current.length - 2 * size - 2; k++) {
        let sum = 0;
        for (let o = -2; o <= 2; o++) sum += current[k + o * step] ?? 0;
        next[k] = sum / 5;
      }
      current = next;
    }
  }
  const most = current.reduce((m, value) => Math.max(m, value), 1e-6);
  return current.map((value) => value / most);
}

/** `density` 0 to 1 thins the hairs out; `size` pixels a side. */
export async function paintBrows(
  path: string,
  colour: string,
  density: number,
  size: number,
): Promise<Image> {
  const coarse = 256;
  const map = await densityOf(path, coarse);
  const at = (x: number, y: number): number =>
    map[
      Math.min(coarse - 1, Math.max(0, Math.floor(y))) * coarse +
        Math.min(coarse - 1, Math.max(0, Math.floor(x)))
    ] ?? 0;
  const own = hexToLinear(colour);
  const rgb = new Float32Array(size * size * 3);
  const alpha = new Float32Array(size * size);
  for (let k = 0; k < size * size; k++) for (let c = 0; c < 3; c++) rgb[k * 3 + c] = own[c as 0] * 1.1;
  // Hairs shade the skin they lie on: a veil below them, too faint to read as paint.
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      alpha[y * size + x] = 0.26 * density * smoothstep(0.1, 1, at((x / size) * coarse, (y / size) * coarse));
    }
  }
  const random = sequence(977);
  for (const { top, bottom, outward } of strips(map, coarse)) {
    const middle = new Float32Array(coarse);
    let first = coarse;
    let last = 0;
    for (let x = 0; x < coarse; x++) {
      let weight = 0;
      for (let y = top; y <= bottom; y++) {
        weight += at(x, y);
        middle[x]! += at(x, y) * y;
      }
      if (weight < 0.15) continue;
      middle[x]! /= weight;
      first = Math.min(first, x);
      last = Math.max(last, x);
    }
    const width = last - first;
    let made = 0;
    for (let tries = 0; tries < HAIRS * 400 && made < HAIRS * (0.35 + 0.65 * density); tries++) {
      const x = first + random() * width;
      const y = top + random() * (bottom - top);
      if (random() > at(x, y) * 1.1 || at(x, y) < 0.09) continue;
      made++;
      const along = outward > 0 ? (x - first) / width : (last - x) / width;
      const ahead = Math.min(last, Math.max(first, Math.round(x + 6 * outward)));
      const behind = Math.min(last, Math.max(first, Math.round(x - 6 * outward)));
      const slope = ((middle[ahead] ?? y) - (middle[behind] ?? y)) / 12;
      // Upright at the nose, lying along the arch from a third on; the lower edge rises, the upper one falls.
      const rise = (1.3 * smoothstep(0.42, 0, along) + 0.34) * (1 - 0.55 * smoothstep(0.55, 1, along));
      const over = ((middle[Math.round(x)] ?? y) - y) / Math.max(4, (bottom - top) * 0.5);
      const angle =
        -Math.atan(slope) + rise - over * 0.55 * smoothstep(0.15, 0.5, along) + (random() - 0.5) * 0.3;
      const length = width * (0.085 + 0.05 * random()) * (0.7 + 0.3 * at(x, y));
      const bend = (0.35 + 0.3 * random()) * smoothstep(0, 0.5, along);
      const tone = 0.95 + 0.75 * random();
      const half = (size / 1024) * (0.62 + 0.3 * random());
      // A brow begins and ends with few hairs, not at an edge.
      const faint = (0.3 + 0.7 * smoothstep(0, 0.2, along)) * (1 - 0.5 * smoothstep(0.7, 1, along));
      const opacity = (0.5 + 0.3 * random()) * faint;
      const steps = Math.ceil((length / coarse) * size * 1.4);
      let [px, py, turn] = [
        x - 0.3 * length * Math.cos(angle) * outward,
        y + 0.3 * length * Math.sin(angle),
        angle,
      ];
      for (let i = 0; i < steps; i++) {
        const t = i / steps;
        turn = angle - bend * t;
        px += (length / steps) * Math.cos(turn) * outward;
        py -= (length / steps) * Math.sin(turn);
        const w = half * (1 - 0.85 * t ** 1.6) * smoothstep(0, 0.08, t + 0.02);
        stamp((px / coarse) * size, (py / coarse) * size, w, tone, opacity);
      }
    }
  }
  function stamp(cx: number, cy: number, w: number, tone: number, opacity: number): void {
    for (let y = Math.floor(cy - w - 1); y <= cy + w + 1; y++) {
      for (let x = Math.floor(cx - w - 1); x <= cx + w + 1; x++) {
        if (x < 0 || y < 0 || x >= size || y >= size) continue;
        const cover = Math.min(1, Math.max(0, w + 0.5 - Math.hypot(x + 0.5 - cx, y + 0.5 - cy))) * opacity;
        const k = y * size + x;
        if (cover <= (alpha[k] ?? 0)) continue;
        alpha[k] = cover;
        for (let c = 0; c < 3; c++) rgb[k * 3 + c] = own[c as 0] * tone;
      }
    }
  }
  return encode(rgb, alpha, size);
}

/** Lashes keep their painted curves; each is drawn thinner and falls off softly. */
export async function paintLashes(path: string, density: number, size: number): Promise<Image> {
  const { rgba } = await loadImage(path, { width: size, height: size });
  const own = hexToLinear('#1a120e');
  const rgb = new Float32Array(size * size * 3);
  const alpha = new Float32Array(size * size);
  for (let k = 0; k < size * size; k++) {
    for (let c = 0; c < 3; c++) rgb[k * 3 + c] = own[c as 0];
    const painted = (rgba[k * 4 + 3] ?? 0) / 255;
    alpha[k] = smoothstep(0.35, 1.02, painted) * (0.45 + 0.55 * density);
  }
  return encode(rgb, alpha, size);
}

function encode(rgb: Float32Array, alpha: Float32Array, size: number): Image {
  const rgba = new Uint8Array(size * size * 4);
  for (let k = 0; k < size * size; k++) {
    for (let c = 0; c < 3; c++) rgba[k * 4 + c] = srgbByte(rgb[k * 3 + c] ?? 0);
    rgba[k * 4 + 3] = Math.round(255 * (alpha[k] ?? 0));
  }
  return { width: size, height: size, rgba };
}
