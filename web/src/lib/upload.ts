/** Sends a file to POST /uploads. XMLHttpRequest, because fetch tells nothing of what has been sent. */

import type { z } from 'zod';
import { UploadAnswer, type UploadKind } from '../../../supabase/functions/_shared/contract/api.ts';
import { ApiError, errorFromAnswer } from './api-error.ts';
import { supabase } from './supabase.ts';

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/**
 * @param onProgress Share of the bytes that have been sent
 * @throws ApiError
 */
export async function uploadFile(
  kind: z.infer<typeof UploadKind>,
  file: File,
  onProgress: (share: number) => void,
): Promise<UploadAnswer> {
  const { data } = await (await supabase()).auth.getSession();
  const form = new FormData();
  form.set('kind', kind);
  form.set('file', file);
  const request = new XMLHttpRequest();
  const answered = new Promise<unknown>((done, fail) => {
    request.upload.onprogress = ({ loaded, total }) => onProgress(total > 0 ? loaded / total : 0);
    request.onerror = () => fail(new ApiError('network', 0, 'the upload was cut off'));
    request.onload = () => {
      const body = parse(request.responseText);
      if (request.status >= 200 && request.status < 300) done(body);
      else fail(errorFromAnswer(request.status, body));
    };
  });
  request.open('POST', '/api/v2/uploads');
  request.setRequestHeader('accept', 'application/json');
  if (data.session) request.setRequestHeader('authorization', `Bearer ${data.session.access_token}`);
  request.send(form);
  const parsed = UploadAnswer.safeParse(await answered);
  if (!parsed.success) throw new ApiError('unexpected_answer', request.status, parsed.error.message);
  return parsed.data;
}
