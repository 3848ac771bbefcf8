import { type RefObject, useCallback, useEffect, useRef, useState } from 'react';
import type { Avatar3D } from '../../../../supabase/functions/_shared/contract/api.ts';
import { mediaUrl } from '../../lib/media-url.ts';
import { fetchModel, ModelMissing } from '../../studio/viewer/fetch-model.ts';
import { type DrawingDevice, drawingDevice } from '../../studio/viewer/support.ts';
import type { Orbit, Viewer, ViewerBackground } from '../../studio/viewer/viewer.ts';
import { type Figure, useFigure } from './use-figure.ts';

/** Why a sketch over the poster stands in. */
export type Absent = 'noWebgl' | 'noModel';

export type ViewerState =
  | { readonly status: 'loading'; readonly share: number }
  | { readonly status: 'ready' }
  /** The model may still be on its way: models of a new catalogue are made in the background. */
  | { readonly status: 'missing' }
  | { readonly status: 'failed' };

export interface ViewerScene {
  readonly framing: 'close' | 'medium' | 'wide';
  readonly background: ViewerBackground;
}

/** Software GPUs pay for every pixel: at most 854×480 of them. */
const MOST_PIXELS = { software: 854 * 480, hardware: 1920 * 1080 } as const;
const MOST_DENSITY = 2;

/** How soon a model that was missing is asked for again. */
const ASK_AGAIN_MS = 15_000;

const LOADING: ViewerState = { status: 'loading', share: 0 };

let device: DrawingDevice | null | undefined;

/** Asks the browser once, and tells the style sheet of a software GPU: it draws the page too. */
function knownDevice(): DrawingDevice | null {
  if (device === undefined) {
    device = drawingDevice();
    if (device?.software) document.documentElement.dataset.gpu = 'software';
  }
  return device;
}

function pixelsOf(canvas: HTMLCanvasElement, software: boolean): { width: number; height: number } {
  const { clientWidth, clientHeight } = canvas;
  const most = MOST_PIXELS[software ? 'software' : 'hardware'];
  const density = software ? 1 : Math.min(devicePixelRatio, MOST_DENSITY);
  const scale = Math.min(density, Math.sqrt(most / Math.max(1, clientWidth * clientHeight)));
  return {
    width: Math.max(2, Math.round(clientWidth * scale)),
    height: Math.max(2, Math.round(clientHeight * scale)),
  };
}

const modelUrl = (avatar: Avatar3D | null): string | null =>
  mediaUrl(typeof avatar?.assets.glb === 'string' ? avatar.assets.glb : null);

/** Null where the canvas has to be there. */
export function absence(avatar: Avatar3D | null): Absent | null {
  if (!modelUrl(avatar)) return 'noModel';
  return knownDevice() ? null : 'noWebgl';
}

/**
 * Loads the avatar and the 3D chunk beside each other and draws on `canvas` while the component lives. Give the canvas a
 * `key` of the avatar: a canvas keeps its first context.
 */
export function useViewer(
  canvas: RefObject<HTMLCanvasElement | null>,
  avatar: Avatar3D | null,
  scene: ViewerScene,
  orbit: Orbit,
  expose: (viewer: Viewer | null) => void,
  /** Whether the person is to be seen as published. */
  asPublished: boolean,
): { readonly state: ViewerState; readonly figure: Figure; readonly retry: () => void } {
  const url = modelUrl(avatar);
  // Signed anew every hour, it is the same model.
  const place = url?.split('?')[0] ?? null;
  const [attempt, setAttempt] = useState(0);
  const [state, setState] = useState<ViewerState>(LOADING);
  const viewer = useRef<Viewer | null>(null);
  const latest = useRef({ scene, orbit, avatar });
  latest.current = { scene, orbit, avatar };
  const address = useRef(url);
  address.current = url;

  // biome-ignore lint/correctness/useExhaustiveDependencies: another attempt is another run of the same.
  useEffect(() => {
    setState((now) => (now.status === 'missing' ? now : LOADING));
    const target = canvas.current;
    const drawing = knownDevice();
    const { current: from } = address;
    if (!place || !from || !drawing || !target) return;
    const control = new AbortController();
    const { signal } = control;
    const undo: (() => void)[] = [];
    const open = async () => {
      const [{ openViewer }, glb] = await Promise.all([
        import('../../studio/viewer/viewer.ts'),
        fetchModel(
          from,
          (share) => {
            if (!signal.aborted) setState({ status: 'loading', share });
          },
          signal,
        ),
      ]);
      signal.throwIfAborted();
      const made = await openViewer({
        canvas: target,
        glb,
        animations: latest.current.avatar?.animations,
        ...latest.current.scene,
        ...pixelsOf(target, drawing.software),
        software: drawing.software,
        idle: !matchMedia('(prefers-reduced-motion: reduce)').matches,
      });
      undo.push(() => made.close());
      if (signal.aborted) return close();
      viewer.current = made;
      expose(made);
      made.frame(latest.current.scene.framing, latest.current.orbit);
      undo.push(watch(target, made, drawing.software));
      setState({ status: 'ready' });
    };
    const close = () => {
      for (const step of undo.splice(0).reverse()) step();
    };
    open().catch((error: unknown) => {
      if (signal.aborted) return;
      if (error instanceof ModelMissing) {
        setState({ status: 'missing' });
        const again = setTimeout(() => setAttempt((n) => n + 1), ASK_AGAIN_MS);
        undo.push(() => clearTimeout(again));
        return;
      }
      console.warn('viewer:', error);
      setState({ status: 'failed' });
    });
    return () => {
      control.abort();
      viewer.current = null;
      expose(null);
      close();
    };
  }, [place, canvas, expose, attempt]);

  const { framing, background } = scene;
  useEffect(() => viewer.current?.frame(framing, orbit), [framing, orbit]);
  const shown = useRef(background);
  useEffect(() => {
    if (shown.current === background) return;
    shown.current = background;
    viewer.current?.setBackground(background).catch((error: unknown) => console.warn('viewer:', error));
  }, [background]);

  const ready = state.status === 'ready' ? viewer.current : null;
  const figure = useFigure(ready, asPublished ? avatar : null, framing === 'wide');

  const retry = useCallback(() => setAttempt((n) => n + 1), []);
  return { state, figure, retry };
}

/** Follows the canvas's size and whether anybody can see it. */
function watch(canvas: HTMLCanvasElement, viewer: Viewer, software: boolean): () => void {
  const sizes = new ResizeObserver(() => {
    const { width, height } = pixelsOf(canvas, software);
    viewer.resize(width, height);
  });
  sizes.observe(canvas);
  let inView = false;
  const tell = () => viewer.setVisible(inView && document.visibilityState === 'visible');
  const sight = new IntersectionObserver(
    (entries) => {
      inView = entries.at(-1)?.isIntersecting ?? false;
      tell();
    },
    // Drawn by the time it scrolls into view.
    { rootMargin: '120px' },
  );
  sight.observe(canvas);
  document.addEventListener('visibilitychange', tell);
  return () => {
    sizes.disconnect();
    sight.disconnect();
    document.removeEventListener('visibilitychange', tell);
  };
}
