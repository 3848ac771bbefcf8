/** The one draft of this device, and where it belongs in the account. */
import { readStored, removeStored, writeStored } from './stored.ts';

const DRAFT = 'semblante.draft';
const PLACE = 'semblante.draft.place';

export const readDraftText = (): string | null => readStored(DRAFT);
export const writeDraftText = (text: string): boolean => writeStored(DRAFT, text);
export const readPlaceText = (): string | null => readStored(PLACE);
export const writePlaceText = (text: string): boolean => writeStored(PLACE, text);

/** Another draft: what was here before stays in the account alone. */
export function replaceDraft(text: string): boolean {
  removeStored(PLACE);
  return writeStored(DRAFT, text);
}
