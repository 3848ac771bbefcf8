import { ChevronsUpDown, Clapperboard, LogIn, LogOut, Settings, UserRound } from 'lucide-react';
import { DropdownMenu } from 'radix-ui';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useLocation, useNavigate } from 'react-router';
import { Language } from '../../../supabase/functions/_shared/contract/job.ts';
import { initialsOf } from '../lib/format.ts';
import { changeLanguage } from '../lib/i18n.ts';
import { LANGUAGE_NAMES } from '../lib/languages.ts';
import { useDisplayName, useSession } from '../lib/session.tsx';
import { supabase } from '../lib/supabase.ts';
import { setTheme, THEMES, type Theme, useTheme } from '../lib/theme.ts';
import { sendTour } from '../lib/tour/tour-store.ts';
import { cx } from '../lib/ui/class-names.ts';
import { wasLeftToFocused } from '../lib/ui/escape.ts';
import { useToasts } from '../lib/ui/toasts.tsx';

const ITEM =
  'flex h-9 cursor-pointer items-center gap-2.5 pointer-coarse:h-11 rounded-md px-2.5 text-sm text-ink outline-none data-highlighted:bg-sunken [&_svg]:size-4 [&_svg]:text-ink-3';
const CHECKABLE = `${ITEM} data-[state=checked]:font-semibold data-[state=checked]:text-brand-text`;
const HEADING = 'px-2.5 pt-2 pb-1 text-xs font-medium text-ink-3';

/** Account, language and theme: at the foot of the side bar, on phones at the top right. */
export function UserMenu({ placement }: { readonly placement: 'side' | 'top' }) {
  const { t, i18n } = useTranslation();
  const { session, status } = useSession();
  const name = useDisplayName();
  const theme = useTheme();
  const navigate = useNavigate();
  const { pathname } = useLocation();
  const toasts = useToasts();
  const [open, setOpen] = useState(false);

  const signOut = async () => {
    // Local scope: other devices stay signed in, and it works while the server cannot be reached.
    const { error } = await (await supabase()).auth.signOut({ scope: 'local' });
    if (error) return toasts.failure(error);
    await navigate('/avatars/gallery');
    toasts.success(t('account.signedOut'));
  };

  return (
    <DropdownMenu.Root open={open} onOpenChange={setOpen}>
      <DropdownMenu.Trigger
        aria-label={t('shell.menu')}
        className={cx(
          'flex items-center gap-3 rounded-md text-left transition-colors hover:bg-sunken data-[state=open]:bg-sunken',
          placement === 'side' ? 'w-full p-2' : 'p-1',
        )}
      >
        <span className="grid size-9 shrink-0 place-items-center rounded-full bg-brand-soft text-sm font-semibold text-brand-text">
          {session ? initialsOf(name) : <UserRound className="size-4" aria-hidden />}
        </span>
        {placement === 'side' && (
          <>
            <span className="min-w-0 grow">
              <span className="block truncate text-sm font-medium text-ink">
                {session ? name : t('shell.guest')}
              </span>
              <span className="block truncate text-xs text-ink-3">
                {session?.user.email ?? t('shell.guestHint')}
              </span>
            </span>
            <ChevronsUpDown className="size-4 shrink-0 text-ink-3" aria-hidden />
          </>
        )}
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        {/* What is clicked beside the menu closes it and does nothing else. */}
        <div className="pointer-events-auto fixed inset-0 z-40" />
      </DropdownMenu.Portal>
      <DropdownMenu.Portal>
        <DropdownMenu.Content
          onKeyDown={(event) => wasLeftToFocused(event.nativeEvent) && setOpen(false)}
          align={placement === 'side' ? 'start' : 'end'}
          side={placement === 'side' ? 'top' : 'bottom'}
          sideOffset={8}
          className="z-50 w-60 rounded-lg bg-raised p-1.5 shadow-2 ring-1 ring-line animate-rise"
        >
          {placement === 'top' && session && (
            <p className="truncate px-2.5 pt-1.5 pb-1 text-sm font-medium">{session.user.email}</p>
          )}
          <DropdownMenu.Item asChild className={ITEM}>
            <Link to="/avatars/settings">
              <Settings aria-hidden />
              {t('nav.settings')}
            </Link>
          </DropdownMenu.Item>
          {session && (
            <DropdownMenu.Item
              className={ITEM}
              onSelect={() => {
                sendTour(session.user.id, { type: 'start' });
                if (pathname !== '/avatars/studio') void navigate('/avatars/gallery');
              }}
            >
              <Clapperboard aria-hidden />
              {t('shell.guide')}
            </DropdownMenu.Item>
          )}
          <DropdownMenu.Separator className="my-1.5 h-px bg-line" />
          <DropdownMenu.Label className={HEADING}>{t('settings.language')}</DropdownMenu.Label>
          <DropdownMenu.RadioGroup
            value={i18n.language}
            onValueChange={(value) => void changeLanguage(Language.parse(value))}
          >
            {Language.options.map((language) => (
              <DropdownMenu.RadioItem key={language} value={language} lang={language} className={CHECKABLE}>
                {LANGUAGE_NAMES[language]}
              </DropdownMenu.RadioItem>
            ))}
          </DropdownMenu.RadioGroup>
          <DropdownMenu.Label className={HEADING}>{t('settings.theme')}</DropdownMenu.Label>
          <DropdownMenu.RadioGroup
            value={theme}
            onValueChange={(value) => setTheme(value as Theme)}
            className="grid grid-cols-3"
          >
            {THEMES.map((option) => (
              <DropdownMenu.RadioItem key={option} value={option} className={cx(CHECKABLE, 'justify-center')}>
                {t(`theme.${option}`)}
              </DropdownMenu.RadioItem>
            ))}
          </DropdownMenu.RadioGroup>
          <DropdownMenu.Separator className="my-1.5 h-px bg-line" />
          {status === 'signed-in' ? (
            <DropdownMenu.Item className={ITEM} onSelect={() => void signOut()}>
              <LogOut aria-hidden />
              {t('account.signOut')}
            </DropdownMenu.Item>
          ) : (
            <DropdownMenu.Item asChild className={ITEM}>
              <Link to={`/sign-in?next=${encodeURIComponent(pathname)}`}>
                <LogIn aria-hidden />
                {t('account.signIn')}
              </Link>
            </DropdownMenu.Item>
          )}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}
