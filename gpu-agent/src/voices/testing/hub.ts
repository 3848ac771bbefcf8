/**
 * A hub that answers as Hugging Face's documentation says: a revision's commit, a tree in pages with LFS pointers, files
 * behind a redirect to another address, byte ranges. It misbehaves when told to. Knows nothing of the client's types.
 */
import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Misbehaviour {
  /** Break the connection after so many bytes of this file, each time it is asked for, as long as entries last. */
  cutAfter: Record<string, number[]>;
  /** Told how much of the file the client should have before the connection breaks. */
  beforeCut: (bytes: number) => Promise<void>;
  /** Send these bytes instead of the file's, of the same length. */
  tamper: Set<string>;
  missing: Set<string>;
  ignoreRange: boolean;
  /** Statuses answered before the right one, to anything. */
  first: { readonly status: number; readonly headers?: Record<string, string> }[];
  /** Answer the listing with a login page. */
  loginPage: boolean;
}

export interface Hub extends AsyncDisposable {
  readonly url: string;
  readonly requests: { readonly path: string; readonly range: string | undefined }[];
  readonly misbehave: Misbehaviour;
  close(): Promise<void>;
}

const COMMIT = '0123456789abcdef0123456789abcdef01234567';

/** @param files Path in the repository to content; those over 1 KB are listed as LFS objects. */
export async function startHub(repository: string, files: Readonly<Record<string, Buffer>>): Promise<Hub> {
  const requests: Hub['requests'] = [];
  const misbehave: Misbehaviour = {
    cutAfter: {},
    beforeCut: async () => {},
    tamper: new Set(),
    missing: new Set(),
    ignoreRange: false,
    first: [],
    loginPage: false,
  };
  const server = createServer((request, response) => answer(request, response));
  let address = '';

  function answer(request: IncomingMessage, response: ServerResponse): unknown {
    const url = new URL(request.url ?? '/', address);
    const path = decodeURIComponent(url.pathname);
    requests.push({ path, range: request.headers.range });
    const early = misbehave.first.shift();
    if (early) {
      return response.writeHead(early.status, early.headers).end('not now');
    }
    if (misbehave.loginPage) {
      response
        .writeHead(200, { 'content-type': 'text/html' })
        .end('<html>Sign in to the hotel network</html>');
      return;
    }
    if (path === `/api/models/${repository}/revision/main`)
      return json(response, { id: repository, sha: COMMIT });
    const tree = `/api/models/${repository}/tree/${COMMIT}/`;
    if (path.startsWith(tree)) return list(response, url, path.slice(tree.length));
    const resolve = `/${repository}/resolve/${COMMIT}/`;
    if (path.startsWith(resolve)) {
      const name = path.slice(resolve.length);
      if (!(name in files) || misbehave.missing.has(name)) {
        return response.writeHead(404).end('Entry not found');
      }
      // localhost and 127.0.0.1 are two origins, as the hub and its storage are.
      const cdn = address.replace('127.0.0.1', 'localhost');
      return response.writeHead(302, { location: `${cdn}/cdn/${name}?signature=x` }).end();
    }
    if (path.startsWith('/cdn/')) return send(request, response, path.slice('/cdn/'.length));
    return response.writeHead(404).end('{"error":"Repository not found"}');
  }

  function list(response: ServerResponse, url: URL, folder: string): void {
    const entries = Object.entries(files)
      .filter(([path]) => folder === '' || path.startsWith(`${folder}/`))
      .map(([path, content]) => {
        const gitOid = createHash('sha1').update(`blob ${content.length}\0`).update(content).digest('hex');
        const lfs = {
          oid: createHash('sha256').update(content).digest('hex'),
          size: content.length,
          pointerSize: 133,
        };
        const entry = { type: 'file', oid: gitOid, size: content.length, path };
        return content.length > 1000 ? { ...entry, lfs } : entry;
      });
    // Two entries a page: pages are linked as the API links them.
    const from = Number(url.searchParams.get('cursor') ?? 0);
    const more = new URL(url);
    more.searchParams.set('cursor', String(from + 2));
    const link: Record<string, string> =
      from + 2 < entries.length ? { link: `<${more.href}>; rel="next"` } : {};
    const directory = { type: 'directory', oid: COMMIT, size: 0, path: 'samples' };
    json(response, [...(from === 0 ? [directory] : []), ...entries.slice(from, from + 2)], link);
  }

  function send(request: IncomingMessage, response: ServerResponse, name: string): void {
    const whole = files[name] ?? Buffer.alloc(0);
    const content = misbehave.tamper.has(name)
      ? Buffer.from(whole).fill(0x5a, 0, Math.min(40, whole.length))
      : whole;
    const asked = /^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1];
    const from = asked === undefined || misbehave.ignoreRange ? 0 : Number(asked);
    if (from >= content.length && from > 0) {
      response.writeHead(416, { 'content-range': `bytes */${content.length}` }).end();
      return;
    }
    const headers = { 'content-length': content.length - from, 'accept-ranges': 'bytes' };
    if (from > 0) {
      const range = `bytes ${from}-${content.length - 1}/${content.length}`;
      response.writeHead(206, { ...headers, 'content-range': range });
    } else response.writeHead(200, headers);
    const cut = misbehave.cutAfter[name]?.shift();
    if (cut === undefined) {
      response.end(content.subarray(from));
      return;
    }
    response.write(content.subarray(from, from + cut));
    void misbehave.beforeCut(from + cut).then(() => request.socket.destroy());
  }

  await new Promise<void>((ready) => server.listen(0, ready));
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url: address,
    requests,
    misbehave,
    close: () => stop(server),
    [Symbol.asyncDispose]: () => stop(server),
  };
}

function json(response: ServerResponse, value: unknown, headers: Record<string, string> = {}): void {
  response.writeHead(200, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(value));
}

async function stop(server: Server): Promise<void> {
  server.closeAllConnections();
  await new Promise<void>((done) => server.close(() => done()));
}
