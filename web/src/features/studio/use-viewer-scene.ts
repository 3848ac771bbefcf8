import { useEffect, useMemo, useState } from 'react';
import type { Avatar3D } from '../../../../supabase/functions/_shared/contract/api.ts';
import type { Draft, Scene } from '../../studio/core/draft.ts';
import type { ViewerBackground } from '../../studio/viewer/viewer.ts';
import { usePicture } from './uploads-api.ts';
import type { ViewerScene } from './use-viewer.ts';

/** The set that the catalogue gives a person. */
export const ownSetOf = (avatar: Avatar3D | null): string =>
  typeof avatar?.assets.set === 'string' ? avatar.assets.set : 'studio';

/** The draft's picture in the viewer's terms; the same object for as long as it looks the same. */
export function useViewerScene(
  scene: Scene,
  avatar: Avatar3D | null,
  /** In place of the film's framing, while a look is changed. */
  nearness: ViewerScene['framing'] | null,
): ViewerScene {
  const { background, light } = scene;
  const framing = nearness ?? scene.framing;
  const picture = usePicture(background?.type === 'image' ? background.path : null);
  const own = ownSetOf(avatar);
  const shown = useMemo(
    (): ViewerBackground => ({
      ...(background?.type === 'image'
        ? { type: 'image' as const, picture: picture ?? null }
        : (background ?? { type: 'set' as const, name: own })),
      light,
    }),
    [background, picture, own, light],
  );
  return useMemo(() => ({ framing, background: shown }), [framing, shown]);
}

/** An address of the logo for as long as it is shown. */
export const useLogo = (draft: Draft): string | null => usePictureUrl(draft.output.logo?.path ?? null);

/** An address of an uploaded picture for as long as it is shown. */
export function usePictureUrl(path: string | null): string | null {
  const picture = usePicture(path);
  const [url, setUrl] = useState<string | null>(null);
  useEffect(() => {
    if (!picture) return setUrl(null);
    const made = URL.createObjectURL(picture);
    setUrl(made);
    return () => URL.revokeObjectURL(made);
  }, [picture]);
  return url;
}
