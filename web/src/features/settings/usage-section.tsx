import { Receipt } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { UsageAnswer } from '../../../../supabase/functions/_shared/contract/usage.ts';
import { formatDate, formatNumber } from '../../lib/format.ts';
import { usePlanName } from '../../lib/plan-name.ts';
import { useSession } from '../../lib/session.tsx';
import { Button } from '../../lib/ui/button.tsx';
import { cx } from '../../lib/ui/class-names.ts';
import { EmptyState, ErrorState, Notice } from '../../lib/ui/states.tsx';
import { Badge, Skeleton } from '../../lib/ui/surface.tsx';
import { formatFilmTime, formatMinutes, monthOf } from './film-time.ts';
import { SignInHint } from './sign-in-hint.tsx';
import { type FilmCost, useFilmCosts, useUsage } from './usage-api.ts';

const PAGE = 8;

/** What the plan allows, how much of the month is gone, and what each film cost. */
export function UsageSection() {
  const { t } = useTranslation();
  const { status } = useSession();
  const usage = useUsage(status === 'signed-in');
  if (status === 'signed-out') return <SignInHint text={t('usage.signedOut')} />;
  if (usage.isError && !usage.data) {
    return <ErrorState error={usage.error} onRetry={() => void usage.refetch()} />;
  }
  if (!usage.data) {
    return (
      <div role="status" aria-label={t('state.loading')} className="flex flex-col gap-4">
        <Skeleton className="h-24 w-full" />
        <Skeleton className="h-20 w-full" />
      </div>
    );
  }
  return (
    <div className="flex flex-col gap-7">
      <ThisMonth usage={usage.data} />
      <Limits usage={usage.data} />
      <Ledger period={usage.data.period} />
    </div>
  );
}

/** The month ends at midnight UTC, which elsewhere is another day: the day is named as it is counted. */
const dayOf = (iso: string, locale: string): string =>
  new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'long', timeZone: 'UTC' }).format(new Date(iso));

/** Of the bar; what is there at all can be seen. */
const barWidth = (share: number): string => (share > 0 ? `max(4px, ${share * 100}%)` : '0');

function ThisMonth({ usage }: { readonly usage: UsageAnswer }) {
  const { t, i18n } = useTranslation();
  const locale = i18n.language;
  const limit = usage.limits.month_seconds;
  const month = monthOf(usage.used_seconds, usage.reserved_seconds, limit);
  const spent = formatMinutes(usage.used_seconds + usage.reserved_seconds, locale);
  const told =
    limit === null
      ? t('usage.noLimit', { used: spent })
      : t('usage.ofLimit', { used: spent, limit: formatMinutes(limit, locale) });
  const name = t('usage.month', {
    month: new Intl.DateTimeFormat(locale, { month: 'long', year: 'numeric', timeZone: 'UTC' }).format(
      new Date(usage.period),
    ),
  });
  const date = dayOf(usage.resets_at, locale);
  const plan = usePlanName(usage.plan);
  return (
    <div>
      <div className="flex flex-wrap items-baseline justify-between gap-x-4 gap-y-1">
        <h3 className="text-sm font-medium">{name}</h3>
        <Badge tone="brand">{t('usage.plan', { plan })}</Badge>
      </div>
      <p className="mt-1 text-2xl font-semibold tracking-tight tabular">{told}</p>
      {month && (
        // biome-ignore lint/a11y/useSemanticElements: a native meter shows one part, and here are two.
        <div
          role="meter"
          aria-label={name}
          aria-valuemin={0}
          aria-valuemax={100}
          aria-valuenow={Math.round((month.used + month.reserved) * 100)}
          aria-valuetext={told}
          className="mt-3 flex h-3 overflow-hidden rounded-full bg-line"
        >
          <div
            className={cx('h-full', month.state === 'full' ? 'bg-bad' : 'bg-brand')}
            style={{ width: barWidth(month.used) }}
          />
          <div className="h-full bg-clay" style={{ width: barWidth(month.reserved) }} />
        </div>
      )}
      <ul className="mt-3 flex flex-wrap gap-x-5 gap-y-1 text-sm text-ink-2">
        <li className="flex items-center gap-2">
          <span aria-hidden className="size-2.5 rounded-full bg-brand" />
          {t('usage.finished', { time: formatFilmTime(usage.used_seconds, locale) })}
        </li>
        {usage.reserved_seconds > 0 && (
          <li className="flex items-center gap-2">
            <span aria-hidden className="size-2.5 rounded-full bg-clay" />
            {t('usage.reserved', { time: formatFilmTime(usage.reserved_seconds, locale) })}
          </li>
        )}
      </ul>
      {month?.state === 'full' ? (
        <div className="mt-4">
          <Notice tone="bad" title={t('usage.full')}>
            {t('usage.fullText', { date })}
          </Notice>
        </div>
      ) : (
        <p className={cx('mt-1 text-sm', month?.state === 'almost' ? 'font-medium text-warn' : 'text-ink-3')}>
          {month
            ? t('usage.left', { time: formatFilmTime(month.leftSeconds, locale), date })
            : t('usage.resets', { date })}
        </p>
      )}
    </div>
  );
}

