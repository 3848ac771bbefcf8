import { Film } from 'lucide-react';
import { useState } from 'react';
import { initialsOf } from '../format.ts';
import { mediaUrl } from '../media-url.ts';
import { cx } from './class-names.ts';

/** Backdrops behind initials, top and bottom in light and dark: the palette's neighbours; the letters stay above 4.5:1. */
const BACKDROPS = [
  ['light-dark(#d7e6e1, #2b4a45)', 'light-dark(#a9cbc3, #1d332f)'],
  ['light-dark(#f3dfd1, #533d30)', 'light-dark(#e2bda4, #3a2a21)'],
  ['light-dark(#e3e2d3, #45442f)', 'light-dark(#c6c4a8, #302f21)'],
  ['light-dark(#dbe3ec, #344355)', 'light-dark(#b3c4d6, #242f3c)'],
  ['light-dark(#eadce4, #4e3844)', 'light-dark(#d1b5c5, #36272f)'],
  ['light-dark(#e6e0d3, #4a412d)', 'light-dark(#cdbf9f, #332d1f)'],
] as const;

function backdropOf(id: string): readonly [string, string] {
  let hash = 0;
  for (const char of id) hash = (hash * 31 + (char.codePointAt(0) ?? 0)) >>> 0;
  return BACKDROPS[hash % BACKDROPS.length] ?? BACKDROPS[0];
}

interface AvatarPortraitProps {
  readonly id: string;
  readonly name: string;
  readonly posterUrl: string | null;
  readonly className?: string;
  /** A small square that stands for a film: until it has a picture, the sign of one. */
  readonly compact?: boolean;
  /** Cropped to a landscape frame around the eyes and mouth, instead of from the hair down. */
  readonly landscape?: boolean;
}

/** The avatar's poster; until one was rendered, initials before a drawn bust. Decorative: the name stands beside it. */
export function AvatarPortrait({ id, name, posterUrl, className, compact, landscape }: AvatarPortraitProps) {
  const [broken, setBroken] = useState(false);
  const source = mediaUrl(posterUrl);
  const [top, bottom] = backdropOf(id);
  return (
    <div
      className={cx('@container relative overflow-hidden', className)}
      style={{ background: `linear-gradient(165deg, ${top}, ${bottom})` }}
    >
      {source && !broken ? (
        <img
          src={source}
          alt=""
          loading="lazy"
          decoding="async"
          onError={() => setBroken(true)}
          className={cx(
            'absolute inset-0 size-full object-cover',
            landscape ? 'object-[50%_48%]' : 'object-[50%_20%]',
          )}
        />
      ) : (
        <>
          {!compact && (
            <svg
              viewBox="0 0 100 100"
              className="absolute inset-x-0 bottom-0 mx-auto h-[88%] text-ink"
              aria-hidden="true"
            >
              <g fill="currentColor" opacity="0.16">
                <path d="M50 24c11.500 0 18 8.500 18 20 0 9-3.800 17-9.500 20.800V72c9 4 25 8 29.500 28H12c4.500-20 20.500-24 29.500-28v-7.200C35.800 61 32 53 32 44c0-11.500 6.500-20 18-20z" />
              </g>
            </svg>
          )}
          {compact ? (
            <Film className="absolute inset-0 m-auto size-5 text-ink-2" aria-hidden />
          ) : (
            <span
              aria-hidden
              className="absolute bottom-[4cqw] left-[6cqw] text-[clamp(0.75rem,11cqw,1.75rem)] font-semibold tracking-tight text-ink"
            >
              {initialsOf(name)}
            </span>
          )}
        </>
      )}
    </div>
  );
}
