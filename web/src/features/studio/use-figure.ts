import { useEffect, useState } from 'react';
import type { Avatar3D } from '../../../../supabase/functions/_shared/contract/api.ts';
import { mediaUrl } from '../../lib/media-url.ts';
import { fetchModel, ModelMissing } from '../../studio/viewer/fetch-model.ts';
import type { Viewer } from '../../studio/viewer/viewer.ts';

/** Whether framing wide shows the person as films do, with their hands; not asked in other framings. */
export type Figure = 'unasked' | 'loading' | 'shown' | 'absent';

const PREVIEW = /\/preview\.glb(?=\?|$)/;

/** Beside the model of somebody of the catalogue lies their figure; people of one's own have none. */
function figureUrl(avatar: Avatar3D | null): string | null {
  const { glb } = avatar?.assets ?? {};
  if (avatar?.own || typeof glb !== 'string' || !PREVIEW.test(glb)) return null;
  return mediaUrl(glb.replace(PREVIEW, '/figure.glb'));
}

/** Loads the figure of `avatar` when `wide` is first asked for, and draws it there for as long as it is the same person. */
export function useFigure(viewer: Viewer | null, avatar: Avatar3D | null, wide: boolean): Figure {
  const url = figureUrl(avatar);
  const [loaded, setLoaded] = useState<{ viewer: Viewer; url: string } | null>(null);
  const [failed, setFailed] = useState(false);
  const standing = loaded !== null && loaded.viewer === viewer && loaded.url === url;

  useEffect(() => {
    if (!viewer || !wide || !url || standing) return;
    const control = new AbortController();
    const { signal } = control;
    setFailed(false);
    const load = async () => {
      await viewer.stand(await fetchModel(url, () => {}, signal), signal);
      if (!signal.aborted) setLoaded({ viewer, url });
    };
    load().catch((error: unknown) => {
      if (signal.aborted) return;
      if (!(error instanceof ModelMissing)) console.warn('figure:', error);
      setFailed(true);
    });
    return () => control.abort();
  }, [viewer, wide, url, standing]);

  useEffect(() => {
    if (!loaded || loaded.viewer !== viewer || loaded.url === url) return;
    setLoaded(null);
    loaded.viewer.stand(null).catch((error: unknown) => console.warn('figure:', error));
  }, [loaded, viewer, url]);

  if (!wide) return 'unasked';
  if (standing) return 'shown';
  return !url || failed ? 'absent' : 'loading';
}
