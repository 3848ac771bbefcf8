/** The gallery's filters live in the address: a link to a selection is the selection. */
import type { z } from 'zod';
import {
  AvatarAge,
  AvatarCategory,
  AvatarEthnicity,
  AvatarGender,
  AvatarQuality,
  type GalleryQuery,
} from '../../../../supabase/functions/_shared/contract/api.ts';

export const FILTERS = {
  category: AvatarCategory,
  gender: AvatarGender,
  quality: AvatarQuality,
  ethnicity: AvatarEthnicity,
  age: AvatarAge,
} as const;

export type FilterName = keyof typeof FILTERS;
export type Filters = z.infer<typeof GalleryQuery>;
export const FILTER_NAMES = Object.keys(FILTERS) as FilterName[];

/** Values that the catalogue does not know are left out, so an old link still shows something. */
export function filtersOf(search: URLSearchParams): Filters {
  const found: Record<string, string> = {};
  for (const name of FILTER_NAMES) {
    const value = FILTERS[name].safeParse(search.get(name));
    if (value.success) found[name] = value.data;
  }
  return found as Filters;
}

/** A copy of the address with one parameter set, or removed when the value is empty. */
export function withParam(search: URLSearchParams, name: string, value: string): URLSearchParams {
  const next = new URLSearchParams(search);
  if (value === '') next.delete(name);
  else next.set(name, value);
  return next;
}
