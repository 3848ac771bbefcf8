import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { z } from 'zod';
import {
  SpeechPreviewAnswer,
  SpeechPreviewPending,
  VoiceAnswer,
} from '../../../../supabase/functions/_shared/contract/api.ts';
import type { Language } from '../../../../supabase/functions/_shared/contract/job.ts';
import {
  type CloneEngine,
  ConsentRevokeAnswer,
  VoiceDeleteAnswer,
  VoiceEnginesAnswer,
  VoiceListAnswer,
  VoiceUsesAnswer,
  VoiceView,
} from '../../../../supabase/functions/_shared/contract/voice.ts';
import { apiFetch } from '../../lib/api-client.ts';
import { keys } from '../../lib/resources.ts';
import type { ConsentDraft } from './consent-draft.ts';

export type Voice = VoiceView;

const POLL_WHILE_TRAINING_MS = 4000;

/** The account's voices with their consents. */
export const useVoices = () =>
  useQuery({
    queryKey: keys.voices,
    queryFn: async ({ signal }) => (await apiFetch('/voice-cloning', VoiceListAnswer, { signal })).voices,
    refetchInterval: ({ state }) =>
      state.data?.some(({ status }) => status === 'training') ? POLL_WHILE_TRAINING_MS : false,
  });

/** What learns voices here, and what it asks of who speaks. */
export const useVoiceEngines = () =>
  useQuery({
    queryKey: keys.voiceEngines,
    queryFn: async ({ signal }) =>
      (await apiFetch('/voice-cloning/engines', VoiceEnginesAnswer, { signal })).engines,
  });

/** What was done with a voice, newest first. */
export const useVoiceUses = ({ voice_id }: Voice) =>
  useQuery({
    queryKey: keys.voiceUses(voice_id),
    queryFn: async ({ signal }) =>
      (await apiFetch(`/voice-cloning/${voice_id}/uses`, VoiceUsesAnswer, { signal })).uses,
    staleTime: 0,
  });

/** What every change of a voice does afterwards: the studio lists them too. */
function useRefresh(): () => Promise<void> {
  const queries = useQueryClient();
  return () => queries.invalidateQueries({ queryKey: keys.voices });
}

function addConsent(body: FormData, consent: ConsentDraft): void {
  body.set('consent_name', consent.name.trim());
  body.set('consent_relation', consent.relation);
  if (consent.relation === 'authorised') body.set('consent_speaker', consent.speaker.trim());
  body.set('consent_statement_version', consent.version);
  body.set('consent_language', consent.language);
  if (consent.spoken) body.set('consent_audio', consent.spoken);
}

export interface NewVoice {
  readonly name: string;
  readonly language: Language;
  readonly file: File;
  readonly engine: CloneEngine;
  readonly consent: ConsentDraft;
}

export function useCreateVoice() {
  const refresh = useRefresh();
  return useMutation({
    mutationFn: ({ name, language, file, engine, consent }: NewVoice) => {
      const body = new FormData();
      body.set('name', name);
      body.set('language', language);
      body.set('audio_file', file);
      body.set('clone_engine', engine);
      addConsent(body, consent);
      return apiFetch('/voice-cloning/create', VoiceAnswer, { method: 'POST', body });
    },
    onSuccess: refresh,
  });
}

export function useGiveConsent() {
  const refresh = useRefresh();
  return useMutation({
    mutationFn: ({ voice, consent }: { readonly voice: Voice; readonly consent: ConsentDraft }) => {
      const body = new FormData();
      addConsent(body, consent);
      return apiFetch(`/voice-cloning/${voice.voice_id}/consent`, VoiceView, { method: 'POST', body });
    },
    onSettled: refresh,
  });
}

export function useRevokeConsent() {
  const refresh = useRefresh();
  return useMutation({
    mutationFn: ({ voice_id }: Voice) =>
      apiFetch(`/voice-cloning/${voice_id}/consent`, ConsentRevokeAnswer, { method: 'DELETE' }),
    onSettled: refresh,
  });
}

export function useRenameVoice() {
  const refresh = useRefresh();
  return useMutation({
    mutationFn: ({ voice, name }: { readonly voice: Voice; readonly name: string }) =>
      apiFetch(`/voice-cloning/${voice.voice_id}`, VoiceView, { method: 'PATCH', body: { name } }),
    onSettled: refresh,
  });
}

export function useDeleteVoice() {
  const refresh = useRefresh();
  return useMutation({
    mutationFn: ({ voice_id }: Voice) =>
      apiFetch(`/voice-cloning/${voice_id}`, VoiceDeleteAnswer, { method: 'DELETE' }),
    onSettled: refresh,
  });
}

const Preview = z.union([SpeechPreviewAnswer, SpeechPreviewPending]);
const LOOK_MS = 1000;
const LOOKS = 60;

/** Asks for a sentence in a voice, and looks again while it is being made; null when it takes more than a minute. */
export function usePreview() {
  return useMutation({
    mutationFn: async ({ voice, text }: { readonly voice: Voice; readonly text: string }) => {
      const body = { text, voice_config: { language: voice.language, clone_id: voice.voice_id } };
      let answer = await apiFetch('/speech/preview', Preview, { method: 'POST', body });
      for (let looks = 0; answer.status !== 'ready' && looks < LOOKS; looks += 1) {
        await new Promise((next) => setTimeout(next, LOOK_MS));
        answer = await apiFetch(`/speech/preview/${answer.preview_id}`, Preview);
      }
      return answer.status === 'ready' ? answer.audio_url : null;
    },
  });
}
