/** Private broadcast topics. Rows are the truth: whoever listens here fetches again whenever a link is made. */
import { supabase } from './supabase.ts';

export interface TopicListener {
  readonly events: readonly string[];
  readonly onEvent: (event: string, payload: unknown) => void;
  /** Called with true on every (re)subscription, with false when the link is lost or refused. */
  readonly onLink: (connected: boolean) => void;
}

/** A topic is left before it may be joined again: the client would hand out the channel that is leaving. */
const leaving = new Map<string, Promise<unknown>>();

/** Listens until the returned function is called. The client itself rejoins after a lost connection. */
export function listen(topic: string, listener: TopicListener): () => void {
  let leave: (() => Promise<unknown>) | undefined;
  let stopped = false;
  const start = async () => {
    await leaving.get(topic);
    const client = await supabase();
    // The socket must carry the session before a private topic is joined.
    await client.realtime.setAuth();
    if (stopped) return;
    const channel = client.channel(topic, { config: { private: true } });
    for (const event of listener.events) {
      channel.on('broadcast', { event }, (message) => {
        if (!stopped) listener.onEvent(event, message.payload);
      });
    }
    channel.subscribe((status) => {
      if (!stopped) listener.onLink(status === 'SUBSCRIBED');
    });
    leave = () => client.removeChannel(channel);
  };
  start().catch(() => listener.onLink(false));
  return () => {
    stopped = true;
    if (leave) leaving.set(topic, leave());
  };
}
