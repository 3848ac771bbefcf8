/** The account's brand: settings change it, the studio offers it. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { UploadAnswer } from '../../../supabase/functions/_shared/contract/api.ts';
import { type BrandKit, BrandKitAnswer } from '../../../supabase/functions/_shared/contract/preferences.ts';
import { apiFetch } from './api-client.ts';
import { keys } from './resources.ts';

export const useBrandKit = (signedIn: boolean) =>
  useQuery({
    queryKey: keys.brand,
    queryFn: ({ signal }) => apiFetch('/brand', BrandKitAnswer, { signal }),
    enabled: signedIn,
    // The logo's address is signed for an hour.
    staleTime: 30 * 60_000,
  });

export function useSaveBrandKit() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (brand: BrandKit) => apiFetch('/brand', BrandKitAnswer, { method: 'PUT', body: brand }),
    onSuccess: (answer) => queries.setQueryData(keys.brand, answer),
  });
}

/** Stores a picture and answers the path that a brand kit and a render request take. */
export async function uploadLogo(file: File): Promise<string> {
  const form = new FormData();
  form.set('kind', 'logo');
  form.set('file', file);
  return (await apiFetch('/uploads', UploadAnswer, { method: 'POST', body: form })).path;
}
