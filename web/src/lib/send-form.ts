/** Sends a form and tells how much has been sent: XMLHttpRequest, because fetch does not. */
import type { z } from 'zod';
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
export async function sendForm<T>(
  path: string,
  form: FormData,
  schema: z.ZodType<T>,
  onProgress: (share: number) => void,
): Promise<T> {
  const { data } = await (await supabase()).auth.getSession();
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
  request.open('POST', `/api/v2${path}`);
  request.setRequestHeader('accept', 'application/json');
  if (data.session) request.setRequestHeader('authorization', `Bearer ${data.session.access_token}`);
  request.send(form);
  const parsed = schema.safeParse(await answered);
  if (!parsed.success) throw new ApiError('unexpected_answer', request.status, parsed.error.message);
  return parsed.data;
}
