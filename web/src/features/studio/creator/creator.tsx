import { Dices, RotateCcw, X } from 'lucide-react';
import { Tabs } from 'radix-ui';
import { useTranslation } from 'react-i18next';
import type { Avatar3D } from '../../../../../supabase/functions/_shared/contract/api.ts';
import type { AvatarLook } from '../../../../../supabase/functions/_shared/contract/look.ts';
import { Button, IconButton } from '../../../lib/ui/button.tsx';
import { cx } from '../../../lib/ui/class-names.ts';
import type { DraftChange, LookEdit } from '../../../studio/core/draft.ts';
import { GROUPS, randomise, readLook, resetGroup, sameLook } from '../../../studio/core/look.ts';
import type { FittingState } from '../use-fitting.ts';
import { GroupPanel } from './group-panel.tsx';
import { SaveLook } from './save-look.tsx';
import { useGesture } from './use-gesture.ts';
import { fill, useWords } from './use-words.ts';

interface CreatorProps {
  /** What was changed of it so far. */
  readonly edit: LookEdit | null;
  readonly avatar: Avatar3D;
  readonly signedIn: boolean;
  readonly fitting: FittingState;
  readonly change: (change: DraftChange) => void;
  readonly takePicture: () => Promise<Blob | null>;
  readonly onClose: () => void;
  /** How near the camera has to come for what is being changed. */
  readonly onGroup: (framing: 'close' | 'wide') => void;
}

/** Groups that show on more than the head. */
const WHOLE: ReadonlySet<string> = new Set(['body', 'clothes', 'gear']);

/** The look of the person chosen, group by group; every change is a step of the draft's history. */
export function Creator({
  edit,
  avatar,
  signedIn,
  fitting,
  change,
  takePicture,
  onClose,
  onGroup,
}: CreatorProps) {
  const { i18n } = useTranslation();
  const words = useWords();
  const gesture = useGesture();
  const base = readLook(avatar.assets.look);
  if (!base) return null;
  const look = (edit && readLook(edit.look)) ?? base;
  const changed = !sameLook(look, base);
  const set = (next: AvatarLook, step?: string) =>
    change({
      type: 'look',
      look: sameLook(next, base) ? null : { avatarId: avatar.id, look: next },
      ...(step ? { gesture: step } : {}),
    });
  return (
    <section
      aria-label={words.title}
      // On a phone preview and render bar lie over the page: what has the focus is kept clear of both.
      className="mt-4 flex flex-col gap-4 border-t border-line pt-4 max-lg:[&_button]:scroll-mt-80 max-lg:[&_button]:scroll-mb-40 max-lg:[&_[role=slider]]:scroll-mt-80 max-lg:[&_[role=slider]]:scroll-mb-40"
      data-creator
    >
      <div>
        <div className="flex items-center justify-between gap-4">
          <h3 className="font-semibold">{words.title}</h3>
          <IconButton label={words.close} onClick={onClose} className="-my-2 -mr-2">
            <X aria-hidden />
          </IconButton>
        </div>
        <p className="text-sm text-ink-2">{words.lead}</p>
        <div className="mt-2 -ml-3 flex flex-wrap gap-1">
          <Button variant="ghost" size="sm" onClick={() => set(randomise(look, Math.random))}>
            <Dices aria-hidden />
            {words.random}
          </Button>
          <Button variant="ghost" size="sm" disabled={!changed} onClick={() => set(base)}>
            <RotateCcw aria-hidden />
            {words.resetAll}
          </Button>
        </div>
      </div>
      <Tabs.Root defaultValue="face" onValueChange={(group) => onGroup(WHOLE.has(group) ? 'wide' : 'close')}>
        <Tabs.List
          aria-label={words.parts}
          className="relative -mx-1 flex gap-1 overflow-x-auto px-1 pb-2 [scrollbar-width:thin]"
        >
          {GROUPS.map((group) => {
            const touched = changed && !sameLook(resetGroup(look, base, group), look);
            return (
              <Tabs.Trigger
                key={group}
                value={group}
                className={cx(
                  'flex h-10 shrink-0 items-center gap-1.5 rounded-full px-3.5 text-sm font-medium text-ink-2 ring-1 ring-inset ring-line',
                  'transition-colors hover:text-ink data-[state=active]:bg-brand data-[state=active]:text-brand-ink data-[state=active]:ring-brand',
                )}
              >
                {words.groups[group]}
                {touched && (
                  <>
                    <span className="size-1.5 rounded-full bg-clay" aria-hidden />
                    <span className="sr-only">{words.changed}</span>
                  </>
                )}
              </Tabs.Trigger>
            );
          })}
        </Tabs.List>
        {GROUPS.map((group) => {
          const reset = resetGroup(look, base, group);
          return (
            <Tabs.Content key={group} value={group} className="pt-3 outline-none">
              <GroupPanel group={group} look={look} base={base} gesture={gesture} onChange={set} />
              <Button
                variant="ghost"
                size="sm"
                disabled={sameLook(reset, look)}
                onClick={() => set(reset)}
                className="mt-4 -ml-3"
              >
                <RotateCcw aria-hidden />
                {fill(words.resetGroup, {
                  group: words.groups[group].toLocaleLowerCase(i18n.language),
                })}
              </Button>
            </Tabs.Content>
          );
        })}
      </Tabs.Root>
      <p role="status" className="min-h-5 text-sm text-ink-2">
        {notice(fitting, changed || avatar.own !== undefined, words)}
      </p>
      <SaveLook
        key={avatar.id}
        avatar={avatar}
        look={look}
        changed={changed}
        signedIn={signedIn}
        takePicture={takePicture}
        onSaved={(made) =>
          change(made.id === avatar.id ? { type: 'look', look: null } : { type: 'avatar', avatarId: made.id })
        }
        onDiscard={() => set(base)}
        onDeleted={() => change({ type: 'avatar', avatarId: avatar.own?.base_avatar_id ?? null })}
      />
    </section>
  );
}

/** What the viewer does not show of the look. */
function notice(fitting: FittingState, fitted: boolean, words: ReturnType<typeof useWords>): string | null {
  if (fitting.status === 'absent') return words.noViewer;
  if (!fitted) return null;
  if (fitting.status === 'preparing') return words.preparing;
  if (fitting.status === 'failed') return words.noPreview;
  const { unseen } = fitting;
  return unseen.length > 0
    ? `${words.unseenLead} ${unseen.map((one) => words.unseen[one]).join(', ')}.`
    : null;
}
