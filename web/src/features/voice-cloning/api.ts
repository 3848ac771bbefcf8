import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { z } from 'zod';
import { VoiceAnswer } from '../../../../supabase/functions/_shared/contract/api.ts';
import { FailureCode } from '../../../../supabase/functions/_shared/contract/errors.ts';
import { Language } from '../../../../supabase/functions/_shared/contract/job.ts';
import { apiFetch } from '../../lib/api-client.ts';
import { errorFromPostgrest } from '../../lib/api-error.ts';
import { keys } from '../../lib/resources.ts';
import { supabase } from '../../lib/supabase.ts';

const Voice = z.object({
  id: z.uuid(),
  name: z.string(),
  language: Language,
  status: VoiceAnswer.shape.status,
  training_progress: z.number(),
  error_code: FailureCode.nullable().catch('internal'),
  audio_sample_url: z.string().nullable(),
  created_at: z.string(),
});
export type Voice = z.infer<typeof Voice>;

const POLL_WHILE_TRAINING_MS = 4000;

async function fetchVoices(signal: AbortSignal): Promise<Voice[]> {
  const { data, error, status } = await (await supabase())
    .from('voice_clones')
    .select('id, name, language, status, training_progress, error_code, audio_sample_url, created_at')
    .order('created_at', { ascending: false })
    .abortSignal(signal);
  if (error) throw errorFromPostgrest(error, status);
  return z.array(Voice).parse(data);
}

/** The account's voices: row level security answers with nobody else's. */
export const useVoices = () =>
  useQuery({
    queryKey: keys.voices,
    queryFn: ({ signal }) => fetchVoices(signal),
    refetchInterval: ({ state }) =>
      state.data?.some(({ status }) => status === 'training') ? POLL_WHILE_TRAINING_MS : false,
  });

export interface NewVoice {
  readonly name: string;
  readonly language: Language;
  readonly file: File;
}

export function useCreateVoice() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ name, language, file }: NewVoice) => {
      const body = new FormData();
      body.set('name', name);
      body.set('language', language);
      body.set('audio_file', file);
      return apiFetch('/voice-cloning/create', VoiceAnswer, { method: 'POST', body });
    },
    onSuccess: () => queries.invalidateQueries({ queryKey: keys.voices }),
  });
}

const SAMPLE = /^\/api\/v2\/files\/voice-samples\/(.+)$/;

/** Deletes the voice and the recording it was learnt from; the recording first, so that none is left unowned. */
async function deleteVoice({ id, audio_sample_url }: Voice): Promise<void> {
  const path = audio_sample_url?.match(SAMPLE)?.[1];
  if (path) {
    const { error } = await (await supabase()).storage.from('voice-samples').remove([path]);
    if (error)
      throw errorFromPostgrest({ message: error.message }, 'status' in error ? Number(error.status) : 0);
  }
  const { error, status } = await (await supabase()).from('voice_clones').delete().eq('id', id);
  if (error) throw errorFromPostgrest(error, status);
}

export function useDeleteVoice() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: deleteVoice,
    onSettled: () => queries.invalidateQueries({ queryKey: keys.voices }),
  });
}
