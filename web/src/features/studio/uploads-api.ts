import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { z } from 'zod';
import { UploadAnswer, type UploadKind } from '../../../../supabase/functions/_shared/contract/api.ts';
import { apiFetch } from '../../lib/api-client.ts';
import { supabase } from '../../lib/supabase.ts';

type PictureKind = Exclude<z.infer<typeof UploadKind>, 'recording'>;

const pictureKey = (path: string | null) => ['uploads', 'picture', path] as const;

/** Sends a picture for films to use; its `path` is what render_settings takes. */
export function useUploadPicture(kind: PictureKind) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (file: File) => {
      const body = new FormData();
      body.set('kind', kind);
      body.set('file', file);
      return apiFetch('/uploads', UploadAnswer, { method: 'POST', body });
    },
    onSuccess: ({ path }, file) => queries.setQueryData(pictureKey(path), file),
  });
}

/** An uploaded picture of one's own; undefined while it loads, null where there is none or it is gone. */
export function usePicture(path: string | null): Blob | null | undefined {
  const query = useQuery({
    queryKey: pictureKey(path),
    queryFn: async (): Promise<Blob | null> =>
      (await (await supabase()).storage.from('uploads').download(path ?? '')).data,
    enabled: path !== null,
    staleTime: Number.POSITIVE_INFINITY,
  });
  return path === null ? null : query.data;
}
