import { CircleCheck, TriangleAlert } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { GlbReport } from '../../../../../avatar/import/inspect.ts';
import type { AvatarReport } from '../../../../../supabase/functions/_shared/contract/avatar.ts';
import { formatNumber } from '../../../lib/format.ts';
import { cx } from '../../../lib/ui/class-names.ts';
import { fill, useWords } from './use-words.ts';

/** Parts of the face by how the names of their shapes begin; the first that fits. */
const AREAS = ['eyeBlink', 'eyeLook', 'eye', 'jaw', 'mouth', 'brow', 'cheek', 'nose', 'tongue'] as const;

/** What a GLB brings, what it lacks, what that means and what to do. */
export function ReportWords({ report }: { readonly report: GlbReport | AvatarReport }) {
  const { i18n } = useTranslation();
  const { bring } = useWords();
  const { grade, missing, eyes, unit, turn, triangles, heightM } = report;
  const lacking = AREAS.filter((area) =>
    missing.some((name) => AREAS.find((prefix) => name.startsWith(prefix)) === area),
  );
  const Icon = grade === 'limited' ? TriangleAlert : CircleCheck;
  const size = {
    triangles: formatNumber(triangles, i18n.language),
    height: formatNumber(heightM, i18n.language, 2),
  };
  return (
    <section aria-label={bring.report} className="rounded-lg bg-sunken p-4 text-sm">
      <p className="flex items-start gap-2 font-medium">
        <Icon
          className={cx('mt-0.5 size-4 shrink-0', grade === 'limited' ? 'text-warn' : 'text-good')}
          aria-hidden
        />
        {bring.grade[grade]}
      </p>
      {missing.length > 0 && (
        <>
          <p className="mt-3">{fill(bring.missing, { count: missing.length })}</p>
          <ul className="mt-1 list-disc pl-5">
            {lacking.map((area) => (
              <li key={area}>{bring.areas[area]}</li>
            ))}
          </ul>
          <p className="mt-2">{bring.todo}</p>
        </>
      )}
      <ul className="mt-3 flex flex-col gap-1 text-ink-2">
        <li>{bring.eyes[eyes]}</li>
        {unit !== 'm' && <li>{fill(bring.unit, { unit })}</li>}
        {turn !== 0 && <li>{fill(bring.turn, { degrees: Math.abs(turn) })}</li>}
        <li>{fill(bring.size, size)}</li>
      </ul>
    </section>
  );
}
