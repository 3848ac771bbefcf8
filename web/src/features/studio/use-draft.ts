import { type Dispatch, useEffect, useReducer, useRef, useState } from 'react';
import { readDefaults } from '../../lib/preferences.ts';
import { readStored, writeStored } from '../../lib/stored.ts';
import { changeDraft, type Draft, type DraftChange, newDraft, parseDraft } from '../../studio/core/draft.ts';

const KEY = 'semblante.draft';
const SAVE_AFTER_MS = 400;

export type SaveState = 'saved' | 'saving' | 'failed';

/** The draft, saved to this device shortly after each change and at once when the page goes away. */
export function useDraft(interfaceLanguage: string): readonly [Draft, Dispatch<DraftChange>, SaveState] {
  const [draft, change] = useReducer(
    changeDraft,
    null,
    () => parseDraft(readStored(KEY)) ?? newDraft(readDefaults(interfaceLanguage)),
  );
  const [state, setState] = useState<SaveState>('saved');
  const saved = useRef(draft);

  useEffect(() => {
    if (saved.current === draft) return;
    const save = () => {
      if (saved.current === draft) return;
      saved.current = draft;
      setState(writeStored(KEY, JSON.stringify(draft)) ? 'saved' : 'failed');
    };
    setState('saving');
    const timer = setTimeout(save, SAVE_AFTER_MS);
    addEventListener('pagehide', save);
    return () => {
      clearTimeout(timer);
      removeEventListener('pagehide', save);
    };
  }, [draft]);

  // Leaving the page for another one of the studio unmounts without pagehide.
  const latest = useRef(draft);
  latest.current = draft;
  useEffect(() => () => void writeStored(KEY, JSON.stringify(latest.current)), []);

  return [draft, change, state];
}
