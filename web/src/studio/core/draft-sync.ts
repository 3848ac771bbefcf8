/**
 * One draft between this device and the account. Knows neither network nor storage: it is told how to save and load, and
 * tells what became of it. Nothing is lost: where two devices changed one draft the newer version goes on, the older one
 * stays one undo away (when it was this device's) or becomes a draft of its own (when it was the other's).
 */
import type { Draft } from './draft.ts';
import type { DraftPlace } from './draft-place.ts';

export interface StoredDraft {
  readonly revision: number;
  /** Milliseconds. */
  readonly updatedAt: number;
  readonly draft: Draft;
}

export type SaveOutcome =
  | { readonly kind: 'saved'; readonly revision: number }
  /** Somebody saved in between; null where that cannot be read. */
  | { readonly kind: 'conflict'; readonly current: StoredDraft | null }
  /** Deleted elsewhere. */
  | { readonly kind: 'gone' }
  | { readonly kind: 'offline' }
  | { readonly kind: 'refused' };

export interface RemoteDrafts {
  save(id: string, revision: number, draft: Draft): Promise<SaveOutcome>;
  /** Null when there is none. @throws when nothing answers */
  load(id: string): Promise<StoredDraft | null>;
}

export type SyncState = 'saved' | 'saving' | 'offline' | 'failed';

export interface SyncEvents {
  readonly onState: (state: SyncState) => unknown;
  readonly onPlace: (place: DraftPlace) => unknown;
  /** A newer version came from elsewhere. */
  readonly onNewer: (draft: Draft) => unknown;
  /** This device's version was newer: the other one is kept as a draft of its own. */
  readonly onKeptCopy: () => unknown;
}

export interface DraftSync {
  /** What is stored elsewhere is looked at once, when the studio opens. */
  open(draft: Draft): Promise<void>;
  changed(draft: Draft): void;
  /** Saves now what waits to be saved; also after a lost connection. */
  flush(): Promise<void>;
  stop(): void;
}

export const SAVE_DELAY_MS = 1500;
/** How soon a save that met no server is tried again. */
const AGAIN_MS = 15_000;

/** JSON whose keys are sorted: the account's database keeps no order of them. */
const canonical = (value: unknown): string =>
  JSON.stringify(value, (_, inner: unknown) =>
    inner !== null && typeof inner === 'object' && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );

export function createDraftSync(
  remote: RemoteDrafts,
  start: DraftPlace,
  events: SyncEvents,
  clock: () => number = Date.now,
): DraftSync {
  let place = start;
  let latest: Draft | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let running: Promise<void> | null = null;
  let stopped = false;
  const move = (next: Partial<DraftPlace>): void => {
    place = { ...place, ...next };
    events.onPlace(place);
  };
  const later = (ms: number): void => {
    clearTimeout(timer);
    if (!stopped) timer = setTimeout(() => void flush(), ms);
  };

  async function settle(current: StoredDraft, mine: Draft): Promise<void> {
    // This device's own save, whose answer was lost.
    if (canonical(current.draft) === canonical(mine))
      return move({ revision: current.revision, dirty: latest !== mine });
    if (current.updatedAt > place.changedAt) {
      latest = current.draft;
      move({ revision: current.revision, dirty: false, changedAt: current.updatedAt });
      events.onNewer(current.draft);
      return;
    }
    const title = `${current.draft.title} (2)`.trim();
    await remote.save(crypto.randomUUID(), 0, { ...current.draft, title });
    events.onKeptCopy();
    move({ revision: current.revision });
    await save(mine);
  }

  async function save(draft: Draft): Promise<void> {
    const outcome = await remote.save(place.id, place.revision, draft);
    if (stopped) return;
    switch (outcome.kind) {
      case 'saved':
        // What was changed meanwhile is saved next.
        move({ revision: outcome.revision, dirty: latest !== draft });
        events.onState(place.dirty ? 'saving' : 'saved');
        if (place.dirty) later(SAVE_DELAY_MS);
        return;
      case 'conflict':
        if (outcome.current) {
          await settle(outcome.current, draft);
          if (!place.dirty) events.onState('saved');
          return;
        }
        move({ id: crypto.randomUUID(), revision: 0 });
        return await save(draft);
      case 'gone':
        move({ id: crypto.randomUUID(), revision: 0 });
        return await save(draft);
      case 'offline':
        events.onState('offline');
        return later(AGAIN_MS);
      case 'refused':
        events.onState('failed');
    }
  }

  async function flush(): Promise<void> {
    clearTimeout(timer);
    await running;
    if (stopped || !place.dirty || !latest) return;
    running = save(latest).finally(() => {
      running = null;
    });
    await running;
  }

  return {
    async open(draft) {
      latest = draft;
      try {
        const current = place.revision > 0 ? await remote.load(place.id) : null;
        if (stopped) return;
        if (current && current.revision > place.revision) {
          // Whoever has not changed anything here loses nothing.
          if (!place.dirty) move({ changedAt: 0 });
          await settle(current, latest);
        } else if (!current && place.revision > 0) move({ id: crypto.randomUUID(), revision: 0 });
        events.onState(place.dirty ? 'saving' : 'saved');
      } catch {
        events.onState('offline');
      }
      await flush();
    },
    changed(draft) {
      latest = draft;
      move({ dirty: true, changedAt: clock() });
      events.onState('saving');
      later(SAVE_DELAY_MS);
    },
    flush,
    stop() {
      stopped = true;
      clearTimeout(timer);
    },
  };
}
