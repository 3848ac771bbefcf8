/** Hands a request to a server on a Unix socket and its answer back, bodies streamed both ways. */
import { once } from 'node:events';
import {
  type ClientRequest,
  request as httpRequest,
  type IncomingHttpHeaders,
  type IncomingMessage,
} from 'node:http';
import { connect } from 'node:net';
import { Readable } from 'node:stream';
import type { ReadableStream as NodeReadableStream } from 'node:stream/web';
import { setImmediate } from 'node:timers/promises';

/** RFC 9110 section 7.6.1: these speak of one connection and are not passed on. */
const perConnection = new Set([
  'connection',
  'keep-alive',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

function answerHeaders(headers: IncomingHttpHeaders): Headers {
  const out = new Headers();
  for (const [name, value] of Object.entries(headers)) {
    if (perConnection.has(name) || value === undefined) continue;
    for (const one of Array.isArray(value) ? value : [value]) out.append(name, one);
  }
  return out;
}

/** The server was not there; nothing of the request has been read, so it may be handed to another one. */
export class UnreachableError extends Error {
  override name = 'UnreachableError';
}

/**
 * One piece at a time, with a look at what has come in between: a server may answer before it has read the body (413)
 * and close, and a write after that breaks the connection with the answer still unread in it.
 */
async function send(body: ReadableStream, upstream: ClientRequest): Promise<void> {
  for await (const piece of Readable.fromWeb(body as NodeReadableStream)) {
    await new Promise<void>((resolve) => upstream.write(piece, () => resolve()));
    await setImmediate();
    if (upstream.destroyed) return;
  }
  upstream.end();
}

/**
 * @param path path and query the server sees.
 * @param done called once, when the answer's last byte has passed or nothing will come any more.
 * @throws {UnreachableError} and what the connection throws when the server ends before it answers.
 */
export async function forward(
  request: Request,
  socket: string,
  path: string,
  extra: Record<string, string>,
  done: () => void,
): Promise<Response> {
  const connection = connect(socket);
  connection.once('close', done);
  try {
    await once(connection, 'connect');
  } catch (error) {
    throw new UnreachableError(String(error), { cause: error });
  }
  const headers: Record<string, string> = {};
  for (const [name, value] of request.headers) if (!perConnection.has(name)) headers[name] = value;
  Object.assign(headers, extra, { connection: 'close' });
  const upstream = httpRequest({ createConnection: () => connection, path, method: request.method, headers });
  const abort = () => upstream.destroy(new Error('the client has gone'));
  request.signal.addEventListener('abort', abort, { once: true });
  const answered = new Promise<IncomingMessage>((resolve, reject) => {
    upstream.once('response', resolve);
    upstream.once('error', reject);
  });
  if (request.body) {
    send(request.body, upstream).catch(() => upstream.destroy());
  } else {
    upstream.end();
  }
  const answer = await answered;
  upstream.on('error', () => {});
  answer.once('close', () => request.signal.removeEventListener('abort', abort));
  const status = answer.statusCode ?? 502;
  const responseHeaders = answerHeaders(answer.headers);
  if (status === 204 || status === 304 || request.method === 'HEAD') {
    answer.resume();
    return new Response(null, { status, headers: responseHeaders });
  }
  return new Response(Readable.toWeb(answer) as ReadableStream, { status, headers: responseHeaders });
}
