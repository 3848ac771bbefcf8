/** The guide to a first film as data: where somebody is in it, and what moves them on. */
import { z } from 'zod';

/** What somebody does themselves; after it the film is waited for (`watch`) and seen (`done`). */
export const ACTS = ['person', 'script', 'listen', 'film'] as const;
export type Act = (typeof ACTS)[number];

export const TourState = z.object({
  step: z.enum([...ACTS, 'watch', 'done', 'closed']),
  /** The film of the guide, from the moment it was ordered. */
  jobId: z.uuid().nullable(),
});
export type TourState = z.infer<typeof TourState>;

export type TourEvent =
  | { readonly type: 'start' | 'chosen' | 'heard' | 'next' | 'back' | 'finished' | 'leave' }
  | { readonly type: 'ordered'; readonly jobId: string };

const AFTER: Readonly<Record<Act, TourState['step']>> = {
  person: 'script',
  script: 'listen',
  listen: 'film',
  // Only ordering a film leads on from here.
  film: 'film',
};

export const isAct = (step: string): step is Act => ACTS.some((act) => act === step);

/**
 * The state after an event. What does not belong to the step changes nothing, and the same object comes back: whoever
 * goes their own way is followed, never sent back.
 */
export function advance(state: TourState, event: TourEvent): TourState {
  const { step } = state;
  switch (event.type) {
    case 'start':
      return { step: 'person', jobId: null };
    case 'leave':
      return step === 'closed' ? state : { ...state, step: 'closed' };
    case 'chosen':
      return step === 'person' ? { ...state, step: 'script' } : state;
    case 'heard':
      return step === 'script' || step === 'listen' ? { ...state, step: 'film' } : state;
    case 'next':
      return isAct(step) && step !== 'film' ? { ...state, step: AFTER[step] } : state;
    case 'ordered':
      return isAct(step) ? { step: 'watch', jobId: event.jobId } : state;
    case 'finished':
      return step === 'watch' ? { ...state, step: 'done' } : state;
    case 'back':
      return step === 'watch' ? { step: 'film', jobId: null } : state;
  }
}
