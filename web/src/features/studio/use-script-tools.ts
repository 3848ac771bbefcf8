import { type RefObject, useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { LIMITS } from '../../../../supabase/functions/_shared/contract/job.ts';
import {
  markupProblem,
  type Span,
  visibleText,
} from '../../../../supabase/functions/_shared/contract/ssml.ts';
import { type Draft, type DraftChange, toVoiceConfig } from '../../studio/core/draft.ts';
import {
  type Edited,
  excerpt,
  insertPause,
  sentenceAt,
  unwrap,
  type Wrap,
  wordsAt,
  wrapWords,
} from '../../studio/core/script-marks.ts';
import { actionOf, type StudioAction } from '../../studio/core/shortcuts.ts';
import type { Utterance } from './use-listening.ts';
import { useSteady } from './use-steady.ts';

/** Keys below `editor`. */
export type Notice = 'refused' | 'noWords' | `listening.${'tooLong' | 'nothing' | 'broken' | 'signIn'}`;

export type OpenDialog = { readonly kind: 'help' } | { readonly kind: 'say'; readonly word: string } | null;

export interface ScriptTools {
  readonly notice: Notice | null;
  readonly dialog: OpenDialog;
  readonly closeDialog: () => void;
  readonly pause: (seconds: number) => void;
  readonly emphasis: () => void;
  readonly pronunciation: () => void;
  readonly spell: () => void;
  readonly mark: (wrap: Wrap) => void;
  readonly listen: () => void;
  readonly stop: () => void;
  readonly help: () => void;
  readonly select: (span: Span) => void;
}

interface ToolsInput {
  readonly field: RefObject<HTMLTextAreaElement | null>;
  readonly draft: Draft;
  readonly change: (change: DraftChange) => void;
  readonly undo: (() => void) | null;
  readonly redo: (() => void) | null;
  readonly signedIn: boolean;
  readonly play: (utterance: Utterance) => void;
  readonly stop: () => void;
}

const MARKED = new Set(['TEXTAREA', 'INPUT', 'SELECT']);

/** The editor's commands, their keys, and what they have to say when they cannot do it. */
export function useScriptTools(input: ToolsInput): ScriptTools {
  const { field, draft, change } = input;
  const { script } = draft.scenes[0];
  const [notice, setNotice] = useState<Notice | null>(null);
  const [dialog, setDialog] = useState<OpenDialog>(null);
  // The caret of a textarea whose value is set goes to its end: it is put back once the value is there.
  const pending = useRef<Span | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: runs when the script has been written.
  useLayoutEffect(() => {
    if (!pending.current || !field.current) return;
    field.current.focus();
    field.current.setSelectionRange(...pending.current);
    pending.current = null;
  }, [script, field]);

  const selection = (): Span => {
    const area = field.current;
    return area ? [area.selectionStart, area.selectionEnd] : [script.length, script.length];
  };
  const edit = (edited: Edited | null, otherwise: Notice = 'refused') => {
    if (!edited) return setNotice(otherwise);
    setNotice(null);
    pending.current = edited.selection;
    change({ type: 'scene', scene: { script: edited.script } });
  };
  const toggle = (wrap: Wrap) => {
    const at = selection();
    const [start, end] = wordsAt(script, at);
    if (script.slice(start, end).trim() === '') return setNotice('noWords');
    edit(unwrap(script, at, wrap.name) ?? wrapWords(script, at, wrap));
  };
  const pronunciation = () => {
    const at = selection();
    const plain = unwrap(script, at, 'sub') ?? unwrap(script, at, 'phoneme');
    if (plain) return edit(plain);
    const word = visibleText(script.slice(...wordsAt(script, at))).trim();
    if (word === '' || word.includes('<')) return setNotice('noWords');
    setNotice(null);
    setDialog({ kind: 'say', word });
  };
  const listen = () => {
    const refusal = utteranceOf(draft, selection(), input.signedIn);
    if (typeof refusal === 'string') return setNotice(refusal);
    setNotice(null);
    input.play(refusal);
  };
  const tools: ScriptTools = {
    notice,
    dialog,
    closeDialog: useCallback(() => setDialog(null), []),
    pause: useSteady((seconds) => edit(insertPause(script, selection(), seconds))),
    emphasis: useSteady(() => toggle({ name: 'emphasis', level: 'strong' })),
    pronunciation: useSteady(pronunciation),
    spell: useSteady(() => toggle({ name: 'say-as', as: 'characters' })),
    mark: (wrap) => edit(wrapWords(script, selection(), wrap)),
    listen,
    stop: input.stop,
    help: () => setDialog({ kind: 'help' }),
    select: (span) => {
      field.current?.focus();
      field.current?.setSelectionRange(...span);
    },
  };
  const run: Record<StudioAction, () => void> = {
    listen,
    stop: input.stop,
    undo: () => input.undo?.(),
    redo: () => input.redo?.(),
    pause: () => tools.pause(0.5),
    emphasis: tools.emphasis,
    pronunciation,
    spell: tools.spell,
    help: tools.help,
  };
  const latest = useRef(run);
  latest.current = run;
  const open = dialog !== null;
  useEffect(() => {
    if (open) return;
    const press = (event: KeyboardEvent) => {
      const target = event.target instanceof HTMLElement ? event.target : null;
      // Menus and dialogs have keys of their own.
      if (event.defaultPrevented || target?.closest('[role="menu"], [role="dialog"], [role="alertdialog"]'))
        return;
      const action = actionOf({
        key: event.key,
        code: event.code,
        ctrl: event.ctrlKey || event.metaKey,
        alt: event.altKey,
        shift: event.shiftKey,
        writing: MARKED.has(target?.tagName ?? ''),
      });
      if (!action) return;
      if (action !== 'stop') event.preventDefault();
      latest.current[action]();
    };
    addEventListener('keydown', press);
    return () => removeEventListener('keydown', press);
  }, [open]);
  return tools;
}

/** What would be heard for a selection, or the sentence at a caret; or why nothing can be. */
function utteranceOf(draft: Draft, selection: Span, signedIn: boolean): Utterance | Notice {
  const { script, mood, moodIntensity } = draft.scenes[0];
  if (markupProblem(script)) return 'listening.broken';
  const chosen =
    selection[0] === selection[1] ? sentenceAt(script, selection[0], draft.voice.language) : selection;
  const part = excerpt(script, chosen);
  if (!/[\p{L}\p{N}]/u.test(visibleText(part.text))) return 'listening.nothing';
  if (part.text.length > LIMITS.previewCharacters) return 'listening.tooLong';
  if (!signedIn) return 'listening.signIn';
  return {
    request: {
      text: part.text,
      voice_config: toVoiceConfig(draft),
      ...(draft.avatarId ? { avatar_id: draft.avatarId } : {}),
      mood,
      ...(moodIntensity === 1 ? {} : { mood_intensity: moodIntensity }),
    },
    script,
    span: part.span,
    shift: part.shift,
  };
}
