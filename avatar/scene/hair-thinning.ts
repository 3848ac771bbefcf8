/** Which hair a film shows, and which a camera that walks around the person can see: arithmetic on arrays, for a thread of its own. */
import { type HairLayers, hairLayers, paleHair } from './hair-layers.ts';
import type { ModelPart } from './model.ts';
import type { DecodedImage } from './portrait.ts';
import { hairBetween, type Turns, visibleHair } from './visible.ts';

export interface ThinningJob {
  /** At rest, metres. */
  readonly hair: Pick<ModelPart, 'positions' | 'uvs' | 'indices'>;
  /** Of the hair; alpha is its cover. */
  readonly alpha: DecodedImage;
  /** What hides hair. */
  readonly skins: readonly Pick<ModelPart, 'positions' | 'indices'>[];
  /** Metres a pixel spans. */
  readonly cell: number;
}

/** Triangles of the solid pass and of the soft one, while the head is turned by so much towards the camera, radians. */
export interface HairSector {
  readonly from: number;
  readonly to: number;
  readonly solid: Uint32Array;
  readonly soft: Uint32Array;
}

export interface SeenHair {
  /** Side by side from the person's right to the left; the outermost ones serve for what lies beyond. */
  readonly sectors: readonly HairSector[];
}

export type Thinner = (job: ThinningJob) => Promise<SeenHair>;

/** How far the viewer's camera walks around and up, and the head turns besides. Nobody who looks ahead sways on a border. */
const AROUND: Turns = {
  yaws: Array.from({ length: 15 }, (_, k) => (k - 7) * 0.15),
  pitches: [-0.22, 0.22],
};
/** Pixels a cell of the test spans: a fourth of the work, and what falls between is smaller than what films leave out. */
const CELL = 2;

/** For each way to stand a tenth of a groom of strands, after seconds of work. */
export function thinHair({ hair, alpha, skins, cell }: ThinningJob): SeenHair {
  const layers = hairLayers(hair, alpha);
  const seen = hairBetween({ ...hair, ...layers }, alpha, skins, cell * CELL, AROUND);
  const { yaws } = AROUND;
  return {
    sectors: seen.map((passes, k) => ({ from: yaws[2 * k] ?? 0, to: yaws[2 * k + 2] ?? 0, ...passes })),
  };
}

/** What a film can show, with what casts its shadow. Seconds of work for long hair. */
export function hairOfFilm({ hair, alpha, skins, cell }: ThinningJob): HairLayers {
  const layers = hairLayers(hair, alpha);
  const seen = visibleHair({ ...hair, ...layers }, alpha, skins, cell, { pale: paleHair(alpha.rgba) });
  return { ...seen, caster: layers.caster };
}
