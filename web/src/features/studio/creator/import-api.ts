/** An avatar of another program: looked at here first, then sent. */
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import type { z } from 'zod';
import { ImportRefused } from '../../../../../avatar/import/envelope.ts';
import { type GlbReport, inspectGlb } from '../../../../../avatar/import/inspect.ts';
import { Avatar3D, type AvatarGender } from '../../../../../supabase/functions/_shared/contract/api.ts';
import { AVATAR_LIMITS } from '../../../../../supabase/functions/_shared/contract/avatar.ts';
import { ApiError } from '../../../lib/api-error.ts';
import { useShownAvatar } from '../../../lib/own-avatars.ts';
import { sendForm } from '../../../lib/send-form.ts';
import { supabase } from '../../../lib/supabase.ts';

export { ImportRefused };

export const useInspection = () =>
  useMutation({
    mutationFn: async (file: File): Promise<GlbReport> => {
      if (file.size > AVATAR_LIMITS.glbBytes) throw new ImportRefused('too_large', `${file.size} bytes`);
      return await inspectGlb(new Uint8Array(await file.arrayBuffer()));
    },
  });

export interface ImportOrder {
  readonly file: File;
  readonly name: string;
  readonly gender: z.infer<typeof AvatarGender>;
}

/** What the API's own route does not take goes to Storage first; the route then takes its path. */
async function storeLarge(file: File): Promise<string> {
  const client = await supabase();
  const { data } = await client.auth.getUser();
  const path = `${data.user?.id}/${crypto.randomUUID()}/source.glb`;
  const { error } = await client.storage
    .from('own-avatars')
    .upload(path, file, { contentType: 'model/gltf-binary' });
  if (error) throw new ApiError('unavailable', 0, error.message);
  return path;
}

export function useImportAvatar() {
  const shown = useShownAvatar();
  const [progress, setProgress] = useState(0);
  const send = useMutation({
    mutationFn: async ({ file, name, gender }: ImportOrder) => {
      setProgress(0);
      const form = new FormData();
      form.set('name', name);
      form.set('gender', gender);
      if (file.size > AVATAR_LIMITS.apiGlbBytes) form.set('path', await storeLarge(file));
      else form.set('glb', file);
      return await sendForm('/avatars/import', form, Avatar3D, setProgress);
    },
    onSuccess: shown,
  });
  return { send, progress };
}
