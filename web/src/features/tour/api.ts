import { useQuery } from '@tanstack/react-query';
import { JobView } from '../../../../supabase/functions/_shared/contract/api.ts';
import { apiFetch } from '../../lib/api-client.ts';
import { keys } from '../../lib/resources.ts';

const POLL_MS = 2000;

const ended = ({ status }: JobView): boolean => status !== 'queued' && status !== 'processing';

/** The guide's film, on whatever page somebody waits for it. */
export const useGuidedFilm = (jobId: string) =>
  useQuery({
    queryKey: [...keys.job(jobId), 'guide'],
    queryFn: ({ signal }) => apiFetch(`/avatars/render/status/${jobId}`, JobView, { signal }),
    refetchInterval: ({ state }) => (state.data && ended(state.data) ? false : POLL_MS),
  });
