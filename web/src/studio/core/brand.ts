/** An account's brand in a draft. */
import type { BrandKit } from '../../../../supabase/functions/_shared/contract/preferences.ts';
import { changeBackground } from './backgrounds.ts';
import { changeDraft, type Draft } from './draft.ts';

/** A kit that says nothing a film could show. */
export const isBlankBrand = ({ logo_path, background }: BrandKit): boolean =>
  logo_path === null && background === null;

/** The draft with the brand's logo and background; what the brand does not say stays as it is. */
export function withBrand(draft: Draft, { logo_path, background }: BrandKit): Draft {
  const placed = background ? changeBackground(draft, background).reduce(changeDraft, draft) : draft;
  return logo_path ? changeDraft(placed, { type: 'output', output: { logo: { path: logo_path } } }) : placed;
}
