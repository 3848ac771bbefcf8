import { Check, LoaderCircle, TriangleAlert, UserRound } from 'lucide-react';
import { RadioGroup } from 'radix-ui';
import { useEffect, useMemo, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { Avatar3D } from '../../../../supabase/functions/_shared/contract/api.ts';
import { AvatarPortrait } from '../../lib/ui/avatar-portrait.tsx';
import { cx } from '../../lib/ui/class-names.ts';
import { ErrorNotice } from '../../lib/ui/states.tsx';
import { Skeleton } from '../../lib/ui/surface.tsx';
import { useShownFirst } from '../../lib/ui/use-shown-first.ts';
import { useCast } from './api.ts';

interface CastPickerProps {
  /** The account's own avatars come first. */
  readonly own: readonly Avatar3D[];
  readonly value: string | null;
  readonly onChange: (avatar: Avatar3D) => void;
  readonly error: string | null;
}

/** Everyone of the catalogue in one row; the chosen one is scrolled into view. */
export function CastPicker({ own, value, onChange, error }: CastPickerProps) {
  const { t } = useTranslation();
  const cast = useCast();
  const row = useRef<HTMLDivElement>(null);
  const known = cast.data?.avatars;
  const avatars = useMemo(() => known && [...own, ...known], [own, known]);
  const [shown, choose] = useShownFirst(value ?? '', (id) => {
    const chosen = avatars?.find((avatar) => avatar.id === id);
    if (chosen) onChange(chosen);
  });

  useEffect(() => {
    if (!avatars || !value) return;
    const chosen = row.current?.querySelector<HTMLElement>(`[data-avatar="${CSS.escape(value)}"]`);
    if (chosen && row.current)
      row.current.scrollLeft = Math.max(0, chosen.offsetLeft - row.current.clientWidth / 3);
  }, [avatars, value]);

  if (cast.isError && !avatars) return <ErrorNotice error={cast.error} onRetry={() => void cast.refetch()} />;
  return (
    <div className="flex flex-col gap-2">
      <RadioGroup.Root
        ref={row}
        value={shown}
        onValueChange={choose}
        aria-label={t('studio.avatar')}
        data-tour-at="person"
        aria-describedby={error ? 'cast-error' : undefined}
        className="relative -mx-2 flex gap-3 overflow-x-auto px-2 py-2 [scrollbar-width:thin]"
      >
        {avatars
          ? avatars.map((avatar) => (
              <RadioGroup.Item
                key={avatar.id}
                value={avatar.id}
                data-avatar={avatar.id}
                className="group relative flex w-24 shrink-0 flex-col rounded-lg text-left"
              >
                <AvatarPortrait
                  id={avatar.id}
                  name={avatar.name}
                  posterUrl={avatar.poster_url}
                  className="aspect-square w-full rounded-lg ring-1 ring-line group-data-[state=checked]:ring-3 group-data-[state=checked]:ring-brand"
                />
                {avatar.own && <OwnMark own={avatar.own} />}
                <RadioGroup.Indicator className="absolute top-2 right-2 grid size-5 place-items-center rounded-full bg-brand text-brand-ink">
                  <Check className="size-3.5" strokeWidth={3} aria-hidden />
                </RadioGroup.Indicator>
                <span
                  className={cx(
                    'mt-1.5 truncate text-xs font-medium text-ink-2 group-data-[state=checked]:text-ink',
                  )}
                >
                  {avatar.name.split(' - ')[0]}
                </span>
              </RadioGroup.Item>
            ))
          : Array.from({ length: 7 }, (_, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: placeholders have no identity.
              <div key={index} className="w-24 shrink-0">
                <Skeleton className="aspect-square w-full rounded-lg" />
                <Skeleton className="mt-2 h-3.5 w-16" />
              </div>
            ))}
      </RadioGroup.Root>
      {error && (
        <p id="cast-error" role="alert" className="text-sm text-bad">
          {error}
        </p>
      )}
    </div>
  );
}

/** That an avatar is one's own, and whether its file is still being checked or cannot be used. */
function OwnMark({ own }: { readonly own: NonNullable<Avatar3D['own']> }) {
  const { t } = useTranslation();
  const Icon = OWN_ICONS[own.status];
  return (
    <span
      className={cx(
        'absolute top-[4.5rem] left-1 inline-flex max-w-[5.5rem] items-center gap-1 rounded-full bg-raised/90 px-1.5 py-0.5 text-[0.6875rem] font-medium shadow-1',
        own.status === 'failed' ? 'text-bad' : 'text-ink-2',
      )}
    >
      <Icon className="size-3 shrink-0" aria-hidden />
      <span className="truncate">{t(`own.${own.status}`)}</span>
    </span>
  );
}

const OWN_ICONS = { ready: UserRound, checking: LoaderCircle, failed: TriangleAlert } as const;
