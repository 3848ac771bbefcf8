import { CloudOff } from 'lucide-react';
import { lazy, Suspense, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, NavLink, Outlet, ScrollRestoration, useLocation, useNavigation } from 'react-router';
import { useDefaultsOnDevice } from '../lib/account-defaults.ts';
import { useOnline } from '../lib/online.ts';
import { useSession } from '../lib/session.tsx';
import { readStored } from '../lib/stored.ts';
import { buttonClass } from '../lib/ui/button.tsx';
import { cx } from '../lib/ui/class-names.ts';
import { Skeleton } from '../lib/ui/surface.tsx';
import { Brand } from './brand.tsx';
import { NAVIGATION } from './navigation.ts';

// The code of menu and guide is not needed to draw a page.
const Tour = lazy(async () => ({ default: (await import('../features/tour/tour.tsx')).Tour }));
const UserMenu = lazy(async () => ({ default: (await import('./user-menu.tsx')).UserMenu }));

/** The frame of every page: navigation at the side, on phones at the bottom; the page in the middle. */
export function Shell() {
  const { t, i18n } = useTranslation();
  const { session, status } = useSession();
  useDefaultsOnDevice(status === 'signed-in', i18n.language);
  const { pathname } = useLocation();
  // Whoever is on the way in needs no second door.
  const guest = status === 'signed-out' && pathname.startsWith('/avatars');
  const next = encodeURIComponent(pathname);
  // The room that the guide took on the last page: what is below it does not move when it comes.
  const room = <div style={{ height: Number(readStored('semblante.tour.height')) }} />;
  return (
    <div className="min-h-dvh lg:grid lg:grid-cols-[15.5rem_minmax(0,1fr)]">
      <a
        href="#main"
        className="fixed top-3 left-3 z-60 -translate-y-20 rounded-md bg-brand px-4 py-2 text-sm font-medium text-brand-ink focus:translate-y-0"
      >
        {t('shell.skip')}
      </a>
      <PendingBar />
      <aside className="sticky top-0 hidden h-dvh flex-col border-r border-line bg-surface px-4 py-5 lg:flex">
        <Link to="/avatars/gallery" className="rounded-md px-2 py-1" aria-label={t('shell.home')}>
          <Brand />
        </Link>
        <nav aria-label={t('shell.navigation')} className="mt-8 grow">
          <ul className="flex flex-col gap-1">
            {NAVIGATION.map(({ to, label, icon: Icon }) => (
              <li key={to}>
                <NavLink
                  to={to}
                  className={({ isActive }) =>
                    cx(
                      'flex h-10 items-center gap-3 rounded-md px-3 text-sm font-medium transition-colors',
                      isActive
                        ? 'bg-brand-soft text-brand-text'
                        : 'text-ink-2 hover:bg-sunken hover:text-ink',
                    )
                  }
                >
                  <Icon className="size-[1.125rem]" aria-hidden />
                  {t(`nav.${label}`)}
                </NavLink>
              </li>
            ))}
          </ul>
        </nav>
        {guest && (
          <div className="mb-3 flex flex-col gap-2">
            <Link to={`/sign-up?next=${next}`} className={buttonClass('primary')}>
              {t('account.signUp')}
            </Link>
            <Link to={`/sign-in?next=${next}`} className={buttonClass('secondary')}>
              {t('account.signIn')}
            </Link>
          </div>
        )}
        <Suspense fallback={<div className="h-[3.25rem]" />}>
          <UserMenu placement="side" />
        </Suspense>
      </aside>

      <div className="flex min-w-0 flex-col">
        <header className="sticky top-0 z-30 flex h-14 items-center justify-between border-b border-line bg-surface px-4 lg:hidden">
          <Link to="/avatars/gallery" className="rounded-md" aria-label={t('shell.home')}>
            <Brand />
          </Link>
          <div className="flex items-center gap-2">
            {guest && (
              <Link to={`/sign-in?next=${next}`} className={buttonClass('secondary')}>
                {t('account.signIn')}
              </Link>
            )}
            <Suspense fallback={<div className="size-11" />}>
              <UserMenu placement="top" />
            </Suspense>
          </div>
        </header>
        <OfflineBanner />
        {status === 'loading' && room}
        {session && (
          <Suspense fallback={room}>
            <Tour user={session.user} />
          </Suspense>
        )}
        <main
          id="main"
          tabIndex={-1}
          className="mx-auto w-full max-w-6xl grow px-4 pt-6 pb-28 outline-none sm:px-6 lg:px-10 lg:pt-10 lg:pb-16"
        >
          <Outlet />
        </main>
      </div>

      <nav
        aria-label={t('shell.navigation')}
        className="fixed inset-x-0 bottom-0 z-30 border-t border-line bg-surface pb-[env(safe-area-inset-bottom)] lg:hidden"
      >
        <ul className="grid grid-cols-5">
          {NAVIGATION.filter(({ phone }) => phone).map(({ to, label, icon: Icon }) => (
            <li key={to}>
              <NavLink
                to={to}
                className={({ isActive }) =>
                  cx(
                    'flex h-16 flex-col items-center justify-center gap-1 text-[0.6875rem] font-medium -outline-offset-2',
                    isActive ? 'text-brand-text' : 'text-ink-2',
                  )
                }
              >
                <Icon className="size-5" aria-hidden />
                {t(`nav.${label}`)}
              </NavLink>
            </li>
          ))}
        </ul>
      </nav>
      <RouteAnnouncer />
      <ScrollRestoration />
    </div>
  );
}

/** Shown while a page's chunk is on its way; the same block as most pages begin with, so nothing jumps. */
export function PagePending() {
  const { t } = useTranslation();
  return (
    <div role="status" aria-label={t('state.loading')}>
      <Skeleton className="h-9 w-56" />
      <Skeleton className="mt-3 h-5 w-full max-w-md" />
      <Skeleton className="mt-8 h-72 w-full rounded-xl" />
    </div>
  );
}

function PendingBar() {
  const pending = useNavigation().state !== 'idle';
  return (
    <div
      aria-hidden
      className={cx(
        'fixed inset-x-0 top-0 z-60 h-0.5 origin-left bg-brand transition-transform duration-700 ease-out',
        pending ? 'scale-x-75' : 'scale-x-0',
      )}
    />
  );
}

function OfflineBanner() {
  const { t } = useTranslation();
  const online = useOnline();
  return (
    <div role="status">
      {!online && (
        <p className="flex items-center justify-center gap-2 bg-warn-soft px-4 py-2 text-sm font-medium text-warn">
          <CloudOff className="size-4 shrink-0" aria-hidden />
          {t('shell.offline')}
        </p>
      )}
    </div>
  );
}

/** After a navigation the focus goes to the page and its title is spoken, as a full page load would do. */
function RouteAnnouncer() {
  const { pathname } = useLocation();
  const { state } = useNavigation();
  const [title, setTitle] = useState('');
  const last = useRef(pathname);
  useEffect(() => {
    if (state !== 'idle' || last.current === pathname) return;
    last.current = pathname;
    document.getElementById('main')?.focus({ preventScroll: true });
    // The page sets its title in an effect of its own, which may run after this one.
    const frame = requestAnimationFrame(() => setTitle(document.title));
    return () => cancelAnimationFrame(frame);
  }, [pathname, state]);
  return (
    <p aria-live="polite" className="sr-only">
      {title}
    </p>
  );
}
