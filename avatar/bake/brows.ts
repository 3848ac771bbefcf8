/** Brows hair by hair on the base's strips, lashes thinned: both keep the shape the base painted at 512 pixels. */
import type { AvatarLook } from '../../supabase/functions/_shared/contract/look.ts';
import { hexToLinear, type Image, loadImage, srgbByte } from './image.ts';
import { clamp01, smoothstep } from './morph.ts';
import { sequence } from './scalp.ts';

/** Hairs of a brow of `COMMON` at full density; a full adult brow has 450 to 600, a broad one more. */
const HAIRS = 580;
/** Area of a brow of common breadth, shares of the texture: broad ones get as many hairs a square millimetre. */
const COMMON = 0.0135;
/** Fewest and most of them, of `HAIRS`. */
const BREADTH = [0.85, 2.2] as const;

/** How dense the veil below the hairs is where a brow is densest. */
const VEIL = 0.26;

/** Share of somebody's brow hairs that are white: brows named in a grey, on those old enough to grey. */
export function greyingOf({ brows, macro }: Pick<AvatarLook, 'brows' | 'macro'>): number {
  const channels = [1, 3, 5].map((at) => Number.parseInt(brows.colour.slice(at, at + 2), 16));
  const [most, least] = [Math.max(1, ...channels), Math.min(...channels)];
  return smoothstep(40, 70, macro.age) * clamp01(1 - (most - least) / most / 0.35);
}

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
  return blurred(
    Float32Array.from({ length: size * size }, (_, k) => (rgba[k * 4 + 3] ?? 0) / 255),
    size,
    3,
  );
}

/** Box-blurred so many times over five pixels, and scaled so that the most is 1. */
function blurred(values: Float32Array, size: number, rounds: number): Float32Array {
  let current = values;
  for (let round = 0; round < rounds; round++) {
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

/**
 * `density` 0 to 1 thins the hairs out; `size` pixels a side. `greying` is the share of hairs that have lost their colour: the
 * others are as dark as they ever were, so an old brow is salt and pepper and not one grey smear on the skin.
 */
export async function paintBrows(
  path: string,
  { colour, density }: AvatarLook['brows'],
  greying: number,
  size: number,
): Promise<Image> {
  const coarse = 256;
  const map = await densityOf(path, coarse);
  const within = (value: number): number => Math.min(coarse - 1, Math.max(0, Math.floor(value)));
  const at = (x: number, y: number): number => map[within(y) * coarse + within(x)] ?? 0;
  const veil = blurred(map, coarse, 2);
  const soft = (x: number, y: number): number => {
    const [left, top] = [Math.floor(x - 0.5), Math.floor(y - 0.5)];
    const [fx, fy] = [x - 0.5 - left, y - 0.5 - top];
    const of = (column: number, row: number): number => veil[within(row) * coarse + within(column)] ?? 0;
    return (
      (of(left, top) * (1 - fx) + of(left + 1, top) * fx) * (1 - fy) +
      (of(left, top + 1) * (1 - fx) + of(left + 1, top + 1) * fx) * fy
    );
  };
  const named = hexToLinear(colour);
  // A grey brow is named by its mean: what greys is white, what does not is dark.
  const own = named.map((value) => value * (1 - 0.72 * greying));
  const white = named.map((value) => Math.min(0.5, 1.45 * value + 0.06));
  const rgb = new Float32Array(size * size * 3);
  const alpha = new Float32Array(size * size);
  for (let k = 0; k < size * size; k++) for (let c = 0; c < 3; c++) rgb[k * 3 + c] = own[c as 0]! * 0.8;
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
    /** From the nose to the temple, 0 to 1. */
    const shareOf = (x: number): number => clamp01((outward > 0 ? x - first : last - x) / width);
    // A brow begins and ends with few hairs, not at an edge.
    const fewAt = (along: number): number =>
      (0.16 + 0.84 * smoothstep(0, 0.26, along)) * (1 - 0.75 * smoothstep(0.72, 1, along));
    // Hairs shade the skin they lie on, and those too fine to draw lie between them: a veil, soft to all sides.
    for (let y = Math.floor(((top - 6) / coarse) * size); y < ((bottom + 7) / coarse) * size; y++) {
      for (let x = 0; x < size; x++) {
        const [mx, my] = [(x / size) * coarse, (y / size) * coarse];
        const k = Math.min(size - 1, Math.max(0, y)) * size + x;
        const shade = VEIL * density * smoothstep(0.16, 0.95, soft(mx, my)) * fewAt(shareOf(mx));
        alpha[k] = Math.max(alpha[k] ?? 0, shade);
      }
    }
    let area = 0;
    for (let k = top * coarse; k < (bottom + 1) * coarse; k++) area += map[k]! / coarse ** 2;
    const broad = Math.min(BREADTH[1], Math.max(BREADTH[0], area / COMMON));
    const wanted = HAIRS * broad * (0.35 + 0.65 * density);
    let made = 0;
    for (let tries = 0; tries < HAIRS * 800 && made < wanted; tries++) {
      const x = first + random() * width;
      const y = top + random() * (bottom - top);
      const along = shareOf(x);
      const few = fewAt(along);
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
      const grey = random() < greying;
      const tone = 0.65 + 0.7 * random();
      const half = (size / 1024) * (0.58 + 0.32 * random());
      const faint = (0.45 + 0.55 * smoothstep(0, 0.2, along)) * (1 - 0.45 * smoothstep(0.7, 1, along));
      const opacity = (0.5 + 0.38 * random()) * faint;
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
        stamp((px / coarse) * size, (py / coarse) * size, w, grey ? white : own, tone, opacity);
      }
    }
  }
  function stamp(
    cx: number,
    cy: number,
    w: number,
    hair: readonly number[],
    tone: number,
    opacity: number,
  ): void {
    for (let y = Math.floor(cy - w - 1); y <= cy + w + 1; y++) {
      for (let x = Math.floor(cx - w - 1); x <= cx + w + 1; x++) {
        if (x < 0 || y < 0 || x >= size || y >= size) continue;
        const cover = Math.min(1, Math.max(0, w + 0.5 - Math.hypot(x + 0.5 - cx, y + 0.5 - cy))) * opacity;
        const k = y * size + x;
        if (cover <= (alpha[k] ?? 0)) continue;
        alpha[k] = cover;
        for (let c = 0; c < 3; c++) rgb[k * 3 + c] = hair[c]! * tone;
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
