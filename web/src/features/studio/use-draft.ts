import { useCallback, useEffect, useReducer, useRef, useState } from 'react';
import { readDefaults } from '../../lib/preferences.ts';
import { type Draft, type DraftChange, newDraft } from '../../studio/core/draft.ts';
import type { DraftStore } from '../../studio/core/draft-store.ts';
import { changeHistory, startHistory } from '../../studio/core/history.ts';
import { deviceDrafts } from './device-drafts.ts';

const SAVE_AFTER_MS = 400;

export type SaveState = 'saved' | 'saving' | 'failed';

export interface DraftHandle {
  readonly draft: Draft;
  readonly change: (change: DraftChange) => void;
  readonly saveState: SaveState;
  /** Null when there is nothing to take back. */
  readonly undo: (() => void) | null;
  readonly redo: (() => void) | null;
}

/** The draft with its history, kept in `store` shortly after each change and at once when the page goes away. */
export function useDraft(interfaceLanguage: string, store: DraftStore = deviceDrafts): DraftHandle {
  const [history, dispatch] = useReducer(changeHistory, null, () =>
    startHistory(store.read() ?? newDraft(readDefaults(interfaceLanguage))),
  );
  const { draft } = history;
  const [saveState, setState] = useState<SaveState>('saved');
  const saved = useRef(draft);

  useEffect(() => {
    if (saved.current === draft) return;
    const save = async () => {
      if (saved.current === draft) return;
      saved.current = draft;
      const kept = await store.write(draft);
      if (saved.current === draft) setState(kept ? 'saved' : 'failed');
    };
    const flush = () => void save();
    setState('saving');
    const timer = setTimeout(flush, SAVE_AFTER_MS);
    addEventListener('pagehide', flush);
    return () => {
      clearTimeout(timer);
      removeEventListener('pagehide', flush);
    };
  }, [draft, store]);

  // Leaving the page for another one of the studio unmounts without pagehide.
  const latest = useRef(draft);
  latest.current = draft;
  useEffect(() => () => void store.write(latest.current), [store]);

  const change = useCallback(
    (next: DraftChange) => dispatch({ type: 'change', change: next, at: Date.now() }),
    [],
  );
  const undo = useCallback(() => dispatch({ type: 'undo' }), []);
  const redo = useCallback(() => dispatch({ type: 'redo' }), []);
  return {
    draft,
    change,
    saveState,
    undo: history.past.length > 0 ? undo : null,
    redo: history.future.length > 0 ? redo : null,
  };
}
