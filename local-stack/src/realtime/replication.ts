/**
 * The stream of committed changes: a pgoutput slot that lives exactly as long as its connection, so that a stack that
 * is stopped or killed never makes Postgres keep WAL. What is committed while there is no connection is not replayed;
 * subscribers are told that they missed something, and read the rows again.
 */
import { randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { Client } from 'pg';
import { LogicalReplicationService, type Pgoutput, PgoutputPlugin } from 'pg-logical-replication';
import type { StackLog } from '../context.ts';

const PUBLICATIONS = ['supabase_realtime', 'supabase_realtime_messages_publication'];
const FIRST_RETRY_MS = 100;
const LONGEST_RETRY_MS = 3000;

export interface Transaction {
  readonly xid: number;
  readonly commitTime: Date;
}

export interface ReplicationHandlers {
  /** One change, with column values in Postgres' text form; the stream waits for the promise. */
  change(
    message: Pgoutput.MessageInsert | Pgoutput.MessageUpdate | Pgoutput.MessageDelete,
    transaction: Transaction,
  ): void | Promise<void>;
  /** The stream broke: changes may be missed until it is ready again. */
  lost(): void;
}

class TemporarySlot extends PgoutputPlugin {
  constructor() {
    super({ protoVersion: 1, publicationNames: PUBLICATIONS });
  }

  override async start(client: Client, slotName: string, lastLsn: string): Promise<unknown> {
    // Replication commands are known in capitals only.
    await client.query(`CREATE_REPLICATION_SLOT "${slotName}" TEMPORARY LOGICAL pgoutput NOEXPORT_SNAPSHOT`);
    return super.start(client, slotName, lastLsn);
  }

  /** Values stay text: only Postgres itself knows how to turn each type into JSON without loss. */
  override parse(buffer: Buffer): Pgoutput.Message {
    const message = super.parse(buffer);
    if (message.tag === 'relation') {
      for (const column of message.columns) column.parser = (text: string) => text;
    }
    return message;
  }
}

/** The service acknowledges the position after the one it is given; a server that shuts down wants its own, exactly. */
function before(lsn: string): string {
  const [high = 0n, low = 0n] = lsn.split('/').map((half) => BigInt(`0x${half}`));
  const position = (high << 32n) + low - 1n;
  return `${(position >> 32n).toString(16)}/${(position & 0xffffffffn).toString(16)}`.toUpperCase();
}

export class Replication {
  readonly #url: string;
  readonly #handlers: ReplicationHandlers;
  readonly #log: StackLog;
  readonly #stopping = new AbortController();
  #ready = Promise.withResolvers<void>();
  #service: LogicalReplicationService | null = null;
  #running: Promise<void> | null = null;

  constructor(url: string, handlers: ReplicationHandlers, log: StackLog) {
    this.#url = url;
    this.#handlers = handlers;
    this.#log = log;
  }

  start(): void {
    this.#running ??= this.#run();
  }

  /** Whether changes flow, waiting up to `timeoutMs` for it. */
  async isReady(timeoutMs: number): Promise<boolean> {
    const timeout = new AbortController();
    const waited = delay(timeoutMs, false, { signal: timeout.signal, ref: false }).catch(() => false);
    const ready = await Promise.race([this.#ready.promise.then(() => true), waited]);
    timeout.abort();
    return ready && !this.#stopping.signal.aborted;
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#service?.stop().catch(() => undefined);
    await this.#running;
  }

  async #run(): Promise<void> {
    const { signal } = this.#stopping;
    let wait = FIRST_RETRY_MS;
    while (!signal.aborted) {
      const streamed = await this.#stream();
      if (signal.aborted) return;
      this.#ready = Promise.withResolvers();
      if (streamed) {
        this.#handlers.lost();
        wait = FIRST_RETRY_MS;
      }
      await delay(wait, undefined, { signal }).catch(() => undefined);
      wait = Math.min(wait * 2, LONGEST_RETRY_MS);
    }
  }

  /** Streams until the connection ends; answers whether it ever began. Never rejects. */
  async #stream(): Promise<boolean> {
    let streamed = false;
    let transaction: Transaction = { xid: 0, commitTime: new Date() };
    const service = new LogicalReplicationService(
      { connectionString: this.#url, application_name: 'semblante realtime' },
      { acknowledge: { auto: true, timeoutSeconds: 10 }, flowControl: { enabled: true } },
    );
    this.#service = service;
    service.on('start', () => {
      streamed = true;
      this.#ready.resolve();
    });
    // A server that shuts down waits until its senders' receivers say that they have everything; nobody else would.
    service.on('heartbeat', (lsn, _timestamp, shouldRespond) => {
      if (shouldRespond) void service.acknowledge(before(lsn));
    });
    service.on('error', (error) => {
      if (!this.#stopping.signal.aborted) this.#log.warn('realtime replication', { error: String(error) });
    });
    service.on('data', async (_lsn, message: Pgoutput.Message) => {
      switch (message.tag) {
        case 'begin':
          transaction = {
            xid: message.xid >>> 0,
            commitTime: new Date(Number(BigInt(message.commitTime.toString()) / 1000n)),
          };
          return;
        case 'insert':
        case 'update':
        case 'delete':
          await this.#handlers.change(message, transaction);
          return;
        default:
      }
    });
    try {
      await service.subscribe(new TemporarySlot(), `semblante_realtime_${randomBytes(6).toString('hex')}`);
    } catch (error) {
      if (!this.#stopping.signal.aborted) {
        this.#log.warn('realtime replication ended', { error: String(error) });
      }
    } finally {
      await service.destroy().catch(() => undefined);
    }
    return streamed;
  }
}
