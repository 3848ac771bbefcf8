/** Where the picture stands against the curves it was drawn from, measured on decoded frames. */
import type { EngineContext } from '../engines/engine.ts';
import { bestLag, correlation } from './acoustic-events.ts';

/** Frames are looked at this small: a mouth in a 720p portrait is then some 8×4 pixels. */
const WIDTH = 160;
const HEIGHT = 90;
const LONGEST_SECONDS = 60;
/** Pixels must follow the lips this well to count as mouth. */
const FOLLOWS = 0.45;
const FEWEST_PIXELS = 6;
const MOST_PIXELS = 60;
const REACH_SECONDS = 0.2;

/**
 * Finds the mouth by itself: the pixels whose brightness follows the lips' opening at some lag within ±0.2 s.
 * Their common signal is then correlated with the opening.
 *
 * @param openingAt Opening of the lips at a film frame according to the curves, any unit.
 * @returns Seconds by which the picture is late, or null when no mouth can be made out.
 */
export async function pictureDelay(
  film: string,
  fps: number,
  openingAt: (frame: number) => number,
  context: EngineContext,
): Promise<number | null> {
  const { stdout } = await context.run(
    'ffmpeg',
    [
      ...[
        '-v',
        'error',
        '-nostdin',
        '-protocol_whitelist',
        'file',
        '-t',
        String(LONGEST_SECONDS),
        '-i',
        film,
      ],
      ...['-map', '0:v:0', '-vf', `fps=${fps}:start_time=0,scale=${WIDTH}:${HEIGHT}:flags=area,format=gray`],
      ...['-f', 'rawvideo', 'pipe:1'],
    ],
    { timeoutSeconds: 300 },
  );
  return delayOfFrames(stdout, WIDTH * HEIGHT, fps, openingAt);
}

/** Pure part: `frames` holds grey frames of `pixels` bytes each. */
export function delayOfFrames(
  frames: Uint8Array,
  pixels: number,
  fps: number,
  openingAt: (frame: number) => number,
): number | null {
  const count = Math.floor(frames.length / pixels);
  const reach = Math.ceil(REACH_SECONDS * fps);
  if (count < 4 * reach) return null;
  const opening = Float32Array.from({ length: count }, (_, frame) => openingAt(frame));
  const series = new Float32Array(count);
  const found: { pixel: number; r: number }[] = [];
  for (let pixel = 0; pixel < pixels; pixel++) {
    let low = 255;
    let high = 0;
    for (let frame = 0; frame < count; frame++) {
      const value = frames[frame * pixels + pixel] as number;
      series[frame] = value;
      low = Math.min(low, value);
      high = Math.max(high, value);
    }
    if (high - low < 10) continue;
    let best = 0;
    for (let lag = -reach; lag <= reach; lag++) {
      const r = correlation(opening, series, lag);
      if (Math.abs(r) > Math.abs(best)) best = r;
    }
    if (Math.abs(best) >= FOLLOWS) found.push({ pixel, r: best });
  }
  if (found.length < FEWEST_PIXELS) return null;
  found.sort((a, b) => Math.abs(b.r) - Math.abs(a.r));
  const mouth = new Float32Array(count);
  for (const { pixel, r } of found.slice(0, MOST_PIXELS)) {
    const sign = Math.sign(r);
    for (let frame = 0; frame < count; frame++) {
      mouth[frame] = (mouth[frame] as number) + sign * (frames[frame * pixels + pixel] as number);
    }
  }
  return bestLag(opening, mouth, reach) / fps;
}
