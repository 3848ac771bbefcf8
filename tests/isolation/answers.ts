/** What each actor is answered. */
import type { ActorName } from './cast.ts';

/** `ok`: it is done; `nothing`: answered null, 0, false or []; `denied`: SQLSTATE 42501; else a code of the contract. */
export type Answers = Readonly<Record<ActorName, string>>;

export const answers = (visitor: string, ana: string, bia: string, one: string, two: string): Answers => ({
  visitor,
  ana,
  bia,
  one,
  two,
});
