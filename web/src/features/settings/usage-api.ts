import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { z } from 'zod';
import { JobStatus } from '../../../../supabase/functions/_shared/contract/job.ts';
import { UsageAnswer } from '../../../../supabase/functions/_shared/contract/usage.ts';
import { apiFetch } from '../../lib/api-client.ts';
import { errorFromPostgrest } from '../../lib/api-error.ts';
import { supabase } from '../../lib/supabase.ts';

/** One film of the ledger. A film that was deleted has neither status nor title. */
const FilmCost = z.object({
  job_id: z.uuid(),
  title: z.string().nullable(),
  status: JobStatus.nullable(),
  queued_at: z.string(),
  seconds: z.number(),
  state: z.enum(['reserved', 'settled', 'released']),
});
export type FilmCost = z.infer<typeof FilmCost>;

export const useUsage = (signedIn: boolean) =>
  useQuery({
    queryKey: ['usage'],
    queryFn: ({ signal }) => apiFetch('/usage', UsageAnswer, { signal }),
    enabled: signedIn,
  });

export interface FilmCosts {
  readonly films: readonly FilmCost[];
  readonly more: boolean;
}

async function fetchCosts(period: string, shown: number, signal: AbortSignal): Promise<FilmCosts> {
  const { data, error, status } = await (await supabase())
    .from('film_costs')
    .select('job_id, title, status, queued_at, seconds, state')
    .eq('period', period)
    .order('queued_at', { ascending: false })
    // One more than is shown tells whether there are more.
    .limit(shown + 1)
    .abortSignal(signal);
  if (error) throw errorFromPostgrest(error, status);
  const films = z.array(FilmCost).parse(data);
  return { films: films.slice(0, shown), more: films.length > shown };
}

/** The month's films, newest first. */
export const useFilmCosts = (period: string | undefined, shown: number) =>
  useQuery({
    queryKey: ['usage', 'films', period, shown],
    queryFn: ({ signal }) => fetchCosts(period ?? '', shown, signal),
    enabled: period !== undefined,
    placeholderData: keepPreviousData,
  });
