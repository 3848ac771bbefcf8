import { useEffect, useRef, useState } from 'react';
import type { Avatar3D } from '../../../../supabase/functions/_shared/contract/api.ts';
import type { AvatarLook } from '../../../../supabase/functions/_shared/contract/look.ts';
import { mediaUrl } from '../../lib/media-url.ts';
import type { Draft } from '../../studio/core/draft.ts';
import type { Fitting } from '../../studio/viewer/fitting.ts';
import type { Lender } from '../../studio/viewer/fitting-protocol.ts';
import type { Unseen } from '../../studio/viewer/fitting-room.ts';
import type { Viewer } from '../../studio/viewer/viewer.ts';

export type FittingState =
  /** Nobody is drawn in 3D. */
  | { readonly status: 'absent' }
  | { readonly status: 'preparing' }
  | { readonly status: 'shown'; readonly unseen: readonly Unseen[] }
  | { readonly status: 'failed' };

const MANIFEST = '/storage/v1/object/public/avatars/creator/manifest.json';

/** The person whose model stands for `avatar`: a look of one's own is shown on the person it began as. */
export const modelOf = (avatar: Avatar3D | null, cast: readonly Avatar3D[]): Avatar3D | null =>
  avatar?.own?.kind === 'look' ? (cast.find(({ id }) => id === avatar.own?.base_avatar_id) ?? null) : avatar;

/** The look that is to be seen, unread; null where the model shows it as it is. */
export function wantedLook(draft: Draft, avatar: Avatar3D | null): unknown {
  if (draft.look && draft.look.avatarId === avatar?.id) return draft.look.look;
  return avatar?.own?.kind === 'look' ? avatar.assets.look : null;
}

function lenderOf(avatar: Avatar3D): Lender | null {
  const url = mediaUrl(typeof avatar.assets.glb === 'string' ? avatar.assets.glb : null);
  const { look } = avatar.assets;
  // Baked from it, so it is one.
  return url && look ? { id: avatar.id, url: absolute(url), look: look as AvatarLook } : null;
}

const absolute = (url: string): string => new URL(url, location.href).href;

/**
 * Shows a look that differs from the model's on the model. Its code and the creator pack come with the first such look.
 */
export function useFitting(
  viewer: Viewer | null,
  draft: Draft,
  avatar: Avatar3D | null,
  cast: readonly Avatar3D[],
): FittingState {
  const [state, setState] = useState<FittingState>({ status: 'preparing' });
  const model = modelOf(avatar, cast);
  const wanted = wantedLook(draft, avatar);
  const latest = useRef({ wanted, model, cast });
  latest.current = { wanted, model, cast };
  const needed = wanted !== null;
  /** Stays with its viewer once a look was shown: the way back is a look too. */
  const [opened, setOpened] = useState<Opened | null>(null);
  const ready = opened !== null && opened.viewer === viewer ? opened : null;

  const missing = viewer !== null && needed && ready === null;
  useEffect(() => {
    if (!missing || !viewer) return;
    let gone = false;
    setState({ status: 'preparing' });
    openOn(viewer, latest.current.model, latest.current.cast, setState).then(
      (made) => {
        if (gone) made.fitting.close();
        else setOpened(made);
      },
      (error: unknown) => {
        console.warn('fitting:', error);
        if (!gone) setState({ status: 'failed' });
      },
    );
    return () => {
      gone = true;
    };
  }, [missing, viewer]);

  useEffect(() => () => opened?.fitting.close(), [opened]);

  useEffect(() => {
    const look = ready?.read(wanted) ?? ready?.own;
    if (look) ready?.fitting.show(look);
  }, [ready, wanted]);
  return viewer ? state : ABSENT;
}

const ABSENT: FittingState = { status: 'absent' };

interface Opened {
  readonly viewer: Viewer;
  readonly fitting: Fitting;
  /** As the model was baked. */
  readonly own: AvatarLook;
  readonly read: (value: unknown) => AvatarLook | null;
}

async function openOn(
  viewer: Viewer,
  model: Avatar3D | null,
  cast: readonly Avatar3D[],
  tell: (state: FittingState) => void,
): Promise<Opened> {
  const own = model && lenderOf(model);
  if (!own) throw new Error('the person has no look, or no model');
  const [{ openFitting }, { readLook }] = await Promise.all([
    import('../../studio/viewer/fitting.ts'),
    import('../../studio/core/look.ts'),
  ]);
  const others = cast.filter((one) => one.id !== model.id && !one.own).flatMap((one) => lenderOf(one) ?? []);
  const fitting = openFitting(
    viewer,
    { manifestUrl: absolute(mediaUrl(MANIFEST) ?? MANIFEST), own, others },
    {
      onShown: (unseen) => tell({ status: 'shown', unseen }),
      onWaiting: () => tell({ status: 'preparing' }),
      onFailed: (message) => {
        console.warn('fitting:', message);
        tell({ status: 'failed' });
      },
    },
  );
  return { viewer, fitting, own: own.look, read: readLook };
}
