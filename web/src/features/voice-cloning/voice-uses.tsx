import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { formatAgo } from '../../lib/format.ts';
import { useVoiceUses, type Voice } from './api.ts';

const SHOWN = 20;

/** Who spoke with the voice and who was given its recordings; asked for when it is opened. */
export function VoiceUses({ voice }: { readonly voice: Voice }) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  return (
    <details className="text-sm" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary className="cursor-pointer py-1 text-ink-3">{t('voices.uses.title')}</summary>
      {open && <List voice={voice} />}
    </details>
  );
}

function List({ voice }: { readonly voice: Voice }) {
  const { t, i18n } = useTranslation();
  const { data, isPending, isError } = useVoiceUses(voice);
  if (isPending) return <p className="text-ink-3">{t('voices.uses.loading')}</p>;
  if (isError) return <p className="text-bad">{t('voices.uses.failed')}</p>;
  if (data.length === 0) return <p className="text-ink-3">{t('voices.uses.none')}</p>;
  return (
    <ul className="mt-1 flex flex-col gap-1">
      {data.slice(0, SHOWN).map(({ kind, actor, actor_name, job_id, created_at }) => (
        <li key={`${created_at} ${kind}`} className="flex flex-wrap justify-between gap-x-3">
          <span>
            {job_id ? (
              <Link className="underline" to={`/avatars/render/${job_id}`}>
                {t(`voices.uses.${kind}`)}
              </Link>
            ) : (
              t(`voices.uses.${kind}`)
            )}
            <span className="text-ink-3"> · {actor_name ?? t(`voices.uses.${actor}`)}</span>
          </span>
          <time dateTime={created_at} className="text-ink-3">
            {formatAgo(created_at, i18n.language)}
          </time>
        </li>
      ))}
    </ul>
  );
}
