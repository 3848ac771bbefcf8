import { readDraftText, readPlaceText, writeDraftText, writePlaceText } from '../../lib/device-draft.ts';
import { type Draft, parseDraft } from '../../studio/core/draft.ts';
import { DraftPlace, newPlace } from '../../studio/core/draft-place.ts';
import type { DraftStore } from '../../studio/core/draft-store.ts';

/** The one draft of this device. */
export const deviceDrafts: DraftStore = {
  read: () => parseDraft(readDraftText()),
  write: (draft: Draft) => writeDraftText(JSON.stringify(draft)),
};

/** Where it belongs; a draft that has no place yet has been changed by somebody, or it would not be here. */
export function readPlace(): DraftPlace {
  try {
    const known = DraftPlace.safeParse(JSON.parse(readPlaceText() ?? 'null'));
    if (known.success) return known.data;
  } catch {
    // Damaged by something else: the draft is a new one.
  }
  const now = Date.now();
  return { ...newPlace(null, now), dirty: readDraftText() !== null };
}

export const writePlace = (place: DraftPlace): boolean => writePlaceText(JSON.stringify(place));
