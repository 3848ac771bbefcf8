import { useTranslation } from 'react-i18next';
import type { Avatar3D } from '../../../../../supabase/functions/_shared/contract/api.ts';
import { formatPercent } from '../../../lib/format.ts';
import { ProgressBar } from '../../../lib/ui/progress-bar.tsx';
import { RemoveAvatar } from './remove-avatar.tsx';
import { ReportWords } from './report-words.tsx';
import { fill, useWords } from './use-words.ts';

interface OwnReportProps {
  readonly avatar: Avatar3D;
  readonly onDeleted: () => void;
}

/** What became of an imported GLB. */
export function OwnReport({ avatar, onDeleted }: OwnReportProps) {
  const { t, i18n } = useTranslation();
  const words = useWords();
  const { own } = avatar;
  if (!own) return null;
  const checking = fill(words.bring.checking, { percent: formatPercent(own.progress, i18n.language) });
  return (
    <div className="mt-4 flex flex-col gap-3">
      {own.status === 'checking' && (
        <div className="flex flex-col gap-2 text-sm text-ink-2" role="status">
          <p>{checking}</p>
          <ProgressBar value={own.progress} label={checking} />
        </div>
      )}
      {own.error && (
        <div role="alert" className="rounded-lg bg-bad-soft p-4 text-sm text-bad">
          <strong className="block font-semibold">{words.bring.failed}</strong>
          <p>{t(`failure.${own.error.code}.message`)}</p>
          <p>{t(`failure.${own.error.code}.remedy`)}</p>
          <p className="mt-2 text-ink-2">{own.error.message}</p>
        </div>
      )}
      {own.report && <ReportWords report={own.report} />}
      <RemoveAvatar avatar={avatar} onDeleted={onDeleted} />
    </div>
  );
}
