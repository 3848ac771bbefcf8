import type { Session } from '@supabase/supabase-js';
import { useQueryClient } from '@tanstack/react-query';
import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from 'react';
import { supabase } from './supabase.ts';

interface SessionState {
  /** `loading` only until the stored session has been read. */
  readonly status: 'loading' | 'signed-in' | 'signed-out';
  readonly session: Session | null;
}

const SessionContext = createContext<SessionState>({ status: 'loading', session: null });

export function SessionProvider({ children }: { readonly children: ReactNode }) {
  const [state, setState] = useState<SessionState>({ status: 'loading', session: null });
  const queries = useQueryClient();

  useEffect(() => {
    let lastUser: string | null | undefined;
    let stopped = false;
    let stop = () => {};
    const follow = async () => {
      const { data } = (await supabase()).auth.onAuthStateChange((_event, session) => {
        const user = session?.user.id ?? null;
        // What one account has fetched is never shown to the next.
        if (lastUser !== undefined && lastUser !== user) queries.clear();
        lastUser = user;
        setState({ status: session ? 'signed-in' : 'signed-out', session });
      });
      stop = () => data.subscription.unsubscribe();
      if (stopped) stop();
    };
    // Without the client's code nobody is signed in; what needs an account says so when it is asked for.
    follow().catch(() => setState({ status: 'signed-out', session: null }));
    return () => {
      stopped = true;
      stop();
    };
  }, [queries]);

  return <SessionContext value={state}>{children}</SessionContext>;
}

export const useSession = (): SessionState => useContext(SessionContext);

/** Name to show for the account: the one given at sign-up, else the part of the address before the @. */
export function useDisplayName(): string {
  const { session } = useSession();
  return useMemo(() => {
    const given: unknown = session?.user.user_metadata.name;
    if (typeof given === 'string' && given.trim()) return given.trim();
    return session?.user.email?.split('@')[0] ?? '';
  }, [session]);
}
