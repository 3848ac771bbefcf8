/** The socket endpoint of Realtime: /realtime/v1/websocket. */
import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import { CallerError } from '../caller.ts';
import type { StackContext } from '../context.ts';
import { Connection } from './connection.ts';
import type { RealtimeLimits } from './limits.ts';
import { identityOf, type RealtimeParts, realtimeOf } from './parts.ts';

const PATH = '/realtime/v1/websocket';
/** A frame holds one broadcast and its header; JSON text may be longer than what it says. */
const MAX_FRAME_BYTES = 1024 * 1024;
const SILENCE_CHECK_MS = 15_000;
const PRUNE_EVERY_MS = 10 * 60 * 1000;
const CLOSE_GRACE_MS = 500;

/**
 * Answers WebSocket upgrades of `server` on /realtime/v1/websocket and follows the database until `stop`, which tells
 * clients that the server goes away, and resolves when their sockets and the replication slot are gone. Upgrades on
 * other paths are left to other listeners; without one they are refused.
 */
export function attachRealtime(
  server: Server,
  context: StackContext,
  limits: Partial<RealtimeLimits> = {},
): { stop(): Promise<void> } {
  const parts = realtimeOf(context, limits);
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: MAX_FRAME_BYTES,
    perMessageDeflate: false,
  });
  const connections = new Set<Connection>();

  const onUpgrade = (request: IncomingMessage, socket: Duplex, head: Buffer): void => {
    const url = new URL(request.url ?? '/', 'http://localhost');
    if (url.pathname !== PATH) {
      if (server.listenerCount('upgrade') === 1) refuse(socket, '404 Not Found', 'Not found');
      return;
    }
    // Until ws takes the socket over, a reset of it would be an unhandled error.
    const ignore = (): void => undefined;
    socket.on('error', ignore);
    admit(parts, request, url).then(
      (apiKey) => {
        socket.off('error', ignore);
        sockets.handleUpgrade(request, socket, head, (opened) => {
          const connection = new Connection(parts, opened, apiKey);
          connections.add(connection);
          opened.once('close', () => connections.delete(connection));
        });
      },
      (error: unknown) => {
        const problem =
          error instanceof CallerError || error instanceof ProtocolError ? error.message : 'Bad request';
        const status = error instanceof CallerError ? '401 Unauthorized' : '400 Bad Request';
        refuse(socket, status, problem);
      },
    );
  };
  server.on('upgrade', onUpgrade);
  parts.replication.start();

  const silence = setInterval(() => {
    for (const connection of connections) connection.cutIfSilent(Date.now());
  }, SILENCE_CHECK_MS).unref();
  const prune = (): Promise<void> => pruneMessages(context);
  const pruning = setInterval(prune, PRUNE_EVERY_MS).unref();
  const firstPrune = prune();

  return {
    async stop() {
      server.off('upgrade', onUpgrade);
      clearInterval(silence);
      clearInterval(pruning);
      for (const connection of connections) connection.close(1001, 'the server is stopping');
      const cut = setTimeout(() => {
        for (const connection of connections) connection.terminate();
      }, CLOSE_GRACE_MS);
      await new Promise<void>((resolve) => sockets.close(() => resolve()));
      clearTimeout(cut);
      await firstPrune;
      await parts.replication.stop();
    },
  };
}

class ProtocolError extends Error {}

/** The API key of an upgrade, checked. @throws CallerError, ProtocolError */
async function admit(parts: RealtimeParts, request: IncomingMessage, url: URL): Promise<string> {
  const header = request.headers.apikey;
  const key = url.searchParams.get('apikey') ?? (typeof header === 'string' ? header : '');
  if (key === '') throw new CallerError('no_api_key', 'No API key found in request');
  await identityOf(parts.authenticator, key);
  const version = url.searchParams.get('vsn');
  if (version !== '2.0.0') {
    throw new ProtocolError(
      `protocol ${version ?? '1.0.0'} is not available in the local stack, use vsn=2.0.0`,
    );
  }
  return key;
}

function refuse(socket: Duplex, status: string, message: string): void {
  const body = JSON.stringify({ message });
  socket.end(
    `HTTP/1.1 ${status}\r\nContent-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
  );
}

/** Deletes messages older than three days, which is when hosted drops their partition. */
export async function pruneMessages({ realtimeAdmin, log }: StackContext): Promise<void> {
  try {
    await realtimeAdmin.query("delete from realtime.messages where inserted_at < now() - interval '3 days'");
  } catch (error) {
    log.warn('realtime could not prune its messages', { error: String(error) });
  }
}
