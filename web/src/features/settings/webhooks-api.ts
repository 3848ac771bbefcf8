import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { z } from 'zod';
import {
  DeliveryListAnswer,
  DeliveryReplayAnswer,
  WebhookCreateAnswer,
  WebhookDeleteAnswer,
  WebhookListAnswer,
  type WebhookPatch,
  type WebhookRequest,
  WebhookRotateAnswer,
  WebhookView,
} from '../../../../supabase/functions/_shared/contract/webhooks.ts';
import { apiFetch } from '../../lib/api-client.ts';

const KEY = ['webhooks'] as const;
const logOf = (id: string) => ['webhooks', id, 'deliveries'] as const;

/** While something is on its way the log is asked again; agents post every few seconds. */
const PENDING_MS = 2000;

export const useWebhooks = (signedIn: boolean) =>
  useQuery({
    queryKey: KEY,
    queryFn: async ({ signal }) => (await apiFetch('/webhooks', WebhookListAnswer, { signal })).webhooks,
    enabled: signedIn,
  });

export const useDeliveries = (id: string) =>
  useQuery({
    queryKey: logOf(id),
    queryFn: async ({ signal }) =>
      (await apiFetch(`/webhooks/${id}/deliveries`, DeliveryListAnswer, { signal })).deliveries,
    refetchInterval: ({ state }) =>
      state.data?.some(({ status }) => status === 'pending') ? PENDING_MS : false,
  });

/** A change of one webhook: the list is read again, and its log with it. */
function useChange<Input, T>(run: (input: Input) => Promise<T>) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: run,
    // Some answers hold a secret.
    gcTime: 0,
    onSettled: () => queries.invalidateQueries({ queryKey: KEY }),
  });
}

export const useCreateWebhook = () =>
  useChange((body: z.infer<typeof WebhookRequest>) =>
    apiFetch('/webhooks', WebhookCreateAnswer, { method: 'POST', body }),
  );

export const useChangeWebhook = (id: string) =>
  useChange((body: z.infer<typeof WebhookPatch>) =>
    apiFetch(`/webhooks/${id}`, WebhookView, { method: 'PATCH', body }),
  );

export const useRotateSecret = (id: string) =>
  useChange(() => apiFetch(`/webhooks/${id}/rotate`, WebhookRotateAnswer, { method: 'POST', body: {} }));

export const useTestWebhook = (id: string) =>
  useChange(() => apiFetch(`/webhooks/${id}/test`, DeliveryReplayAnswer, { method: 'POST' }));

export const useDeleteWebhook = (id: string) =>
  useChange(() => apiFetch(`/webhooks/${id}`, WebhookDeleteAnswer, { method: 'DELETE' }));

export const useReplay = (id: string) =>
  useChange((delivery: string) =>
    apiFetch(`/webhooks/${id}/deliveries/${delivery}/replay`, DeliveryReplayAnswer, { method: 'POST' }),
  );
