import { QueryClient } from '@tanstack/react-query';
import { toApiError } from './api-error.ts';

/** Rows are fetched again when a tab returns or the network does; only faults that may pass are tried again. */
export function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 15_000,
        retry: (failures, error) => failures < 2 && toApiError(error).transient,
        retryDelay: (attempt) => Math.min(1000 * 2 ** attempt, 8000),
        // A request made while offline fails at once with `network` and is made again on reconnection.
        networkMode: 'always',
        refetchOnReconnect: 'always',
      },
      mutations: { networkMode: 'always', retry: false },
    },
  });
}
