import { readStored, writeStored } from '../../lib/stored.ts';
import { parseDraft } from '../../studio/core/draft.ts';
import type { DraftStore } from '../../studio/core/draft-store.ts';

const KEY = 'semblante.draft';

/** The one draft of this device. */
export const deviceDrafts: DraftStore = {
  read: () => parseDraft(readStored(KEY)),
  write: (draft) => writeStored(KEY, JSON.stringify(draft)),
};
