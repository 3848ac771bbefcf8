import { queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { z } from 'zod';
import {
  GalleryAnswer,
  RenderAnswer,
  type RenderRequest,
} from '../../../../supabase/functions/_shared/contract/api.ts';
import { Language } from '../../../../supabase/functions/_shared/contract/job.ts';
import { apiFetch } from '../../lib/api-client.ts';
import { errorFromPostgrest } from '../../lib/api-error.ts';
import { keys } from '../../lib/resources.ts';
import { supabase } from '../../lib/supabase.ts';

export const castOptions = queryOptions({
  queryKey: keys.avatars(),
  queryFn: ({ signal }) => apiFetch('/avatars/gallery', GalleryAnswer, { signal, anonymous: true }),
  staleTime: 5 * 60_000,
});

/** Everyone who can be chosen. Shares its cache with the unfiltered gallery. */
export const useCast = () => useQuery(castOptions);

const ReadyVoice = z.object({ id: z.uuid(), name: z.string(), language: Language });
export type ReadyVoice = z.infer<typeof ReadyVoice>;

async function fetchReadyVoices(signal: AbortSignal): Promise<ReadyVoice[]> {
  const { data, error, status } = await (await supabase())
    .from('voice_clones')
    .select('id, name, language, voice_consents!inner()')
    .eq('status', 'ready')
    .is('voice_consents.revoked_at', null)
    .order('name')
    .abortSignal(signal);
  if (error) throw errorFromPostgrest(error, status);
  return z.array(ReadyVoice).parse(data);
}

/** The account's own voices that can speak: learnt, and under a consent that holds. */
export const useReadyVoices = (signedIn: boolean) =>
  useQuery({
    queryKey: [...keys.voices, 'ready'],
    queryFn: ({ signal }) => fetchReadyVoices(signal),
    enabled: signedIn,
  });

export interface RenderOrder {
  readonly request: RenderRequest;
  /** The same key for the same draft: pressing twice, or again after a lost answer, renders once. */
  readonly idempotencyKey: string;
}

export function useStartRender() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ request, idempotencyKey }: RenderOrder) =>
      apiFetch('/avatars/render', RenderAnswer, {
        method: 'POST',
        body: request,
        headers: { 'idempotency-key': idempotencyKey },
      }),
    onSuccess: () => queries.invalidateQueries({ queryKey: keys.allJobs }),
  });
}
