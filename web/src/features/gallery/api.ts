import { keepPreviousData, queryOptions, useQuery } from '@tanstack/react-query';
import type { z } from 'zod';
import { GalleryAnswer, type GalleryQuery } from '../../../../supabase/functions/_shared/contract/api.ts';
import { apiFetch } from '../../lib/api-client.ts';
import { keys } from '../../lib/resources.ts';

type Filters = z.infer<typeof GalleryQuery>;

const fetchGallery = (filters: Filters, signal: AbortSignal) =>
  apiFetch('/avatars/gallery', GalleryAnswer, { query: filters, signal, anonymous: true });

export const galleryOptions = (filters: Filters) =>
  queryOptions({
    queryKey: keys.avatars(filters),
    queryFn: ({ signal }) => fetchGallery(filters, signal),
    // The catalogue changes with deployments, not with visits.
    staleTime: 5 * 60_000,
    // The cards of the last filter stay until the next ones are there: nothing jumps.
    placeholderData: keepPreviousData,
  });

export const useGallery = (filters: Filters) => useQuery(galleryOptions(filters));
