/** A narration in Storage: sent, heard again, and taken away where no film was asked for with it. */
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { errorFromPostgrest } from '../../lib/api-error.ts';
import { supabase } from '../../lib/supabase.ts';
import { uploadFile } from '../../lib/upload.ts';
import type { Narration } from '../../studio/core/draft.ts';
import {
  type NarrationProblem,
  narrationFileProblem,
  narrationLengthProblem,
  readLength,
} from './narration-file.ts';

/** The file itself cannot be taken, whatever the network does. */
export class NarrationRefused extends Error {
  override readonly name = 'NarrationRefused';
  readonly problem: NarrationProblem;

  constructor(problem: NarrationProblem) {
    super(problem);
    this.problem = problem;
  }
}

/** Checks and sends a file. `progress` is the share that has been sent. */
export function useSendNarration() {
  const [progress, setProgress] = useState(0);
  const send = useMutation({
    mutationFn: async (file: File): Promise<Omit<Narration, 'saysScript'>> => {
      setProgress(0);
      const early = narrationFileProblem(file);
      if (early) throw new NarrationRefused(early);
      const seconds = await readLength(file);
      const late = narrationLengthProblem(seconds);
      if (late) throw new NarrationRefused(late);
      const { path } = await uploadFile('recording', file, setProgress);
      return {
        path,
        name: file.name,
        seconds: seconds !== null && Number.isFinite(seconds) ? seconds : null,
      };
    },
  });
  return { send, progress };
}

const LISTEN_SECONDS = 3600;

/** An address to hear a narration at; null when it is no longer stored. */
export const useNarrationUrl = (path: string | null) =>
  useQuery({
    queryKey: ['narration', path],
    queryFn: async () => {
      const storage = (await supabase()).storage.from('uploads');
      const { data, error } = await storage.createSignedUrl(path ?? '', LISTEN_SECONDS);
      return error ? null : data.signedUrl;
    },
    enabled: path !== null,
    staleTime: (LISTEN_SECONDS / 2) * 1000,
  });

/** Deletes the file unless a film was asked for with it: a queued one may still need it. */
export function useDiscardNarration() {
  return useMutation({
    mutationFn: async (path: string) => {
      const client = await supabase();
      const { count, error, status } = await client
        .from('avatar_projects')
        .select('id', { count: 'exact', head: true })
        .eq('voice_config->recording->>path', path);
      if (error) throw errorFromPostgrest(error, status);
      if (count === 0) await client.storage.from('uploads').remove([path]);
    },
  });
}
