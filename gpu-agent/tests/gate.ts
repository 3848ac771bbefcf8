/**
 * How a test holds a stage in the middle. Every test tool connects to the test's gate, says who it is and how far it
 * is, and goes on when told. The gate counts the tools that ever started and notices, by the connection's end, that
 * one is dead: no polling, no sleeping.
 */
import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import { createInterface } from 'node:readline';

export interface ToolHello {
  readonly stage: string;
  readonly pid: number;
  readonly agent: string;
}

/** A test tool that stands at its gate, in the middle of its work. */
export interface HeldTool extends ToolHello {
  /** Lets it finish. */
  proceed(): void;
  /** Resolves when the process is gone, whoever ended it. */
  readonly gone: Promise<void>;
}

export class Gate {
  readonly starts: ToolHello[] = [];
  readonly #server: Server;
  readonly #held = new Map<string, ((tool: HeldTool) => void)[]>();
  readonly #sockets = new Set<Socket>();

  private constructor(server: Server) {
    this.#server = server;
  }

  static async open(): Promise<Gate> {
    const server = createServer();
    const gate = new Gate(server);
    server.on('connection', (socket) => gate.#serve(socket));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return gate;
  }

  get port(): number {
    const address = this.#server.address();
    return typeof address === 'object' && address ? address.port : 0;
  }

  /** The next tool of `stage` stops in the middle; all others run through. */
  hold(stage: string): Promise<HeldTool> {
    return new Promise((held) => {
      this.#held.set(stage, [...(this.#held.get(stage) ?? []), held]);
    });
  }

  startsOf(stage: string): number {
    return this.starts.filter((start) => start.stage === stage).length;
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    this.#server.close();
    await once(this.#server, 'close');
  }

  #serve(socket: Socket): void {
    this.#sockets.add(socket);
    const gone = new Promise<void>((done) => socket.once('close', () => done()));
    socket.on('error', () => {});
    void gone.then(() => this.#sockets.delete(socket));
    const lines = createInterface({ input: socket });
    // A killed tool resets its connection, and readline passes that on.
    lines.on('error', () => {});
    lines.once('line', (line) => {
      const hello = JSON.parse(line) as ToolHello;
      this.starts.push(hello);
      const waiting = this.#held.get(hello.stage) ?? [];
      const held = waiting.shift();
      const proceed = () => void socket.write('go\n');
      if (held) held({ ...hello, proceed, gone });
      else proceed();
    });
  }
}
