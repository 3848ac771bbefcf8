import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { JobView } from '../../../../supabase/functions/_shared/contract/api.ts';
import { FilmReport } from '../../../../supabase/functions/_shared/contract/film-report.ts';
import { StageName } from '../../../../supabase/functions/_shared/contract/job.ts';
import type { RecordingFacts } from '../../../../supabase/functions/_shared/contract/recording.ts';
import { engineLabel } from '../engine-label.ts';
import { formatClock, formatNumber, formatPercent, formatShare } from '../format.ts';
import { useCatalogueLips } from './catalogue-lips.ts';

/**
 * What was measured on the finished film, and beside its lips what the catalogue's measurement says of the person. A
 * figure that was not measured is not shown.
 */
export function FilmReportFigures({ job }: { readonly job: JobView }) {
  const { t, i18n } = useTranslation();
  const catalogue = useCatalogueLips(job);
  const report = FilmReport.safeParse(job.report).data;
  if (!report) return null;
  const number = (value: number, digits = 1) => formatNumber(value, i18n.language, digits);
  const percent = (share: number) => formatPercent(share, i18n.language);
  const closed = (share: number) => formatShare(share, i18n.language, 'floor');
  const falselyClosed = (share: number) => formatShare(share, i18n.language, 'ceil');
  const milliseconds = (value: number) => `${number(value)} ms`;
  const beside = (value: number | null | undefined, format: (value: number) => string) =>
    typeof value === 'number' ? { beside: t('report.catalogue', { figure: format(value) }) } : {};
  /** Contract figures from which the agent's own warnings come, said in the reader's language. */
  const recordingHint = ({ clipped_share, mismatch }: RecordingFacts) =>
    [
      ...(clipped_share > 0.001 ? [t('report.recordingClipped')] : []),
      ...(mismatch !== null && report.alignment.confidence < 0.2 ? [t('report.recordingDoubtful')] : []),
    ].join(' ');
  const { lip_sync: lips, loudness_lufs: loudness, true_peak_dbtp: peak, words_per_minute: pace } = report;
  return (
    <dl className="grid grid-cols-2 gap-x-6 gap-y-5 sm:grid-cols-3 xl:grid-cols-4">
      <Figure label={t('report.duration')}>{formatClock(report.duration_s)}</Figure>
      <Figure label={t('report.picture')}>
        {report.width}×{report.height}, {number(report.fps, 2)} fps
      </Figure>
      {lips.closure !== null && (
        <Figure
          label={t('report.closure')}
          hint={t('report.closureHint')}
          {...beside(catalogue?.closure, closed)}
        >
          {closed(lips.closure)}
        </Figure>
      )}
      {typeof lips.labiodental === 'number' && (
        <Figure
          label={t('report.labiodental')}
          hint={t('report.closureHint')}
          {...beside(catalogue?.labiodental, closed)}
        >
          {closed(lips.labiodental)}
        </Figure>
      )}
      {lips.false_closure !== null && (
        <Figure
          label={t('report.falseClosure')}
          hint={t('report.falseClosureHint')}
          {...beside(catalogue?.false_closure, falselyClosed)}
        >
          {falselyClosed(lips.false_closure)}
        </Figure>
      )}
      {lips.offset_ms !== null && (
        <Figure
          label={t('report.offset')}
          hint={t('report.offsetHint')}
          {...beside(catalogue?.offset_ms, milliseconds)}
        >
          {milliseconds(lips.offset_ms)}
        </Figure>
      )}
      {loudness !== null && <Figure label={t('report.loudness')}>{number(loudness)} LUFS</Figure>}
      {peak !== null && <Figure label={t('report.peak')}>{number(peak)} dBTP</Figure>}
      {pace !== null && (
        <Figure label={t('report.pace')}>{t('report.wordsPerMinute', { count: Math.round(pace) })}</Figure>
      )}
      <Figure
        label={t('report.alignment')}
        {...(report.alignment.source === 'approximate' ? { hint: t('report.approximateHint') } : {})}
      >
        {t(`alignment.${report.alignment.source}`)} ({percent(report.alignment.confidence)})
      </Figure>
      {report.recording && (
        <Figure label={t('report.recording')} hint={recordingHint(report.recording)}>
          {t('report.signalToNoise', { db: number(report.recording.snr_db, 0) })}
        </Figure>
      )}
      <Figure label={t('report.engines')}>
        <span className="text-sm font-normal">
          {StageName.options
            .map((stage) => `${engineLabel(report.engines[stage].name)} ${report.engines[stage].version}`)
            .join('\u00a0· ')}
        </span>
      </Figure>
    </dl>
  );
}

interface FigureProps {
  readonly label: string;
  readonly hint?: string;
  /** What to compare the figure with. */
  readonly beside?: string;
  readonly children: ReactNode;
}

function Figure({ label, hint, beside, children }: FigureProps) {
  return (
    <div>
      <dt className="text-sm text-ink-3">{label}</dt>
      <dd className="mt-0.5 font-semibold tabular">{children}</dd>
      {beside && <dd className="mt-0.5 text-sm text-ink-2 tabular">{beside}</dd>}
      {hint && <dd className="mt-0.5 text-xs text-ink-3">{hint}</dd>}
    </div>
  );
}
