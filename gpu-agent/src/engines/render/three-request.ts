/** What the engine writes for its worker: one JSON file, so that no value ever passes through an argument list. */
import { z } from 'zod';
import { Background, Quality, RenderSettings } from '../../../../supabase/functions/_shared/contract/job.ts';

export const WorkerRequest = z.strictObject({
  look: z.unknown(),
  /** A person in the layout of a bake, to draw instead of the look. */
  model: z.string().nullable(),
  /** Another tool's GLB to draw instead of the look. */
  glb: z.string().nullable(),
  curves: z.strictObject({ header: z.string(), data: z.string() }),
  firstFrame: z.int().min(0),
  frameCount: z.int().positive(),
  fps: z.number().positive(),
  width: z.int().positive(),
  height: z.int().positive(),
  quality: Quality,
  framing: z.enum(['close', 'medium', 'wide']),
  background: Background,
  light: RenderSettings.shape.light,
  /** `MotionPreset` of the person. */
  motion: z.strictObject({
    breaths: z.number().positive(),
    depth: z.number(),
    sway: z.number(),
    shift: z.number(),
    every: z.number().positive(),
    lean: z.number(),
    follow: z.number(),
  }),
  /** Names of the person's own gestures, for framing wide. */
  gestures: z.array(z.string()),
  seed: z.int(),
  video: z.string(),
  /** Null when this range makes no poster. */
  poster: z.string().nullable(),
});
export type WorkerRequest = z.infer<typeof WorkerRequest>;
