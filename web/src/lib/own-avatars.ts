/** The account's own avatars: looks of the creator and imported GLBs. The studio makes them, the gallery shows them. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Avatar3D, GalleryAnswer } from '../../../supabase/functions/_shared/contract/api.ts';
import {
  type CustomAvatarChange,
  type CustomAvatarRequest,
  OwnAvatarDeleteAnswer,
} from '../../../supabase/functions/_shared/contract/avatar.ts';
import { apiFetch } from './api-client.ts';

const key = ['own-avatars'] as const;
/** How soon a file that is being checked is asked about again. */
const CHECKING_MS = 2500;

export function useOwnAvatars(signedIn: boolean) {
  return useQuery({
    queryKey: key,
    queryFn: async ({ signal }) =>
      (await apiFetch('/avatars/gallery', GalleryAnswer, { query: { mine: 'true' }, signal })).avatars,
    enabled: signedIn,
    // Addresses in them are signed for an hour.
    staleTime: 30 * 60_000,
    refetchInterval: ({ state }) =>
      state.data?.some(({ own }) => own?.status === 'checking') ? CHECKING_MS : false,
  });
}

/** Puts an avatar into the list at once, first where it is new. */
export function useShownAvatar(): (avatar: Avatar3D) => void {
  const queries = useQueryClient();
  return (avatar) =>
    queries.setQueryData<Avatar3D[]>(key, (known = []) =>
      known.some(({ id }) => id === avatar.id)
        ? known.map((other) => (other.id === avatar.id ? avatar : other))
        : [avatar, ...known],
    );
}

async function sendPoster(id: string, picture: Blob): Promise<Avatar3D> {
  const form = new FormData();
  form.set('poster', new File([picture], 'poster.webp', { type: picture.type }));
  return await apiFetch(`/avatars/custom/${id}/poster`, Avatar3D, { method: 'POST', body: form });
}

interface Picturable {
  /** A snapshot of the viewer; null where there is none. */
  readonly picture: Blob | null;
}

/** The avatar, with its picture where that could be stored: an avatar without one is kept all the same. */
const pictured = async (avatar: Avatar3D, picture: Blob | null): Promise<Avatar3D> =>
  picture ? await sendPoster(avatar.id, picture).catch(() => avatar) : avatar;

export function useCreateAvatar() {
  const shown = useShownAvatar();
  return useMutation({
    mutationFn: async ({ picture, ...body }: CustomAvatarRequest & Picturable) =>
      await pictured(await apiFetch('/avatars/custom', Avatar3D, { method: 'POST', body }), picture),
    onSuccess: shown,
  });
}

export function useChangeAvatar() {
  const shown = useShownAvatar();
  return useMutation({
    mutationFn: async ({ id, change, picture }: { id: string; change: CustomAvatarChange } & Picturable) =>
      await pictured(
        await apiFetch(`/avatars/custom/${id}`, Avatar3D, { method: 'PATCH', body: change }),
        picture,
      ),
    onSuccess: shown,
  });
}

export function useDeleteAvatar() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (id: string) =>
      apiFetch(`/avatars/custom/${id}`, OwnAvatarDeleteAnswer, { method: 'DELETE' }),
    onSuccess: ({ avatar_id }) =>
      queries.setQueryData<Avatar3D[]>(key, (known = []) => known.filter(({ id }) => id !== avatar_id)),
  });
}
