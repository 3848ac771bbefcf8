import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Avatar3D } from '../../../../supabase/functions/_shared/contract/api.ts';
import { mediaUrl } from '../../lib/media-url.ts';
import { AvatarPortrait } from '../../lib/ui/avatar-portrait.tsx';
import { cx } from '../../lib/ui/class-names.ts';
import { Badge } from '../../lib/ui/surface.tsx';

/** A person of the catalogue. Pointing at it or focusing it plays the preview, silent and in place. */
export function AvatarCard({ avatar, onOpen }: { readonly avatar: Avatar3D; readonly onOpen: () => void }) {
  const { t } = useTranslation();
  const [name, role] = splitName(avatar.name);
  const [active, setActive] = useState(false);
  return (
    <button
      type="button"
      onClick={onOpen}
      onPointerEnter={(event) => event.pointerType === 'mouse' && setActive(true)}
      onPointerLeave={() => setActive(false)}
      onFocus={() => setActive(true)}
      onBlur={() => setActive(false)}
      className="group flex w-full flex-col overflow-hidden rounded-xl bg-surface text-left shadow-1 ring-1 ring-line transition-shadow hover:shadow-2"
    >
      <div className="relative w-full overflow-hidden">
        <AvatarPortrait
          id={avatar.id}
          name={avatar.name}
          posterUrl={avatar.poster_url}
          className="aspect-[4/5] w-full transition-transform duration-500 ease-out group-hover:scale-[1.02]"
        />
        {avatar.preview_url && <Preview source={mediaUrl(avatar.preview_url)} active={active} />}
      </div>
      <div className="flex grow flex-col gap-2 p-4">
        <div>
          <h2 className="font-semibold text-ink">{name}</h2>
          <p className="min-h-5 text-sm text-ink-2">{role}</p>
        </div>
        <div className="mt-auto flex flex-wrap gap-1.5">
          <Badge tone="brand">{t(`avatar.${avatar.category}`)}</Badge>
          <Badge>{t(`avatar.${avatar.quality}`)}</Badge>
        </div>
      </div>
    </button>
  );
}

/** "Ana Paula - Executiva" → the person and what she is in the catalogue. */
export function splitName(full: string): readonly [string, string] {
  const [name = full, ...role] = full.split(/\s[-–—]\s/);
  return [name, role.join(' – ')];
}

function Preview({ source, active }: { readonly source: string | null; readonly active: boolean }) {
  const video = useRef<HTMLVideoElement>(null);
  const [playing, setPlaying] = useState(false);
  const wanted = active && source !== null && !matchMedia('(prefers-reduced-motion: reduce)').matches;
  if (!wanted) {
    if (playing) setPlaying(false);
    return null;
  }
  return (
    <video
      ref={video}
      src={source}
      muted
      loop
      playsInline
      autoPlay
      aria-hidden
      tabIndex={-1}
      onPlaying={() => setPlaying(true)}
      className={cx(
        'absolute inset-0 size-full object-cover object-[50%_20%] transition-opacity duration-300',
        playing ? 'opacity-100' : 'opacity-0',
      )}
    />
  );
}
