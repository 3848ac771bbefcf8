import { useState } from 'react';
import { initialsOf } from '../format.ts';
import { mediaUrl } from '../media-url.ts';
import { cx } from './class-names.ts';

/** Backdrops behind initials: [light, deep] pairs of the palette's neighbours; the letters stay above 4.5:1. */
const BACKDROPS = [
  ['#d7e6e1', '#a9cbc3'],
  ['#f3dfd1', '#e2bda4'],
  ['#e3e2d3', '#c6c4a8'],
  ['#dbe3ec', '#b3c4d6'],
  ['#eadce4', '#d1b5c5'],
  ['#e6e0d3', '#cdbf9f'],
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
  /** Small squares show only the initials. */
  readonly compact?: boolean;
}

/** The avatar's poster; until one was rendered, initials before a drawn bust. Decorative: the name stands beside it. */
export function AvatarPortrait({ id, name, posterUrl, className, compact }: AvatarPortraitProps) {
  const [broken, setBroken] = useState(false);
  const source = mediaUrl(posterUrl);
  const [light, deep] = backdropOf(id);
  return (
    <div
      className={cx('relative overflow-hidden', className)}
      style={{ background: `linear-gradient(165deg, ${light}, ${deep})` }}
    >
      {source && !broken ? (
        <img
          src={source}
          alt=""
          loading="lazy"
          decoding="async"
          onError={() => setBroken(true)}
          className="absolute inset-0 size-full object-cover object-[50%_20%]"
        />
      ) : (
        <>
          {!compact && (
            <svg
              viewBox="0 0 100 100"
              className="absolute inset-x-0 bottom-0 mx-auto h-[88%]"
              aria-hidden="true"
            >
              <g fill="#10302c">
                <path
                  opacity="0.16"
                  d="M50 22c12 0 19 9 19 21 0 13-8 24-19 24s-19-11-19-24c0-12 7-21 19-21z"
                />
                <path opacity="0.16" d="M42 62h16v11c10 3 27 7 31 27H11c4-20 21-24 31-27z" />
              </g>
            </svg>
          )}
          <span
            aria-hidden
            className={cx(
              'absolute font-semibold text-[#12332f]',
              compact ? 'inset-0 grid place-items-center text-sm' : 'bottom-3 left-4 text-2xl tracking-tight',
            )}
          >
            {initialsOf(name)}
          </span>
        </>
      )}
    </div>
  );
}
