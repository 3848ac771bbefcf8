/**
 * Defaults of new drafts live on the device, so that the studio starts without waiting, and in the account, so that
 * every device has the same: what the account holds wins when somebody signs in, each change is written to both.
 */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import {
  type UserDefaults,
  UserDefaultsAnswer,
} from '../../../supabase/functions/_shared/contract/preferences.ts';
import { captionChoiceOf, fromCaptionSettings, toCaptionSettings } from '../studio/core/caption-choice.ts';
import { DraftDefaults } from '../studio/core/draft.ts';
import { apiFetch } from './api-client.ts';
import { readDefaults, writeDefaults } from './preferences.ts';
import { keys } from './resources.ts';

/** What the account stores of a device's defaults. */
export function toUserDefaults(defaults: DraftDefaults, kept: UserDefaults | null): UserDefaults {
  const { language, quality, resolution, captions, framing, fps, rate, pitch } = defaults;
  const { mood, moodIntensity, light, loudness } = defaults;
  const { caption_backing: _, ...others } = kept?.render_settings ?? {};
  return {
    voice_config: { ...kept?.voice_config, language, rate, pitch },
    render_settings: {
      ...others,
      ...{ quality, resolution, captions, framing, fps, mood, light, loudness },
      mood_intensity: moodIntensity,
      ...toCaptionSettings(defaults),
    },
    interface: kept?.interface ?? {},
  };
}

/** The device's defaults with what the account holds in their place; what the studio does not know is left out. */
export function fromUserDefaults(stored: UserDefaults, device: DraftDefaults): DraftDefaults {
  const { mood_intensity: moodIntensity, ...picture } = stored.render_settings;
  const { language, rate, pitch } = stored.voice_config;
  // Accounts of before say nothing of captions' looks.
  const captions = captionChoiceOf(picture.caption_size ? fromCaptionSettings(picture) : device);
  const given = { language, rate, pitch, ...picture, moodIntensity, ...captions };
  const known = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
  return DraftDefaults.parse({ ...device, ...known });
}

export const useAccountDefaults = (signedIn: boolean) =>
  useQuery({
    queryKey: keys.defaults,
    queryFn: async ({ signal }) => (await apiFetch('/defaults', UserDefaultsAnswer, { signal })).defaults,
    enabled: signedIn,
    staleTime: 5 * 60_000,
  });

export function useSaveDefaults() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (defaults: UserDefaults) =>
      apiFetch('/defaults', UserDefaultsAnswer, { method: 'PUT', body: defaults }),
    onMutate: (defaults) => queries.setQueryData(keys.defaults, defaults),
    // The last change is the one that counts: an earlier answer never comes after it.
    scope: { id: 'defaults' },
    onError: () => queries.invalidateQueries({ queryKey: keys.defaults }),
  });
}

/** Brings what the account holds to this device. */
export function useDefaultsOnDevice(signedIn: boolean, interfaceLanguage: string): void {
  const { data } = useAccountDefaults(signedIn);
  useEffect(() => {
    if (!data) return;
    writeDefaults(fromUserDefaults(data, readDefaults(interfaceLanguage)));
  }, [data, interfaceLanguage]);
}
