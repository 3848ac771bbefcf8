import { queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import {
  CancelAnswer,
  HealthAnswer,
  JobListAnswer,
  JobView,
  RenderAnswer,
} from '../../../../supabase/functions/_shared/contract/api.ts';
import type { JobStatus } from '../../../../supabase/functions/_shared/contract/job.ts';
import { apiFetch } from '../../lib/api-client.ts';
import { keys } from '../../lib/resources.ts';
import { isEnded, type LiveJob, mergeRow } from './live-job.ts';

/** Without Realtime the page asks; with it, now and then, in case a broadcast was lost. */
const POLL_MS = 3000;
const SAFETY_POLL_MS = 20_000;

const fetchJobs = (query: { status?: JobStatus; limit: number }, signal: AbortSignal) =>
  apiFetch('/avatars/render', JobListAnswer, { query, signal });

async function fetchActive(signal: AbortSignal): Promise<JobView[]> {
  const [processing, queued] = await Promise.all([
    fetchJobs({ status: 'processing', limit: 50 }, signal),
    fetchJobs({ status: 'queued', limit: 50 }, signal),
  ]);
  // A job that started between the two answers is in both.
  const seen = new Map([...queued.jobs, ...processing.jobs].map((job) => [job.job_id, job]));
  return [...seen.values()].sort((a, b) => b.created_at.localeCompare(a.created_at));
}

export const useActiveJobs = () =>
  useQuery({
    queryKey: keys.jobs('active'),
    queryFn: ({ signal }) => fetchActive(signal),
    refetchInterval: POLL_MS * 3,
  });

/** The last jobs that ended, of any outcome. */
export const useRecentJobs = () =>
  useQuery({
    queryKey: keys.jobs('recent'),
    queryFn: async ({ signal }) => {
      const { jobs } = await fetchJobs({ limit: 20 }, signal);
      return jobs.filter(({ status }) => isEnded(status)).slice(0, 8);
    },
  });

export const useJob = (jobId: string, connected: boolean) => {
  const queries = useQueryClient();
  return useQuery({
    ...jobOptions(jobId),
    queryFn: async ({ signal }) => {
      const requestedAt = performance.now();
      const view = await apiFetch(`/avatars/render/status/${encodeURIComponent(jobId)}`, JobView, { signal });
      return mergeRow(queries.getQueryData<LiveJob>(keys.job(jobId)), view, requestedAt);
    },
    refetchInterval: ({ state }) => {
      if (state.data && isEnded(state.data.view.status)) return false;
      return connected ? SAFETY_POLL_MS : POLL_MS;
    },
    // An ended job does not change; fetching it again would only sign new addresses.
    staleTime: ({ state }) => (state.data && isEnded(state.data.view.status) ? 30 * 60_000 : 0),
  });
};

const jobOptions = (jobId: string) => queryOptions<LiveJob>({ queryKey: keys.job(jobId) });

/** Whether anybody is there to work: shown while a job waits. */
export const useHealth = (enabled: boolean) =>
  useQuery({
    queryKey: ['health'],
    queryFn: ({ signal }) => apiFetch('/health', HealthAnswer, { signal, anonymous: true }),
    enabled,
    refetchInterval: 15_000,
  });

/** A new job of the same project; the one that is tried again stays as it ended. */
export function useRetryJob(jobId: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: () =>
      apiFetch(`/avatars/render/${encodeURIComponent(jobId)}/retry`, RenderAnswer, { method: 'POST' }),
    onSuccess: () => queries.invalidateQueries({ queryKey: keys.allJobs }),
  });
}

export function useCancelJob(jobId: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: () =>
      apiFetch(`/avatars/render/${encodeURIComponent(jobId)}/cancel`, CancelAnswer, { method: 'POST' }),
    // Also after a refusal: the job has ended in the meantime and the page should show how.
    onSettled: () => queries.invalidateQueries({ queryKey: keys.allJobs }),
  });
}
