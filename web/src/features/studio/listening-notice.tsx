import { LoaderCircle, Volume2 } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { LIMITS } from '../../../../supabase/functions/_shared/contract/job.ts';
import { cx } from '../../lib/ui/class-names.ts';
import { ErrorNotice } from '../../lib/ui/states.tsx';
import type { Listening } from './use-listening.ts';
import type { Notice } from './use-script-tools.ts';

interface ListeningNoticeProps {
  readonly listening: Listening;
  readonly notice: Notice | null;
}

/** The script may go on below the fold: what was asked for answers above the bar at the foot of the page all the same. */
const IN_SIGHT = 'sticky bottom-[calc(10rem+env(safe-area-inset-bottom))] z-10 lg:bottom-[7rem]';

/** What the last tool or the voice has to say, below the script. */
export function ListeningNotice({ listening, notice }: ListeningNoticeProps) {
  const { t } = useTranslation();
  if (listening.status === 'failed') {
    return (
      <div className={cx('mt-2 rounded-lg shadow-2', IN_SIGHT)}>
        <ErrorNotice error={listening.error} />
      </div>
    );
  }
  const text = (): string | null => {
    switch (listening.status) {
      case 'preparing':
        return t(`editor.listening.${listening.why}`);
      case 'playing':
        return t('editor.listening.playing');
      case 'blocked':
        return t('editor.listening.blocked');
      default:
        return notice && t(`editor.${notice}`, { limit: LIMITS.previewCharacters });
    }
  };
  const shown = text();
  return (
    <div
      role="status"
      className={
        shown
          ? cx(
              'mt-2 flex w-fit max-w-full items-center gap-2 rounded-md bg-raised px-3 py-2 text-sm text-ink shadow-2 ring-1 ring-line',
              IN_SIGHT,
            )
          : 'sr-only'
      }
    >
      {listening.status === 'preparing' && (
        <LoaderCircle className="size-4 shrink-0 animate-spin" aria-hidden />
      )}
      {listening.status === 'playing' && <Volume2 className="size-4 shrink-0 text-clay" aria-hidden />}
      {shown}
      {listening.status === 'silent' && notice === 'listening.signIn' && (
        <Link
          to="/sign-in?next=/avatars/studio"
          className="font-medium text-brand-text underline underline-offset-2"
        >
          {t('account.signIn')}
        </Link>
      )}
    </div>
  );
}
