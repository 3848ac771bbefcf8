/** Where a draft is kept. The studio writes shortly after every change and reads once when it opens. */
import type { Draft } from './draft.ts';

export interface DraftStore {
  /** The draft as last kept; null when there is none or it cannot be read. Must answer at once. */
  read(): Draft | null;
  /** Resolves false when it could not be kept. Later calls supersede earlier ones. */
  write(draft: Draft): boolean | Promise<boolean>;
}
