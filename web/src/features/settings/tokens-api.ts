import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import {
  TokenCreateAnswer,
  TokenListAnswer,
  type TokenRequest,
  TokenRevokeAnswer,
} from '../../../../supabase/functions/_shared/contract/tokens.ts';
import { apiFetch } from '../../lib/api-client.ts';

const KEY = ['api-tokens'] as const;

export const useTokens = (signedIn: boolean) =>
  useQuery({
    queryKey: KEY,
    queryFn: async ({ signal }) => (await apiFetch('/tokens', TokenListAnswer, { signal })).tokens,
    enabled: signedIn,
  });

/** The answer holds the secret: it is kept by whoever shows it, never by the cache. */
export function useCreateToken() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (body: TokenRequest) => apiFetch('/tokens', TokenCreateAnswer, { method: 'POST', body }),
    gcTime: 0,
    onSettled: () => queries.invalidateQueries({ queryKey: KEY }),
  });
}

export function useRevokeToken() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => apiFetch(`/tokens/${id}`, TokenRevokeAnswer, { method: 'DELETE' }),
    onSettled: () => queries.invalidateQueries({ queryKey: KEY }),
  });
}
