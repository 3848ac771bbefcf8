/** Sends a file to POST /uploads. */
import type { z } from 'zod';
import { UploadAnswer, type UploadKind } from '../../../supabase/functions/_shared/contract/api.ts';
import { sendForm } from './send-form.ts';

/**
 * @param onProgress Share of the bytes that have been sent
 * @throws ApiError
 */
export async function uploadFile(
  kind: z.infer<typeof UploadKind>,
  file: File,
  onProgress: (share: number) => void,
): Promise<UploadAnswer> {
  const form = new FormData();
  form.set('kind', kind);
  form.set('file', file);
  return await sendForm('/uploads', form, UploadAnswer, onProgress);
}
