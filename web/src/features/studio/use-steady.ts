import { useCallback, useMemo, useRef } from 'react';
import type { Scene } from '../../studio/core/draft.ts';

/** The same function for as long as the component lives; it does what the latest one handed in does. For event handlers. */
export function useSteady<A extends readonly unknown[], R>(act: (...args: A) => R): (...args: A) => R {
  const latest = useRef(act);
  latest.current = act;
  return useCallback((...args: A) => latest.current(...args), []);
}

/** A scene without its words: the same object while somebody only writes. */
export function useUnspoken(scene: Scene): Omit<Scene, 'script'> {
  const { framing, background, mood, moodIntensity, light } = scene;
  return useMemo(
    () => ({ framing, background, mood, moodIntensity, light }),
    [framing, background, mood, moodIntensity, light],
  );
}
