import { UserRound } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Avatar3D } from '../../../../supabase/functions/_shared/contract/api.ts';
import { AvatarPortrait } from '../../lib/ui/avatar-portrait.tsx';
import { cx } from '../../lib/ui/class-names.ts';
import type { Draft } from '../../studio/core/draft.ts';
import type { ViewerScene } from './use-viewer.ts';

const SCALE = { wide: 'scale-75', medium: 'scale-100', close: 'scale-150' } as const;

interface FramePreviewProps {
  readonly resolution: Draft['output']['resolution'];
  readonly scene: ViewerScene;
  readonly avatar: Avatar3D | null;
  /** Burned captions, laid over the frame. */
  readonly captions: ReactNode;
  /** Says what the sketch leaves out. */
  readonly note: string;
}

/** The film's shape, framing, background and captions, drawn over the poster. A sketch, and it says so. */
export function FramePreview({ resolution, scene, avatar, captions, note }: FramePreviewProps) {
  const { t } = useTranslation();
  const [width = 16, height = 9] = resolution.split('x').map(Number);
  return (
    <figure>
      {/* The size that the viewer takes once somebody is chosen: what is below it stays where it is. */}
      <div className="grid place-items-center rounded-lg bg-sunken ring-1 ring-inset ring-line">
        <div
          className={cx('relative overflow-hidden rounded-lg', width > height ? 'w-full' : 'h-80')}
          style={{
            aspectRatio: `${width} / ${height}`,
            background: !avatar
              ? undefined
              : scene.background.type === 'color'
                ? scene.background.color
                : '#cfd8d4',
          }}
        >
          {avatar ? (
            <div
              className={cx(
                'absolute inset-0 origin-[50%_35%] transition-transform duration-300',
                SCALE[scene.framing],
              )}
            >
              <AvatarPortrait
                id={avatar.id}
                name={avatar.name}
                posterUrl={avatar.poster_url}
                className="size-full"
                landscape={width > height}
              />
            </div>
          ) : (
            <div className="absolute inset-0 grid place-content-center justify-items-center gap-3 p-6 text-center text-sm text-ink-2">
              <span className="grid size-12 place-items-center rounded-full bg-brand-soft text-brand-text">
                <UserRound className="size-5" aria-hidden />
              </span>
              <p>{t('studio.previewEmpty')}</p>
            </div>
          )}
          {avatar && captions}
        </div>
      </div>
      {avatar && <figcaption className="mt-2 text-xs text-ink-3">{note}</figcaption>}
    </figure>
  );
}
