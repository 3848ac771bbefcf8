/**
 * Undo and redo. Every change of a draft is data, and so is the change that takes it back: a history is JSON, it can be
 * logged, stored and replayed.
 */
import { changeDraft, type Draft, type DraftChange } from './draft.ts';

/** One step of the history: what was done and what undoes it. */
export interface Step {
  readonly done: DraftChange;
  readonly undone: DraftChange;
  /** Milliseconds when it was last added to. */
  readonly at: number;
}

export interface History {
  readonly draft: Draft;
  readonly past: readonly Step[];
  readonly future: readonly Step[];
}

export type HistoryChange =
  | { readonly type: 'change'; readonly change: DraftChange; readonly at: number }
  /** Another draft altogether, with a history of its own. */
  | { readonly type: 'open'; readonly draft: Draft }
  | { readonly type: 'undo' }
  | { readonly type: 'redo' };

/** Older steps are forgotten. */
export const HISTORY_LENGTH = 200;
/** Changes of the same field that follow each other within this become one step. */
const TOGETHER_MS = 1200;

export const startHistory = (draft: Draft): History => ({ draft, past: [], future: [] });

function pick<T extends object>(from: T, keys: Partial<T>): Partial<T> {
  return Object.fromEntries(Object.keys(keys).map((key) => [key, from[key as keyof T]])) as Partial<T>;
}

/** The change that takes `change` back on `draft`. */
export function inverse(draft: Draft, change: DraftChange): DraftChange {
  switch (change.type) {
    case 'title':
      return { type: 'title', title: draft.title };
    case 'avatar':
      return { type: 'avatar', avatarId: draft.avatarId, look: draft.look };
    case 'look':
      return { type: 'look', look: draft.look };
    case 'voice':
      return { type: 'voice', voice: pick(draft.voice, change.voice) };
    case 'scene':
      return { type: 'scene', scene: pick(draft.scenes[0], change.scene) };
    case 'output':
      // All of it: a quality may have taken the size of the picture with it.
      return { type: 'output', output: draft.output };
    case 'replace':
      return { type: 'replace', draft };
  }
}

/** Names the fields a change touches: equal keys may become one step. */
function fields(change: DraftChange): string {
  const keys =
    change.type === 'voice'
      ? change.voice
      : change.type === 'scene'
        ? change.scene
        : change.type === 'output'
          ? change.output
          : {};
  return `${change.type}:${Object.keys(keys).sort().join()}`;
}

/** Without a gesture that could go on. */
function apart(change: DraftChange): DraftChange {
  return change.type === 'look' ? { type: 'look', look: change.look } : change;
}

/** Whether `change` continues the step before it. */
function continues(last: Step, change: DraftChange, at: number): boolean {
  const { done } = last;
  if (change.type === 'look') {
    // However long somebody drags.
    return done.type === 'look' && change.gesture !== undefined && change.gesture === done.gesture;
  }
  return change.type !== 'replace' && fields(done) === fields(change) && at - last.at < TOGETHER_MS;
}

export function changeHistory(history: History, event: HistoryChange): History {
  const { draft, past, future } = history;
  if (event.type === 'open') return startHistory(event.draft);
  if (event.type === 'undo') {
    const step = past.at(-1);
    if (!step) return history;
    return {
      draft: changeDraft(draft, step.undone),
      past: past.slice(0, -1),
      future: [...future, step],
    };
  }
  if (event.type === 'redo') {
    const step = future.at(-1);
    if (!step) return history;
    return {
      draft: changeDraft(draft, step.done),
      // Whatever is typed next is a step of its own.
      past: [...past, { ...step, done: apart(step.done), at: Number.NEGATIVE_INFINITY }],
      future: future.slice(0, -1),
    };
  }
  const { change, at } = event;
  const changed = changeDraft(draft, change);
  if (JSON.stringify(changed) === JSON.stringify(draft)) return history;
  const last = past.at(-1);
  const together = last !== undefined && continues(last, change, at);
  const step: Step = together
    ? { done: change, undone: last.undone, at }
    : { done: change, undone: inverse(draft, change), at };
  return {
    draft: changed,
    past: [...(together ? past.slice(0, -1) : past), step].slice(-HISTORY_LENGTH),
    future: [],
  };
}