function Limits({ usage }: { readonly usage: UsageAnswer }) {
  const { t, i18n } = useTranslation();
  const { limits } = usage;
  const size = limits.max_resolution.replace('x', ' × ');
  const rows = [
    [
      t('usage.activeJobs'),
      t('usage.activeJobsValue', {
        used: formatNumber(usage.active_jobs, i18n.language),
        limit: formatNumber(limits.active_jobs, i18n.language),
      }),
    ],
    [
      t('usage.script'),
      t('usage.scriptValue', { count: formatNumber(limits.script_characters, i18n.language) }),
    ],
    [t('usage.picture'), t('usage.pictureValue', { size })],
    [t('usage.qualities'), limits.qualities.map((quality) => t(`avatar.${quality}`)).join(', ')],
  ] as const;
  return (
    <dl className="grid gap-px overflow-hidden rounded-lg border border-line bg-line sm:grid-cols-2">
      {rows.map(([name, value]) => (
        <div key={name} className="flex flex-col gap-0.5 bg-surface px-4 py-3">
          <dt className="text-sm text-ink-3">{name}</dt>
          <dd className="font-medium tabular">{value}</dd>
        </div>
      ))}
    </dl>
  );
}

function Ledger({ period }: { readonly period: string }) {
  const { t } = useTranslation();
  const [shown, setShown] = useState(PAGE);
  const costs = useFilmCosts(period, shown);
  return (
    <div>
      <h3 className="font-semibold">{t('usage.ledger')}</h3>
      <p className="mt-0.5 text-sm text-ink-2">
        {t('usage.ledgerLead')} {t('usage.free')}
      </p>
      <div className="mt-4">
        {costs.isError && !costs.data ? (
          <ErrorState error={costs.error} onRetry={() => void costs.refetch()} />
        ) : !costs.data ? (
          <div role="status" aria-label={t('state.loading')}>
            <Skeleton className="h-40 w-full" />
          </div>
        ) : costs.data.films.length === 0 ? (
          <EmptyState icon={Receipt} level="h3" title={t('usage.emptyTitle')} text={t('usage.emptyText')} />
        ) : (
          <>
            <ul
              aria-label={t('usage.ledger')}
              className="divide-y divide-line rounded-lg ring-1 ring-line ring-inset"
            >
              {costs.data.films.map((film) => (
                <CostRow key={film.job_id} film={film} />
              ))}
            </ul>
            {costs.data.more && (
              <div className="mt-3 flex justify-center">
                <Button
                  variant="secondary"
                  size="sm"
                  busy={costs.isFetching}
                  onClick={() => setShown((count) => count + 4 * PAGE)}
                >
                  {t('usage.more')}
                </Button>
              </div>
            )}
          </>
        )}
      </div>
    </div>
  );
}

const STATES = {
  settled: { tone: 'ok', text: 'usage.made' },
  reserved: { tone: 'brand', text: 'usage.under' },
  released: { tone: 'neutral', text: 'usage.ended' },
} as const;

function CostRow({ film }: { readonly film: FilmCost }) {
  const { t, i18n } = useTranslation();
  const { tone, text } = STATES[film.state];
  return (
    <li className="flex items-center gap-4 px-4 py-2.5 text-sm">
      <div className="min-w-0 grow">
        {film.title === null ? (
          <p className="truncate text-ink-3">{t('usage.gone')}</p>
        ) : (
          <Link
            to={`/avatars/render/${film.job_id}`}
            className="block font-medium break-words underline-offset-4 hover:underline sm:truncate"
          >
            {film.title}
          </Link>
        )}
        <p className="mt-1 flex flex-wrap items-center gap-x-2.5 gap-y-1 text-ink-3 tabular">
          {formatDate(film.queued_at, i18n.language)}
          <Badge tone={film.status === 'failed' ? 'bad' : tone}>
            {film.status ? t(`status.${film.status}`) : t(text)}
          </Badge>
        </p>
      </div>
      <p className="w-18 shrink-0 text-right tabular">
        {film.state === 'released' ? (
          <span className="text-ink-3">{t('usage.nothing')}</span>
        ) : (
          <>
            <span className="block font-medium">{formatFilmTime(film.seconds, i18n.language)}</span>
            {film.state === 'reserved' && (
              <span className="block text-xs text-ink-3">{t('usage.estimate')}</span>
            )}
          </>
        )}
      </p>
    </li>
  );
}
