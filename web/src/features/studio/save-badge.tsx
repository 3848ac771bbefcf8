import { CloudCheck, CloudOff, HardDrive, LoaderCircle, TriangleAlert } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { SaveState } from './use-draft.ts';

const ICONS = {
  device: HardDrive,
  saved: CloudCheck,
  saving: LoaderCircle,
  offline: CloudOff,
  failed: TriangleAlert,
} as const;

/** Where the draft is kept as of now. */
export function SaveBadge({ state }: { readonly state: SaveState }) {
  const { t } = useTranslation();
  const Icon = ICONS[state];
  return (
    <p
      role="status"
      data-save={state}
      className="flex min-w-40 items-center gap-2 text-sm text-ink-3 max-sm:basis-full sm:justify-end"
    >
      <Icon className="size-4 shrink-0" aria-hidden />
      {t(`draft.state.${state}`)}
    </p>
  );
}
