import { Heart as HeartIcon, PenLine, SearchX, UserRound, X } from 'lucide-react';
import { lazy, Suspense, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useSearchParams } from 'react-router';
import { formatNumber } from '../../lib/format.ts';
import { useOwnAvatars } from '../../lib/own-avatars.ts';
import { usePageTitle } from '../../lib/page-title.ts';
import { useSession } from '../../lib/session.tsx';
import { matchesText } from '../../lib/text-search.ts';
import { Button } from '../../lib/ui/button.tsx';
import { cx } from '../../lib/ui/class-names.ts';
import { EmptyState, ErrorState } from '../../lib/ui/states.tsx';
import { PageHeader, Skeleton } from '../../lib/ui/surface.tsx';
import { useGallery } from './api.ts';
import { AvatarCard, splitName } from './avatar-card.tsx';
import { useFavourites } from './favourites.ts';
import { FilterBar } from './filter-bar.tsx';
import { FILTER_NAMES, filtersOf, withParam } from './filters.ts';
import { Heart } from './heart.tsx';

const AvatarDialog = lazy(async () => ({ default: (await import('./avatar-dialog.tsx')).AvatarDialog }));

const GRID = 'grid grid-cols-2 gap-3 sm:gap-5 md:grid-cols-3 xl:grid-cols-4';

export function GalleryPage() {
  const { t, i18n } = useTranslation();
  usePageTitle(t('nav.gallery'));
  const [search, setSearch] = useSearchParams();
  const filters = useMemo(() => filtersOf(search), [search]);
  const query = search.get('q') ?? '';
  const signedIn = useSession().status === 'signed-in';
  const onlyMine = signedIn && search.get('mine') === '1';
  const catalogue = useGallery(filters);
  const mine = useOwnAvatars(onlyMine);
  const gallery = onlyMine ? mine : catalogue;
  const people = onlyMine
    ? mine.data?.filter((avatar) =>
        FILTER_NAMES.every((name) => !filters[name] || avatar[name] === filters[name]),
      )
    : catalogue.data?.avatars;
  const favourites = useFavourites(signedIn).data ?? [];
  const onlyFavourites = signedIn && search.get('fav') === '1';
  const found = people?.filter(
    ({ id, name }) => matchesText(name, query) && (!onlyFavourites || favourites.includes(id)),
  );
  const narrowed = query !== '' || onlyFavourites || onlyMine || Object.keys(filters).length > 0;
  const open = people?.find(({ id }) => id === search.get('person'));
  const clear = () => setSearch({}, { replace: true });

  return (
    <>
      <PageHeader
        title={t('gallery.title')}
        lead={t('gallery.lead')}
        actions={
          <Button asChild>
            <Link to="/avatars/studio">
              <PenLine aria-hidden />
              {t('gallery.create')}
            </Link>
          </Button>
        }
      />
      <FilterBar
        filters={filters}
        query={query}
        favourites={signedIn ? onlyFavourites : null}
        mine={signedIn ? onlyMine : null}
        onChange={(name, value) =>
          setSearch((now) => withParam(now, name, value), { replace: true, preventScrollReset: true })
        }
      />
      <div className="mt-3 mb-2 flex h-9 items-center justify-between gap-4">
        <p className="text-sm text-ink-2 tabular" role="status">
          {found &&
            t('gallery.count', { count: found.length, shown: formatNumber(found.length, i18n.language) })}
        </p>
        {narrowed && found && found.length > 0 && (
          <Button variant="ghost" size="sm" className="-mr-3" onClick={clear}>
            <X aria-hidden />
            {t('gallery.clear')}
          </Button>
        )}
      </div>
      {gallery.isError && !gallery.data ? (
        <ErrorState error={gallery.error} onRetry={() => void gallery.refetch()} />
      ) : !found ? (
        <div className={GRID} role="status" aria-label={t('state.loading')}>
          {Array.from({ length: 8 }, (_, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: placeholders have no identity.
            <div key={index} className="overflow-hidden rounded-xl bg-surface ring-1 ring-line">
              <Skeleton className="aspect-[4/5] w-full rounded-none" />
              <div className="p-4">
                <Skeleton className="h-5 w-2/3" />
                <Skeleton className="mt-2 h-4 w-1/2" />
                <Skeleton className="mt-4 h-5 w-3/4 rounded-full" />
              </div>
            </div>
          ))}
        </div>
      ) : found.length === 0 ? (
        <EmptyState
          icon={onlyMine ? UserRound : onlyFavourites ? HeartIcon : SearchX}
          title={t(onlyMine ? 'own.empty' : onlyFavourites ? 'favourite.emptyTitle' : 'gallery.emptyTitle')}
          text={t(onlyMine ? 'own.emptyText' : onlyFavourites ? 'favourite.emptyText' : 'gallery.emptyText')}
          action={
            <Button variant="secondary" onClick={clear}>
              {t('gallery.clear')}
            </Button>
          }
        />
      ) : (
        <ul
          data-tour-at="person"
          className={cx(GRID, 'transition-opacity', !onlyMine && catalogue.isPlaceholderData && 'opacity-60')}
        >
          {found.map((avatar) => (
            <li key={avatar.id} className="relative flex">
              <AvatarCard
                avatar={avatar}
                onOpen={() =>
                  setSearch((now) => withParam(now, 'person', avatar.id), { preventScrollReset: true })
                }
              />
              {!avatar.own && (
                <Heart
                  avatarId={avatar.id}
                  name={splitName(avatar.name)[0]}
                  favourite={favourites.includes(avatar.id)}
                  signedIn={signedIn}
                />
              )}
            </li>
          ))}
        </ul>
      )}
      {open && (
        <Suspense>
          <AvatarDialog
            avatar={open}
            onClose={() =>
              setSearch((now) => withParam(now, 'person', ''), { replace: true, preventScrollReset: true })
            }
          />
        </Suspense>
      )}
    </>
  );
}
