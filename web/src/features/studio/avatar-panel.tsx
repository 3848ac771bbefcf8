import { FileUp, SlidersHorizontal } from 'lucide-react';
import { lazy, memo, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Avatar3D } from '../../../../supabase/functions/_shared/contract/api.ts';
import { Button } from '../../lib/ui/button.tsx';
import { Skeleton } from '../../lib/ui/surface.tsx';
import type { Draft, DraftChange } from '../../studio/core/draft.ts';
import { CastPicker } from './cast-picker.tsx';
import type { FittingState } from './use-fitting.ts';

const Creator = lazy(async () => ({ default: (await import('./creator/creator.tsx')).Creator }));
const OwnReport = lazy(async () => ({ default: (await import('./creator/own-report.tsx')).OwnReport }));
const ImportDialog = lazy(async () => ({
  default: (await import('./creator/import-dialog.tsx')).ImportDialog,
}));

interface AvatarPanelProps {
  readonly avatarId: string | null;
  readonly edit: Draft['look'];
  readonly avatar: Avatar3D | null;
  readonly own: readonly Avatar3D[];
  readonly signedIn: boolean;
  readonly fitting: FittingState;
  /** Whether the look is being changed. */
  readonly creating: boolean;
  /** With how near the camera comes; null ends it. */
  readonly onCreating: (framing: 'close' | 'wide' | null) => void;
  readonly change: (change: DraftChange) => void;
  readonly takePicture: () => Promise<Blob | null>;
  readonly error: string | null;
}

/** Who presents: chosen, changed, brought along. */
export const AvatarPanel = memo(function AvatarPanel(props: AvatarPanelProps) {
  const { avatarId, edit, avatar, own, signedIn, fitting, creating, onCreating, change, takePicture, error } =
    props;
  const { t } = useTranslation();
  const [bringing, setBringing] = useState(false);
  const hasLook = typeof avatar?.assets.look === 'object' && avatar.assets.look !== null;
  return (
    <>
      <CastPicker
        own={own}
        value={avatarId}
        onChange={({ id }) => id !== avatarId && change({ type: 'avatar', avatarId: id })}
        error={error}
      />
      <div className="mt-2 flex flex-wrap gap-2">
        <Button
          variant="secondary"
          size="sm"
          disabled={!hasLook}
          aria-expanded={creating && hasLook}
          onClick={() => onCreating(creating ? null : 'close')}
        >
          <SlidersHorizontal aria-hidden />
          {t('own.edit')}
        </Button>
        {signedIn && (
          <Button variant="ghost" size="sm" onClick={() => setBringing(true)}>
            <FileUp aria-hidden />
            {t('own.bring')}
          </Button>
        )}
      </div>
      <Suspense fallback={creating ? <Skeleton className="mt-4 h-80 w-full" /> : null}>
        {creating && avatar && hasLook && (
          <Creator
            edit={edit}
            avatar={avatar}
            signedIn={signedIn}
            fitting={fitting}
            change={change}
            takePicture={takePicture}
            onClose={() => onCreating(null)}
            onGroup={onCreating}
          />
        )}
        {avatar?.own?.kind === 'glb' && (
          <OwnReport avatar={avatar} onDeleted={() => change({ type: 'avatar', avatarId: null })} />
        )}
      </Suspense>
      <Suspense>
        {bringing && (
          <ImportDialog
            onSent={({ id }) => {
              setBringing(false);
              change({ type: 'avatar', avatarId: id });
            }}
            onClose={() => setBringing(false)}
          />
        )}
      </Suspense>
    </>
  );
});
