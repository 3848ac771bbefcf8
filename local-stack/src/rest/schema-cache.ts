/**
 * The catalogue as last read. It is read again after `notify pgrst, 'reload schema'` (or an empty payload) and when
 * a request names something it does not hold.
 */
import { Client, type Pool } from 'pg';
import type { StackLog } from '../context.ts';
import type { Catalogue } from './catalogue.ts';
import { loadCatalogue } from './load-catalogue.ts';

export interface SchemaCache {
  current(): Promise<Catalogue>;
  /** A catalogue read after this call began. */
  reload(): Promise<Catalogue>;
}

async function read(authenticator: Pool): Promise<Catalogue> {
  const client = await authenticator.connect();
  try {
    await client.query('begin isolation level repeatable read read only');
    const catalogue = await loadCatalogue(client);
    await client.query('commit');
    client.release();
    return catalogue;
  } catch (error) {
    client.release(true);
    throw error;
  }
}

export function createSchemaCache(authenticator: Pool, log: StackLog): SchemaCache {
  let loaded: Promise<Catalogue> | null = null;
  let listening: Promise<void> | null = null;

  const drop = () => {
    loaded = null;
  };

  const listen = async (): Promise<void> => {
    // A connection of its own: one taken from the pool for good would keep the pool from ever ending.
    const client = new Client(authenticator.options);
    let stopped = false;
    const stop = () => {
      // An error is followed by an end: the second must not forget the connection made since.
      if (stopped) return;
      stopped = true;
      listening = null;
      drop();
      log.info('schema channel lost');
      client.end().catch(() => undefined);
    };
    client.on('error', stop);
    client.on('end', stop);
    client.on('notification', ({ channel, payload }) => {
      if (channel !== 'pgrst' || (payload && payload !== 'reload schema')) return;
      log.info('schema cache dropped on notification');
      drop();
    });
    await client.connect();
    await client.query('listen pgrst');
    // Listening alone is no reason for the process to stay.
    const { connection } = client as unknown as { connection: { stream: { unref?: () => void } } };
    connection.stream.unref?.();
  };

  const current = async (): Promise<Catalogue> => {
    // Listening comes first: a change after the reading must not go unnoticed.
    listening ??= listen();
    try {
      await listening;
    } catch (error) {
      listening = null;
      throw error;
    }
    if (!loaded) {
      const reading = read(authenticator);
      loaded = reading;
      reading.catch(() => {
        if (loaded === reading) drop();
      });
    }
    return loaded;
  };

  return {
    current,
    reload() {
      drop();
      return current();
    },
  };
}
