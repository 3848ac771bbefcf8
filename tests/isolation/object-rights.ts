/** Who may do what with the objects of Storage, as data. */
import type { ActorName, FILES } from './cast.ts';

export interface ObjectRights {
  /** Downloads, describes, lists and signs it. */
  readonly read: readonly ActorName[];
  /** Stores another object in its folder. */
  readonly add: readonly ActorName[];
  /** Overwrites it, by update or upsert. */
  readonly replace: readonly ActorName[];
  readonly remove: readonly ActorName[];
}

const CLOSED: ObjectRights = { read: [], add: [], replace: [], remove: [] };

/** Objects of `World.objects`. What nobody is named for, nobody can do. */
export const OBJECTS: Readonly<Record<keyof typeof FILES, ObjectRights>> = {
  portrait: {
    ...CLOSED,
    read: ['visitor', 'ana', 'bia', 'one', 'two'],
    add: ['one', 'two'],
    replace: ['one', 'two'],
  },
  /** Speech of the job that `one` composes: it reads what was accepted, and so does nobody else, its maker included. */
  accepted: { ...CLOSED, read: ['one'] },
  /** The first frame of that job: its owner may watch it being drawn. */
  frame: { ...CLOSED, read: ['ana', 'one'] },
  /** Left under a lease that ran out, in the same stage: nobody works from it. */
  abandoned: CLOSED,
  /** Speech of a job that has ended. */
  ended: CLOSED,
  biasSpeech: { ...CLOSED, read: ['two'], add: ['two'], replace: ['two'] },
  /** Of a cancelled job; `one` has claimed its removal. */
  doomed: { ...CLOSED, read: ['one'], remove: ['one'] },
  film: { ...CLOSED, read: ['ana'] },
  /** Written by `one` under the lease it lost on the same film. */
  stale: CLOSED,
  /** A film under a live lease is its writer's alone until it is accepted. */
  unaccepted: { ...CLOSED, read: ['one'], add: ['one'], replace: ['one'] },
  recording: { ...CLOSED, read: ['ana', 'one'], add: ['ana'], remove: ['ana'] },
  /** Evidence: its owner hears it, no agent does, and it goes with its voice alone. */
  consent: { ...CLOSED, read: ['ana'], add: ['ana'] },
  /** Named by the job that `one` composes. */
  logo: { read: ['ana', 'one'], add: ['ana'], replace: ['ana'], remove: ['ana'] },
  heard: { ...CLOSED, read: ['ana'] },
  /** Under a live lease: its writer's, and already its owner's, since nobody else was ever to hear it. */
  unheard: { ...CLOSED, read: ['ana', 'one'], add: ['one'] },
  /** A file of ana's that `one` has leased to judge; it is not changed under the agent's hands. */
  face: { ...CLOSED, read: ['ana', 'one'], remove: ['ana'] },
  /** What `one` makes of it under that lease: films are drawn from it, so nobody but an agent writes it. */
  sculpted: { ...CLOSED, read: ['ana', 'one'], add: ['one'] },
  snapshot: { ...CLOSED, read: ['ana'], replace: ['ana'], remove: ['ana'] },
  notes: { read: ['ana'], add: ['ana'], replace: ['ana'], remove: ['ana'] },
};
