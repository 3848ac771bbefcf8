/** An account's brand in a draft. */
import type { BrandKit } from '../../../../supabase/functions/_shared/contract/preferences.ts';
import { changeBackground } from './backgrounds.ts';
import { changeDraft, type Draft } from './draft.ts';

/** A kit that says nothing a film could show. */
export const isBlankBrand = ({ logo_path, background, font }: BrandKit): boolean =>
  logo_path === null && background === null && font === 'sans';

/** The draft with the brand's logo, background and font of captions; what the brand does not say stays as it is. */
export function withBrand(draft: Draft, { logo_path, background, font }: BrandKit): Draft {
  const placed = background ? changeBackground(draft, background).reduce(changeDraft, draft) : draft;
  const output = { captionFont: font, ...(logo_path ? { logo: { path: logo_path } } : {}) };
  return changeDraft(placed, { type: 'output', output });
}
