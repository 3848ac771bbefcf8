/** Brows hair by hair on the base's strips, lashes thinned: both keep the shape the base painted at 512 pixels. */
import { hexToLinear, type Image, loadImage, srgbByte } from './image.ts';
import { smoothstep } from './morph.ts';
import { sequence } from './scalp.ts';

/** Hairs of one brow at full density; a full adult brow has 450 to 600. */
const HAIRS = 560;

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
      alpha[y * size + x] =
        0.17 * density * smoothstep(0.15, 1, at((x / size) * coarse, (y / size) * coarse));
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
      const along = outward > 0 ? (x - first) / width : (last - x) / width;
      // A brow begins and ends with few hairs, not at an edge, and thins out above and below.
      const few = (0.25 + 0.75 * smoothstep(0, 0.22, along)) * (1 - 0.75 * smoothstep(0.72, 1, along));
      const edge = 1.25 + 1.3 * smoothstep(0.3, 0, along);
      if (random() > at(x, y) ** edge * 1.15 * few || at(x, y) < 0.09) continue;
      made++;
      const ahead = Math.min(last, Math.max(first, Math.round(x + 6 * outward)));
      const behind = Math.min(last, Math.max(first, Math.round(x - 6 * outward)));
      const slope = ((middle[ahead] ?? y) - (middle[behind] ?? y)) / 12;
      // Upright at the nose, lying along the arch from a third on; the lower edge rises, the upper one falls.
      const rise = (1.0 * smoothstep(0.42, 0, along) + 0.36) * (1 - 0.55 * smoothstep(0.55, 1, along));
      const over = ((middle[Math.round(x)] ?? y) - y) / Math.max(4, (bottom - top) * 0.5);
      const angle =
        -Math.atan(slope) +
        rise -
        over * 0.55 * smoothstep(0.15, 0.5, along) +
        (random() - 0.5) * (0.3 + 0.35 * smoothstep(0.3, 0, along));
      const length = width * (0.06 + 0.07 * random()) * (0.6 + 0.4 * at(x, y));
      const bend = (0.35 + 0.3 * random()) * smoothstep(0, 0.5, along);
      const tone = 0.7 + 0.7 * random();
      const half = (size / 1024) * (0.55 + 0.3 * random());
      const faint = (0.45 + 0.55 * smoothstep(0, 0.2, along)) * (1 - 0.45 * smoothstep(0.7, 1, along));
      const opacity = (0.56 + 0.38 * random()) * faint;
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

/** How far lashes of the upper and the lower lid reach from their roots, and those at the outer corner; sides of the image. */
const LASH = { upper: [0.1, 0.17], lower: [0.035, 0.085], corner: [0.075, 0.14] } as const;
/** Share of a row of roots, from the outer corner, that fans out. */
const FAN = 0.16;

interface Roots {
  /** Pixels of the coarse map, nose first. */
  readonly points: readonly (readonly [number, number])[];
  readonly upper: boolean;
}

/** The four strips of lashes as painted, upper ones first, and where their hairs spring from. `labels` tells them apart. */
function lashRoots(map: Float32Array, size: number): { labels: Int8Array; roots: Roots[] } {
  const labels = new Int8Array(size * size).fill(-1);
  const found: { label: number; pixels: number[]; top: number }[] = [];
  for (let start = 0; start < labels.length; start++) {
    if ((labels[start] ?? 0) >= 0 || (map[start] ?? 0) < 0.04 || found.length > 100) continue;
    const label = found.length;
    const pixels = [start];
    labels[start] = label;
    for (let k = 0; k < pixels.length; k++) {
      const at = pixels[k] as number;
      for (const next of [at - 1, at + 1, at - size, at + size]) {
        if ((labels[next] ?? 0) >= 0 || (map[next] ?? 0) < 0.04) continue;
        labels[next] = label;
        pixels.push(next);
      }
    }
    found.push({ label, pixels, top: Math.floor(start / size) });
  }
  const strips = found
    .sort((a, b) => b.pixels.length - a.pixels.length)
    .slice(0, 4)
    .sort((a, b) => a.top - b.top);
  const order = new Map(strips.map(({ label }, i) => [label, i]));
  for (const [k, label] of labels.entries()) labels[k] = order.get(label) ?? -1;
  const roots = strips.map(({ pixels }, i): Roots => {
    const upper = i < 2;
    const columns = new Map<number, number>();
    for (const k of pixels) {
      if ((map[k] ?? 0) < 0.12) continue;
      const [x, y] = [k % size, Math.floor(k / size)];
      const known = columns.get(x);
      columns.set(x, known === undefined ? y : upper ? Math.max(known, y) : Math.min(known, y));
    }
    const all = [...columns].sort((a, b) => a[0] - b[0]);
    // Beyond the corner of the eye there are tips only.
    const far = all.reduce((m, p, j) => ((upper ? p[1] > all[m]![1] : p[1] < all[m]![1]) ? j : m), 0);
    return { points: all.slice(0, far + 1), upper };
  });
  return { labels, roots };
}

/**
 * Lashes keep their painted curves; each is drawn thinner and falls off softly towards its tip. As painted, those of the
 * lower lid are as long as the upper ones and those at the corner end on the temple: both are cut to a length people have.
 */
export async function paintLashes(path: string, density: number, size: number): Promise<Image> {
  const { rgba } = await loadImage(path, { width: size, height: size });
  const own = hexToLinear('#1a120e');
  const rgb = new Float32Array(size * size * 3);
  const alpha = new Float32Array(size * size);
  const coarse = 256;
  const { labels, roots } = lashRoots(await densityOf(path, coarse), coarse);
  for (let k = 0; k < size * size; k++) {
    for (let c = 0; c < 3; c++) rgb[k * 3 + c] = own[c as 0];
    const painted = (rgba[k * 4 + 3] ?? 0) / 255;
    if (painted < 0.35) continue;
    const [x, y] = [((k % size) / size) * coarse, (Math.floor(k / size) / size) * coarse];
    const strip = roots[labels[Math.floor(y) * coarse + Math.floor(x)] ?? -1];
    if (!strip) continue;
    let [nearest, least] = [0, Number.POSITIVE_INFINITY];
    for (const [i, [px, py]] of strip.points.entries()) {
      const d = (px - x) ** 2 + (py - y) ** 2;
      if (d < least) [nearest, least] = [i, d];
    }
    const fan = smoothstep(1 - FAN, 1, nearest / strip.points.length);
    const [from, to] = (strip.upper ? LASH.upper : LASH.lower).map(
      (own, i) => own * (1 - fan) + Math.min(own, LASH.corner[i as 0]) * fan,
    ) as [number, number];
    const tip = smoothstep(to, from, Math.sqrt(least) / coarse);
    const strength = (strip.upper ? 1 : 0.72) * (1 - 0.35 * fan);
    alpha[k] = smoothstep(0.35, 1.02, painted) * (0.45 + 0.55 * density) * tip * strength;
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
