import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { JobView } from '../../../../supabase/functions/_shared/contract/api.ts';

/** The first frame as soon as it was drawn. Its place is there before it is, so nothing jumps. */
export function FirstFrame({ view }: { readonly view: JobView }) {
  const { t } = useTranslation();
  const [shown, setShown] = useState<string | null>(null);
  // Every answer signs a new address of the same picture: the first one stays.
  if (shown === null && view.frame_url !== null) setShown(view.frame_url);
  return (
    <div className="mt-5 grid aspect-video w-full max-w-md shrink-0 place-items-center lg:mt-0 lg:w-96 overflow-hidden rounded-lg bg-sunken ring-1 ring-inset ring-line">
      {shown ? (
        <img src={shown} alt={t('watch.frame')} className="size-full object-contain" />
      ) : (
        <p className="px-6 text-center text-sm text-ink-2">{t('watch.framePending')}</p>
      )}
    </div>
  );
}
