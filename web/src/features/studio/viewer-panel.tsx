import { RotateCcw } from 'lucide-react';
import { type KeyboardEvent, lazy, memo, type PointerEvent, Suspense, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Avatar3D } from '../../../../supabase/functions/_shared/contract/api.ts';
import { Button, IconButton } from '../../lib/ui/button.tsx';
import { cx } from '../../lib/ui/class-names.ts';
import { ProgressBar } from '../../lib/ui/progress-bar.tsx';
import type { Draft } from '../../studio/core/draft.ts';
import type { Orbit, Viewer } from '../../studio/viewer/viewer.ts';
import { FramePreview } from './frame-preview.tsx';
import { absence, useViewer, type ViewerScene } from './use-viewer.ts';

/** Radians: how far one key press and one pixel of dragging go, and where the camera stops. */
const KEY_STEP = 0.08;
const DRAG_STEP = 0.006;
const LIMITS: Orbit = { yaw: 0.6, pitch: 0.22 };
const CENTRED: Orbit = { yaw: 0, pitch: 0 };

const clamp = (value: number, limit: number): number => Math.min(limit, Math.max(-limit, value));
const moved = (orbit: Orbit, yaw: number, pitch: number): Orbit => ({
  yaw: clamp(orbit.yaw + yaw, LIMITS.yaw),
  pitch: clamp(orbit.pitch + pitch, LIMITS.pitch),
});

const KEYS: Readonly<Record<string, readonly [yaw: number, pitch: number]>> = {
  ArrowLeft: [-KEY_STEP, 0],
  ArrowRight: [KEY_STEP, 0],
  ArrowUp: [0, KEY_STEP],
  ArrowDown: [0, -KEY_STEP],
};

// Of films with burned captions alone.
const CaptionOverlay = lazy(async () => ({
  default: (await import('./caption-overlay.tsx')).CaptionOverlay,
}));

interface ViewerPanelProps {
  readonly output: Draft['output'];
  readonly avatar: Avatar3D | null;
  readonly scene: ViewerScene;
  readonly logo: string | null;
  /** What burned captions show; null without any. */
  readonly said: string | null;
  /** How far in it somebody speaks. */
  readonly saidAt: number;
  readonly onViewer: (viewer: Viewer | null) => void;
  /** Whether no look of one's own is shown on the model. */
  readonly asPublished: boolean;
}

/** The film's frame: the person in 3D where browser and catalogue allow it, a sketch over the poster elsewhere. */
export const ViewerPanel = memo(function ViewerPanel({
  output,
  avatar,
  scene,
  logo,
  said,
  saidAt,
  onViewer,
  asPublished,
}: ViewerPanelProps) {
  const { t } = useTranslation();
  const canvas = useRef<HTMLCanvasElement>(null);
  const [orbit, setOrbit] = useState(CENTRED);
  const { state, figure, retry } = useViewer(canvas, avatar, scene, orbit, onViewer, asPublished);
  const [width = 16, height = 9] = output.resolution.split('x').map(Number);
  const captions = said && (
    <Suspense>
      <CaptionOverlay
        output={output}
        framing={scene.framing}
        logo={output.logo !== null}
        text={said}
        at={saidAt}
      />
    </Suspense>
  );
  const missing = absence(avatar);
  if (missing || !avatar) {
    return (
      <FramePreview
        resolution={output.resolution}
        scene={scene}
        captions={captions}
        avatar={avatar}
        note={t(avatar && missing ? `editor.viewer.${missing}` : 'studio.previewNote')}
      />
    );
  }
  const keys = (event: KeyboardEvent) => {
    const step = KEYS[event.key];
    if (step) setOrbit((now) => moved(now, ...step));
    else if (event.key === 'Home') setOrbit(CENTRED);
    else return;
    event.preventDefault();
  };
  const drag = (event: PointerEvent<HTMLElement>) => {
    if (!event.currentTarget.hasPointerCapture(event.pointerId)) return;
    setOrbit((now) => moved(now, -event.movementX * DRAG_STEP, event.movementY * DRAG_STEP));
  };
  return (
    <figure>
      <div className="grid place-items-center rounded-lg bg-sunken ring-1 ring-inset ring-line">
        <div
          className={cx('relative overflow-hidden rounded-lg', width > height ? 'w-full' : 'h-80')}
          style={{ aspectRatio: `${width} / ${height}` }}
        >
          <div
            role="application"
            // biome-ignore lint/a11y/noNoninteractiveTabindex: the camera is moved by keys.
            tabIndex={0}
            aria-label={t('editor.viewer.label', { name: avatar.name.split(' - ')[0] })}
            aria-busy={state.status === 'loading'}
            data-viewer={state.status}
            data-figure={figure}
            onKeyDown={keys}
            onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
            onPointerMove={drag}
            onDoubleClick={() => setOrbit(CENTRED)}
            className="absolute inset-0 cursor-grab touch-pan-y rounded-lg active:cursor-grabbing focus-visible:-outline-offset-2"
          >
            <canvas
              key={`${avatar.id}:${String(avatar.assets.glb).split('?')[0]}`}
              ref={canvas}
              className={cx(
                'size-full transition-opacity duration-500',
                state.status === 'ready' ? 'opacity-100' : 'opacity-0',
              )}
            />
          </div>
          {state.status === 'loading' && (
            <div className="absolute inset-0 grid place-content-center gap-3 bg-sunken text-center text-sm text-ink-2">
              <p>{t('editor.viewer.loading')}</p>
              <div className="w-48">
                <ProgressBar value={state.share} label={t('editor.viewer.loading')} />
              </div>
            </div>
          )}
          {state.status === 'missing' && (
            <div className="absolute inset-0 grid place-content-center bg-sunken p-6 text-center text-sm text-ink-2">
              <p className="max-w-prose">{t('editor.viewer.coming')}</p>
            </div>
          )}
          {state.status === 'failed' && (
            <div
              role="alert"
              className="absolute inset-0 grid place-content-center justify-items-center gap-3 bg-sunken p-6 text-center text-sm text-ink-2"
            >
              <p>{t('editor.viewer.failed')}</p>
              <Button variant="secondary" size="sm" onClick={retry}>
                {t('editor.viewer.retry')}
              </Button>
            </div>
          )}
          {state.status === 'ready' && logo && (
            <img
              src={logo}
              alt=""
              className="pointer-events-none absolute top-[4%] right-[2.25%] max-h-[10%] max-w-[20%] object-contain"
            />
          )}
          {(state.status === 'ready' || state.status === 'missing') && captions}
          {orbit !== CENTRED && state.status === 'ready' && (
            <IconButton
              label={t('editor.viewer.recentre')}
              onClick={() => setOrbit(CENTRED)}
              className="absolute bottom-2 left-2 bg-raised/85 shadow-1"
            >
              <RotateCcw aria-hidden />
            </IconButton>
          )}
        </div>
      </div>
      <figcaption className="mt-2 text-xs text-ink-3">
        {t(`editor.viewer.${figure === 'absent' ? 'noHands' : 'note'}`)}
      </figcaption>
    </figure>
  );
});
