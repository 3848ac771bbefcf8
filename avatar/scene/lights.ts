/**
 * Light apart from the set: the set keeps its backdrop and its exposure, the person is lit by another rig. Judged on
 * stills of fair and of dark skin in front of every set. `lit` is the one place where films, stills and the studio's
 * viewer get their light from.
 */
import type { RenderSettings } from '../../supabase/functions/_shared/contract/job.ts';
import type { Lighting } from './light.ts';
import type { StageSet } from './sets.ts';

export type Light = NonNullable<RenderSettings['light']>;

type Rig = Omit<Lighting, 'exposure'>;

const RIGS: Readonly<Record<Exclude<Light, 'set'>, Rig>> = {
  /** One large source near the camera, its reflection from below: shadows hardly show. */
  soft: {
    key: { from: [-0.32, 0.42, 0.88], colour: [1.36, 1.3, 1.23] },
    fill: { from: [0.6, 0.06, 0.8], colour: [0.72, 0.72, 0.73] },
    rims: [
      { from: [0.8, 0.45, -0.75], colour: [0.62, 0.62, 0.64] },
      { from: [-0.85, 0.5, -0.7], colour: [0.4, 0.42, 0.47] },
    ],
    sky: [0.46, 0.47, 0.49],
    ground: [0.24, 0.22, 0.205],
  },
  /** Key, fill at a third of it and a clear rim, neutral white: a television studio. */
  'three-point': {
    key: { from: [-0.7, 0.5, 0.72], colour: [2.0, 1.95, 1.88] },
    fill: { from: [0.8, 0.14, 0.72], colour: [0.62, 0.63, 0.66] },
    rims: [
      { from: [0.72, 0.6, -0.72], colour: [2.3, 2.3, 2.3] },
      { from: [-0.78, 0.58, -0.7], colour: [1.7, 1.72, 1.78] },
    ],
    sky: [0.3, 0.31, 0.33],
    ground: [0.12, 0.112, 0.105],
  },
  /** A warm key from high on one side and next to no fill: the far half of the face falls into shade. */
  dramatic: {
    key: { from: [-0.92, 0.5, 0.44], colour: [2.5, 2.2, 1.86] },
    fill: { from: [0.85, 0.1, 0.6], colour: [0.12, 0.14, 0.19] },
    rims: [
      { from: [0.84, 0.4, -0.62], colour: [1.5, 1.68, 2.05] },
      { from: [-0.85, 0.5, -0.7], colour: [0.3, 0.33, 0.4] },
    ],
    sky: [0.13, 0.145, 0.18],
    ground: [0.05, 0.045, 0.045],
  },
  /** A window: cool and broad from the side, the room warm on the other. */
  daylight: {
    key: { from: [-0.78, 0.34, 0.66], colour: [1.72, 1.86, 2.02] },
    fill: { from: [0.85, 0.05, 0.7], colour: [0.5, 0.44, 0.37] },
    rims: [
      { from: [0.8, 0.5, -0.72], colour: [0.9, 0.84, 0.74] },
      { from: [-0.9, 0.42, -0.5], colour: [1.05, 1.15, 1.3] },
    ],
    sky: [0.36, 0.4, 0.45],
    ground: [0.15, 0.13, 0.11],
  },
};

/** The set with the person lit as asked; left out or `set`, as the set does. */
export function lit(set: StageSet, light: Light = 'set'): StageSet {
  if (light === 'set') return set;
  return { ...set, lighting: { ...RIGS[light], exposure: set.lighting.exposure } };
}
