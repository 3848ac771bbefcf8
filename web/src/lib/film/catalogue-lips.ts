import { useQuery } from '@tanstack/react-query';
import { z } from 'zod';
import type { JobView } from '../../../../supabase/functions/_shared/contract/api.ts';
import {
  CatalogueLipSync,
  type LipSync,
} from '../../../../supabase/functions/_shared/contract/film-report.ts';
import { supabase } from '../supabase.ts';

const Row = z.object({ voice_sync: z.object({ measured: CatalogueLipSync.nullable().catch(null) }) });

async function fetchMeasured(avatarId: string): Promise<CatalogueLipSync | null> {
  const { data } = await (await supabase())
    .from('avatars_3d')
    .select('voice_sync')
    .eq('id', avatarId)
    .maybeSingle()
    .throwOnError();
  return Row.safeParse(data).data?.voice_sync.measured ?? null;
}

/**
 * What the catalogue's measurement says of the film's person in the film's language; null where nobody measured, as of
 * people's own avatars, and while it is on its way: the film's figures do not wait for it.
 */
export function useCatalogueLips({ avatar_id, language }: JobView): LipSync | null {
  const { data } = useQuery({
    queryKey: ['catalogue-lips', avatar_id],
    queryFn: () => fetchMeasured(avatar_id),
    staleTime: Number.POSITIVE_INFINITY,
  });
  if (!data) return null;
  return (language ? data.languages[language] : undefined) ?? data;
}
