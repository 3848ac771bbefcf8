/** A bad network line between an agent and the stack: forwards HTTP, and misbehaves where a test tells it to. */
import { EventEmitter, once } from 'node:events';
import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from 'node:http';
import { connect, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';

/**
 * `refuse`: answers 503 without asking the stack. `lose`: the stack answers, the caller never hears it. `cut`: the
 * connection breaks before anything is sent on. `slow`: 150 ms pass each way. `late`: the request is
 * taken whole and reaches the stack when `release` says so, whether its sender still waits or not.
 */
export type Fault = 'refuse' | 'lose' | 'cut' | 'slow' | 'late';

const SLOW_MS = 150;

export interface LateAnswer {
  readonly method: string;
  readonly path: string;
  readonly status: number;
  readonly body: string;
}

export class BadLine {
  /** Decides for each request; undefined lets it pass. */
  fault: (method: string, path: string) => Fault | undefined = () => undefined;
  readonly faults: string[] = [];
  /** Whether Realtime's sockets get through. */
  realtime = false;
  readonly #held: (() => Promise<LateAnswer>)[] = [];
  readonly #arrivals = new EventEmitter();
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  readonly #target: URL;

  private constructor(target: string) {
    this.#target = new URL(target);
    this.#server = createServer((incoming, answer) => void this.#forward(incoming, answer));
    this.#server.on('connection', (socket) => {
      this.#sockets.add(socket);
      socket.once('close', () => this.#sockets.delete(socket));
    });
    // Where no WebSocket gets through Realtime is refused, and the agent must live by polling.
    this.#server.on('upgrade', (request, socket, head) => {
      if (this.realtime) this.#tunnel(request, socket as Socket, head);
      else socket.destroy();
    });
  }

  static async open(target: string): Promise<BadLine> {
    const line = new BadLine(target);
    line.#server.listen(0, '127.0.0.1');
    await once(line.#server, 'listening');
    return line;
  }

  get url(): string {
    const address = this.#server.address();
    return `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`;
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    this.#server.close();
    await once(this.#server, 'close');
  }

  /** Resolves when a request is held as `late`. */
  async holding(): Promise<void> {
    while (this.#held.length === 0) await once(this.#arrivals, 'held');
  }

  /** Sends on what was held, and says how the stack answered. */
  release(): Promise<LateAnswer[]> {
    return Promise.all(this.#held.splice(0).map((send) => send()));
  }

  /** Breaks every connection there is; new ones are taken. */
  breakAll(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  #tunnel({ method, url, rawHeaders }: IncomingMessage, socket: Socket, head: Buffer): void {
    const { hostname, port } = this.#target;
    const onward = connect({ host: hostname, port: Number(port) });
    const end = () => {
      onward.destroy();
      socket.destroy();
    };
    for (const side of [onward, socket]) side.on('error', end).once('close', end);
    const lines = [];
    for (let at = 0; at < rawHeaders.length; at += 2) lines.push(`${rawHeaders[at]}: ${rawHeaders[at + 1]}`);
    onward.write(`${method} ${url} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`);
    onward.write(head);
    onward.pipe(socket);
    socket.pipe(onward);
  }

  async #keep(incoming: IncomingMessage, answer: ServerResponse): Promise<void> {
    const { method = 'GET', url = '/', headers } = incoming;
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk as Buffer);
    const { hostname, port, host } = this.#target;
    this.#held.push(async () => {
      const onward = request({ hostname, port, method, path: url, headers: { ...headers, host } });
      onward.end(Buffer.concat(chunks));
      const [reply] = (await once(onward, 'response')) as [IncomingMessage];
      const status = reply.statusCode ?? 502;
      const parts: Buffer[] = [];
      for await (const part of reply) parts.push(part as Buffer);
      const body = Buffer.concat(parts);
      if (answer.writable) answer.writeHead(status, reply.headers).end(body);
      return { method, path: url, status, body: body.toString('utf8') };
    });
    this.#arrivals.emit('held');
  }

  async #forward(incoming: IncomingMessage, answer: ServerResponse): Promise<void> {
    const { method = 'GET', url = '/', headers } = incoming;
    const fault = this.fault(method, url);
    if (fault) this.faults.push(`${fault} ${method} ${url}`);
    if (fault === 'cut') {
      incoming.socket.destroy();
      return;
    }
    if (fault === 'refuse') {
      incoming.resume();
      incoming.once('end', () => {
        answer.writeHead(503, { 'content-type': 'application/json' }).end('{"message":"not now"}');
      });
      return;
    }
    if (fault === 'late') return this.#keep(incoming, answer).catch(() => {});
    if (fault === 'slow') await delay(SLOW_MS);
    const { hostname, port, host } = this.#target;
    const onward = request(
      { hostname, port, method, path: url, headers: { ...headers, host } },
      async (reply) => {
        if (fault === 'slow') await delay(SLOW_MS);
        if (fault === 'lose') {
          reply.resume();
          reply.once('end', () => incoming.socket.destroy());
          return;
        }
        answer.writeHead(reply.statusCode ?? 502, reply.headers);
        reply.pipe(answer);
      },
    );
    onward.once('error', () => incoming.socket.destroy());
    incoming.pipe(onward);
  }
}
