/** What each quality draws. Films of all tiers share geometry and motion; only the cost per pixel differs. */
import type { Quality } from '../../supabase/functions/_shared/contract/job.ts';

export interface Tier {
  /** Multisampling of the target: 1 or 4. */
  readonly samples: 1 | 4;
  /** Smooths edges in a second pass instead. */
  readonly antialias: boolean;
  /** Linear supersampling factor on top. */
  readonly supersample: number;
  readonly shadowSize: number;
  /** Longest side of any texture. */
  readonly textureSize: number;
  /** Radius of the disc an out-of-focus point of the set becomes, in picture heights; 0 leaves the set as painted. */
  readonly bokeh: number;
  /** Whether the lens blurs the person too, behind the face. */
  readonly depthOfField: boolean;
}

export const TIERS: Readonly<Record<Quality, Tier>> = {
  draft: {
    samples: 1,
    antialias: false,
    supersample: 1,
    shadowSize: 0,
    textureSize: 512,
    bokeh: 0,
    depthOfField: false,
  },
  standard: {
    samples: 1,
    antialias: true,
    supersample: 1,
    shadowSize: 1024,
    textureSize: 2048,
    bokeh: 0,
    depthOfField: false,
  },
  premium: {
    samples: 4,
    antialias: false,
    supersample: 1.25,
    shadowSize: 1536,
    textureSize: 2048,
    bokeh: 0.01,
    depthOfField: false,
  },
  cinematic: {
    samples: 4,
    antialias: false,
    supersample: 1.5,
    shadowSize: 2048,
    textureSize: 4096,
    bokeh: 0.016,
    depthOfField: true,
  },
  hyperreal: {
    samples: 4,
    antialias: false,
    supersample: 2,
    shadowSize: 4096,
    textureSize: 4096,
    bokeh: 0.022,
    depthOfField: true,
  },
};
