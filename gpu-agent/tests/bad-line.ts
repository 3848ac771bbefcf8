/** A bad network line between an agent and the stack: forwards HTTP, and misbehaves where a test tells it to. */
import { once } from 'node:events';
import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/**
 * `refuse`: answers 503 without asking the stack. `lose`: the stack answers, the caller never hears it. `cut`: the
 * connection breaks before anything is sent on.
 */
export type Fault = 'refuse' | 'lose' | 'cut';

export class BadLine {
  /** Decides for each request; undefined lets it pass. */
  fault: (method: string, path: string) => Fault | undefined = () => undefined;
  readonly faults: string[] = [];
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  readonly #target: URL;

  private constructor(target: string) {
    this.#target = new URL(target);
    this.#server = createServer((incoming, answer) => this.#forward(incoming, answer));
    this.#server.on('connection', (socket) => {
      this.#sockets.add(socket);
      socket.once('close', () => this.#sockets.delete(socket));
    });
    // No WebSocket gets through: Realtime is refused, and the agent must live by polling.
    this.#server.on('upgrade', (_request, socket) => socket.destroy());
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

  #forward(incoming: IncomingMessage, answer: ServerResponse): void {
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
    const { hostname, port, host } = this.#target;
    const onward = request({ hostname, port, method, path: url, headers: { ...headers, host } }, (reply) => {
      if (fault === 'lose') {
        reply.resume();
        reply.once('end', () => incoming.socket.destroy());
        return;
      }
      answer.writeHead(reply.statusCode ?? 502, reply.headers);
      reply.pipe(answer);
    });
    onward.once('error', () => incoming.socket.destroy());
    incoming.pipe(onward);
  }
}
