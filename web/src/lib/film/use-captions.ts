import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { ApiError } from '../api-error.ts';

async function fetchText(url: string, signal: AbortSignal): Promise<string> {
  const response = await fetch(url, { signal });
  if (!response.ok) throw new ApiError('file_not_found', response.status, 'captions');
  return response.text();
}

/** A film's captions as text. Kept by `id`, of a job or a person: a job's address is signed anew with each fetch. */
export function useCaptions(id: string, url: string | null) {
  return useQuery({
    queryKey: ['captions', id],
    queryFn: ({ signal }) => fetchText(url ?? '', signal),
    enabled: url !== null,
    staleTime: Number.POSITIVE_INFINITY,
  }).data;
}

/** An address of this origin for a text, so that a track or a download needs no CORS; revoked by itself. */
export function useTextUrl(text: string | undefined, type: string): string | null {
  const [url, setUrl] = useState<string | null>(null);
  useEffect(() => {
    if (text === undefined) return;
    const made = URL.createObjectURL(new Blob([text], { type }));
    setUrl(made);
    return () => {
      URL.revokeObjectURL(made);
      setUrl(null);
    };
  }, [text, type]);
  return url;
}
