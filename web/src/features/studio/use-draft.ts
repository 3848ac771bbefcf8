import { useCallback, useEffect, useReducer, useRef, useState } from 'react';
import { readDefaults } from '../../lib/preferences.ts';
import { type Draft, type DraftChange, newDraft } from '../../studio/core/draft.ts';
import { type DraftPlace, newPlace } from '../../studio/core/draft-place.ts';
import type { DraftSync } from '../../studio/core/draft-sync.ts';
import { changeHistory, startHistory } from '../../studio/core/history.ts';
import { deviceDrafts, readPlace, writePlace } from './device-drafts.ts';

const KEEP_AFTER_MS = 400;

/** `device`: kept here, and nobody has signed in; the others speak of the account. */
export type SaveState = 'device' | 'saved' | 'saving' | 'offline' | 'failed';

export interface DraftHandle {
  readonly draft: Draft;
  readonly id: string;
  readonly change: (change: DraftChange) => void;
  readonly saveState: SaveState;
  /** Null when there is nothing to take back. */
  readonly undo: (() => void) | null;
  readonly redo: (() => void) | null;
  /** Another draft; the one before is kept in the account, if there is one. */
  readonly open: (draft: Draft, place: Pick<DraftPlace, 'id' | 'revision'> | null) => void;
  /** Saves at once what waits to be saved. */
  readonly flush: () => Promise<void>;
}

export interface DraftNotices {
  /** A version from another device took the place of this one; undo brings it back. */
  readonly onNewer: () => void;
  /** The version of another device was older and is a draft of its own now. */
  readonly onKeptCopy: () => void;
}

/**
 * The draft with its history: kept on this device shortly after each change and at once when the page goes away, and in
 * the account of `user` a little later. Null: nobody has signed in; undefined: not known yet.
 */
export function useDraft(
  interfaceLanguage: string,
  user: string | null | undefined,
  notices: DraftNotices,
): DraftHandle {
  const [history, dispatch] = useReducer(changeHistory, null, () =>
    startHistory(deviceDrafts.read() ?? newDraft(readDefaults(interfaceLanguage))),
  );
  const { draft } = history;
  const [opening] = useState(readPlace);
  /** Where the draft belongs, as of now; what is shown of it, or connects, is state besides. */
  const place = useRef(opening);
  const [{ id, owner }, setBelongs] = useState<Pick<DraftPlace, 'id' | 'owner'>>(opening);
  const [saveState, setState] = useState<SaveState>('device');
  const sync = useRef<DraftSync | null>(null);
  /** Counts the drafts that were opened: each is saved by a connection of its own. */
  const [session, setSession] = useState(0);
  const current = useRef(session);
  const latest = useRef({ draft, notices });
  latest.current = { draft, notices };
  /** As it came from the account or was opened: not a change of this device. */
  const clean = useRef(draft);

  const move = useCallback((next: DraftPlace) => {
    place.current = next;
    writePlace(next);
    // Every change of the draft comes by here: the page is drawn again only for another draft or another owner.
    setBelongs((now) => (now.id === next.id && now.owner === next.owner ? now : next));
  }, []);

  // Kept on this device.
  const kept = useRef(draft);
  useEffect(() => {
    if (kept.current === draft) return;
    const keep = () => {
      if (kept.current === draft) return;
      kept.current = draft;
      if (!deviceDrafts.write(draft)) setState((now) => (now === 'device' ? 'failed' : now));
    };
    const timer = setTimeout(keep, KEEP_AFTER_MS);
    addEventListener('pagehide', keep);
    return () => {
      clearTimeout(timer);
      removeEventListener('pagehide', keep);
    };
  }, [draft]);
  // Leaving for another page of the studio unmounts without pagehide.
  useEffect(() => () => void deviceDrafts.write(latest.current.draft), []);

  // In the account. Another account never sees what this one has written here.
  useEffect(() => {
    if (user === undefined) return;
    const { owner } = place.current;
    if (owner !== null && owner !== user && user !== null) {
      const fresh = newDraft(readDefaults(interfaceLanguage));
      clean.current = fresh;
      current.current += 1;
      setSession(current.current);
      move(newPlace(user, Date.now()));
      dispatch({ type: 'open', draft: fresh });
    }
    if (user === null) return setState('device');
    if (place.current.owner !== user) move({ ...place.current, owner: user });
  }, [user, interfaceLanguage, move]);

  const owned = user !== undefined && user !== null && owner === user;
  useEffect(() => {
    if (!owned) return;
    // What is still being saved of a draft that was left says nothing of this one.
    const here = (): boolean => current.current === session;
    let left = false;
    let made: DraftSync | null = null;
    // Comes with the first account that is there: who is signed out never needs it.
    const connect = async () => {
      const [{ createDraftSync }, { remoteDrafts }] = await Promise.all([
        import('../../studio/core/draft-sync.ts'),
        import('./drafts-api.ts'),
      ]);
      if (left) return;
      made = createDraftSync(remoteDrafts, place.current, {
        onState: (state) => here() && setState(state),
        onPlace: (next) => here() && move(next),
        onNewer(newer) {
          if (!here()) return;
          clean.current = newer;
          dispatch({ type: 'change', change: { type: 'replace', draft: newer }, at: Date.now() });
          latest.current.notices.onNewer();
        },
        onKeptCopy: () => here() && latest.current.notices.onKeptCopy(),
      });
      sync.current = made;
      await made.open(latest.current.draft);
    };
    const begin = () => void connect().catch(() => here() && setState('offline'));
    const again = () => (made ? void made.flush() : begin());
    begin();
    addEventListener('online', again);
    return () => {
      left = true;
      removeEventListener('online', again);
      // What waits is saved on the way out.
      void made?.flush().finally(made.stop);
      sync.current = null;
    };
  }, [owned, session, move]);

  const seen = useRef(draft);
  useEffect(() => {
    if (seen.current === draft) return;
    seen.current = draft;
    if (clean.current === draft) return;
    if (sync.current) sync.current.changed(draft);
    else move({ ...place.current, dirty: true, changedAt: Date.now() });
  }, [draft, move]);

  const change = useCallback(
    (next: DraftChange) => dispatch({ type: 'change', change: next, at: Date.now() }),
    [],
  );
  const open = useCallback(
    (next: Draft, from: Pick<DraftPlace, 'id' | 'revision'> | null) => {
      current.current += 1;
      setSession(current.current);
      clean.current = next;
      move({ ...newPlace(user ?? place.current.owner, Date.now()), ...from });
      dispatch({ type: 'open', draft: next });
    },
    [user, move],
  );
  const undo = useCallback(() => dispatch({ type: 'undo' }), []);
  const redo = useCallback(() => dispatch({ type: 'redo' }), []);
  const flush = useCallback(async () => sync.current?.flush(), []);
  return {
    draft,
    id,
    change,
    saveState,
    undo: history.past.length > 0 ? undo : null,
    redo: history.future.length > 0 ? redo : null,
    open,
    flush,
  };
}
