import { Check, CircleDashed, LoaderCircle, X } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { JobView } from '../../../../supabase/functions/_shared/contract/api.ts';
import { StageName, type StageStatus } from '../../../../supabase/functions/_shared/contract/job.ts';
import { formatPercent } from '../../lib/format.ts';
import { cx } from '../../lib/ui/class-names.ts';
import { ProgressBar } from '../../lib/ui/progress-bar.tsx';

const ICONS = { pending: CircleDashed, processing: LoaderCircle, completed: Check, failed: X } as const;
const DOTS = {
  pending: 'text-ink-3 ring-line',
  processing: 'bg-clay-soft text-clay ring-transparent',
  completed: 'bg-ok-soft text-ok ring-transparent',
  failed: 'bg-bad-soft text-bad ring-transparent',
} as const satisfies Record<StageStatus, string>;
const BARS = { pending: 'muted', processing: 'brand', completed: 'ok', failed: 'bad' } as const;

/** The four stages, each with what it does, how far it is and what it ended with. */
export function StageList({ view }: { readonly view: JobView }) {
  const { t, i18n } = useTranslation();
  return (
    <ol className="grid gap-4 sm:grid-cols-2 xl:grid-cols-4">
      {StageName.options.map((name, index) => {
        const stage = view.stages.find(({ stage_name }) => stage_name === name);
        // A failed job fails every stage it never reached: only the one it failed in is shown as failed.
        const unreached = stage?.status === 'failed' && view.error !== null && view.error.stage !== name;
        const status = unreached ? 'pending' : (stage?.status ?? 'pending');
        const progress = stage?.progress ?? 0;
        const Icon = ICONS[status];
        const title = t(`stage.${name}.name`);
        return (
          <li key={name} className="flex flex-col rounded-lg bg-paper p-4 ring-1 ring-inset ring-line">
            <div className="flex items-center gap-3">
              <span
                className={cx(
                  'grid size-8 shrink-0 place-items-center rounded-full ring-1 ring-inset',
                  DOTS[status],
                )}
              >
                <Icon className={cx('size-4', status === 'processing' && 'animate-spin')} aria-hidden />
              </span>
              <div className="min-w-0 grow">
                <p className="text-xs text-ink-3">{t('render.stageOf', { index: index + 1 })}</p>
                <h3 className="truncate text-sm font-semibold">{title}</h3>
              </div>
              <span className="text-sm text-ink-2 tabular">
                {status === 'pending' ? '' : formatPercent(progress, i18n.language)}
              </span>
            </div>
            <p className="mt-3 grow text-sm text-ink-2">{t(`stage.${name}.text`)}</p>
            <ProgressBar
              className="mt-3 h-1.5"
              value={progress}
              tone={BARS[status]}
              label={`${title}: ${t(`stageStatus.${status}`)}`}
            />
          </li>
        );
      })}
    </ol>
  );
}
