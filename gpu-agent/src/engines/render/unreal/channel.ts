/**
 * The line between the agent and an editor: the editor asks over loopback HTTP for its next order, tells how far it is
 * and how it ended. Whoever does not know the channel's token is nobody.
 */
import { randomBytes, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { z } from 'zod';
import type { Order } from './order.ts';

const BODY_LIMIT = 64 * 1024;

const Progress = z.object({ id: z.string(), fraction: z.number().min(0).max(1) });
const Done = z.object({
  /** Empty when the order could not even be read. */
  id: z.string(),
  failure: z.enum(['refused', 'crashed']).nullable(),
  message: z.string().max(20_000).nullable(),
});
export type EditorAnswer = z.infer<typeof Done>;

export interface Assignment {
  readonly order: Order;
  readonly onProgress: (fraction: number) => void;
  readonly onDone: (answer: EditorAnswer) => void;
}

export class EditorChannel {
  readonly url: string;
  readonly token: string;
  /** Milliseconds of performance.now() when the editor last spoke; undefined before it ever did. */
  heard: number | undefined;
  readonly #server: Server;
  #assignment: Assignment | undefined;
  #delivered = false;
  #closing = false;

  private constructor(server: Server, token: string) {
    this.#server = server;
    this.token = token;
    this.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    server.on('request', (request, response) => void this.#serve(request, response));
  }

  static async open(): Promise<EditorChannel> {
    const server = createServer();
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(0, '127.0.0.1', resolve);
    });
    // An agent that has nothing else to do may end.
    server.unref();
    return new EditorChannel(server, randomBytes(24).toString('base64url'));
  }

  /** One order at a time. */
  assign(assignment: Assignment): void {
    this.#assignment = assignment;
    this.#delivered = false;
  }

  withdraw(): void {
    this.#assignment = undefined;
  }

  /** The next question is answered with: go. */
  hangUp(): void {
    this.#closing = true;
  }

  close(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const end = (status: number, body = '') => {
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(body);
    };
    try {
      if (!this.#knows(request)) return end(401);
      this.heard = performance.now();
      if (request.method === 'GET' && request.url === '/next') {
        if (this.#closing) return end(410);
        if (!this.#assignment || this.#delivered) return end(204);
        this.#delivered = true;
        return end(200, JSON.stringify(this.#assignment.order));
      }
      if (request.method !== 'POST') return end(404);
      const body: unknown = JSON.parse(await readBody(request));
      if (request.url === '/progress') this.#progress(Progress.parse(body));
      else if (request.url === '/done') this.#done(Done.parse(body));
      else return end(404);
      return end(204);
    } catch {
      return end(400);
    }
  }

  #knows(request: IncomingMessage): boolean {
    const given = Buffer.from(request.headers.authorization ?? '');
    const wanted = Buffer.from(`Bearer ${this.token}`);
    return given.length === wanted.length && timingSafeEqual(given, wanted);
  }

  #progress({ id, fraction }: z.infer<typeof Progress>): void {
    if (this.#assignment?.order.id === id) this.#assignment.onProgress(fraction);
  }

  /** News of an order that is no longer ours come too late to matter. */
  #done(answer: EditorAnswer): void {
    const assignment = this.#assignment;
    if (!assignment || (answer.id !== '' && assignment.order.id !== answer.id)) return;
    this.#assignment = undefined;
    assignment.onDone(answer);
  }
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += (chunk as Buffer).length;
    if (size > BODY_LIMIT) throw new Error('body too large');
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks).toString('utf8');
}
