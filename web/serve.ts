/**
 * Serves the built studio: files with the right cache and security headers, the browser router's addresses, and
 * /api/v2 passed on to the Supabase gateway as a stream, the way a production host's rewrite rule does.
 */
import { randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { createServer, request as httpRequest, type IncomingMessage, type ServerResponse } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { extname, join, normalize, sep } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { ensureBuilt } from './build.ts';
import { CONFIG_PLACEHOLDER, configBlock } from './config-block.ts';

export interface StudioOptions {
  /** 0 for any free port. Listens on 127.0.0.1 only. */
  readonly port: number;
  /** The Supabase gateway, e.g. http://127.0.0.1:54321. */
  readonly supabaseUrl: string;
  readonly publishableKey: string;
  /** A folder made by build.ts; the one for the sources as they are when left out. */
  readonly distDir?: string;
}

export interface Studio {
  readonly url: string;
  /** Refuses new connections, ends idle ones and resolves when the last answer was sent. */
  stop(): Promise<void>;
}

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.json': 'application/json',
  '.woff2': 'font/woff2',
  '.webp': 'image/webp',
};

/** Sent with every answer of the studio; deploy/web repeats them for nginx. */
export function securityHeaders(supabaseUrl: string): Record<string, string> {
  const gateway = new URL(supabaseUrl).origin;
  const socket = gateway.replace(/^http/, 'ws');
  const policy = [
    "default-src 'self'",
    // The viewer unpacks models with a WebAssembly module (meshoptimizer); that alone is allowed, no eval.
    "script-src 'self' 'wasm-unsafe-eval'",
    // Radix locks scrolling with a style element it makes itself; scripts, which matter more, stay strict.
    "style-src 'self' 'unsafe-inline'",
    `img-src 'self' data: blob: ${gateway}`,
    `media-src 'self' blob: ${gateway}`,
    `connect-src 'self' ${gateway} ${socket}`,
    "font-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; ');
  return {
    'content-security-policy': policy,
    'cross-origin-opener-policy': 'same-origin',
    'permissions-policy': 'camera=(), geolocation=(), microphone=(self)',
    'referrer-policy': 'strict-origin-when-cross-origin',
    'x-content-type-options': 'nosniff',
    // What frame-ancestors says, for what does not know it.
    'x-frame-options': 'DENY',
  };
}

/** Starts serving; rejects when the port is taken (EADDRINUSE). */
export async function serveStudio(options: StudioOptions): Promise<Studio> {
  const dist = options.distDir ?? (await ensureBuilt());
  const { supabaseUrl, publishableKey } = options;
  const template = await readFile(join(dist, 'index.html'), 'utf8');
  if (!template.includes(CONFIG_PLACEHOLDER)) throw new Error(`${dist} was built for one Supabase already.`);
  const page = template.replace(CONFIG_PLACEHOLDER, () => configBlock({ supabaseUrl, publishableKey }));
  const security = securityHeaders(supabaseUrl);

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { pathname } = new URL(request.url ?? '/', 'http://studio');
    if (pathname.startsWith('/api/v2/')) return passOn(request, response, supabaseUrl);
    for (const [name, value] of Object.entries(security)) response.setHeader(name, value);
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      response.writeHead(405, { allow: 'GET, HEAD' }).end();
      return;
    }
    // Who has the link sees the film; no crawler, and no site that is linked to, learns the address.
    if (pathname.startsWith('/s/')) {
      response.setHeader('x-robots-tag', 'noindex, nofollow');
      response.setHeader('referrer-policy', 'no-referrer');
    }
    if (await sendFile(dist, pathname, request, response)) return;
    // A missing file is missing; every other address belongs to the browser's router.
    if (extname(pathname) !== '') {
      response.writeHead(404, { 'content-type': 'text/plain; charset=utf-8' }).end('Not found');
      return;
    }
    response.writeHead(200, { 'content-type': TYPES['.html'], 'cache-control': 'no-cache' });
    response.end(request.method === 'HEAD' ? undefined : page);
  };

  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => {
      if (response.headersSent) response.destroy();
      else response.writeHead(500).end();
      if (!request.destroyed) console.error('studio:', error);
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, '127.0.0.1', resolve);
  });
  const address = server.address();
  if (typeof address === 'string' || !address) throw new Error('The studio is not listening on a port.');
  return {
    url: `http://127.0.0.1:${address.port}`,
    stop: () =>
      new Promise((resolve, reject) => {
        server.close((error) => (error ? reject(error) : resolve()));
        server.closeIdleConnections();
      }),
  };
}

async function sendFile(
  dist: string,
  pathname: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<boolean> {
  let decoded: string;
  try {
    decoded = decodeURIComponent(pathname);
  } catch {
    return false;
  }
  const file = normalize(join(dist, decoded));
  // index.html only ever leaves with its configuration; what begins with a dot is the build's own.
  if (!file.startsWith(dist + sep) || file === join(dist, 'index.html') || /(^|[\\/])\./.test(decoded))
    return false;
  const type = TYPES[extname(file)];
  const found = await stat(file).catch(() => null);
  if (!found?.isFile() || !type) return false;

  const accepted = String(request.headers['accept-encoding'] ?? '');
  let sent = file;
  for (const [encoding, suffix] of [
    ['br', '.br'],
    ['gzip', '.gz'],
  ] as const) {
    if (!new RegExp(`\\b${encoding}\\b`).test(accepted)) continue;
    if (!(await stat(file + suffix).catch(() => null))) continue;
    sent = file + suffix;
    response.setHeader('content-encoding', encoding);
    break;
  }
  response.writeHead(200, {
    'content-type': type,
    'content-length': (await stat(sent)).size,
    vary: 'accept-encoding',
    // Names under assets/ hold a hash of the content.
    'cache-control': decoded.startsWith('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache',
  });
  if (request.method === 'HEAD') response.end();
  else await pipeline(createReadStream(sent), response);
  return true;
}

/** Headers that belong to one connection (RFC 9110, section 7.6.1) and are never passed on. */
const HOP_BY_HOP = new Set([
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'host',
]);

/** Streams the request to the gateway and its answer back; 503 in the contract's shape when nobody answers. */
function passOn(request: IncomingMessage, response: ServerResponse, supabaseUrl: string): Promise<void> {
  const target = new URL(`/functions/v1${request.url}`, supabaseUrl);
  const headers = Object.fromEntries(
    Object.entries(request.headers).filter(([name]) => !HOP_BY_HOP.has(name)),
  );
  const send = target.protocol === 'https:' ? httpsRequest : httpRequest;
  return new Promise((resolve) => {
    const forwarded = send(target, { method: request.method, headers }, (answer) => {
      const kept = Object.fromEntries(
        Object.entries(answer.headers).filter(([name]) => !HOP_BY_HOP.has(name)),
      );
      response.writeHead(answer.statusCode ?? 502, kept);
      pipeline(answer, response).then(resolve, () => resolve());
    });
    forwarded.on('error', () => {
      resolve();
      if (response.headersSent) return void response.destroy();
      const error = {
        code: 'unavailable',
        message: 'The Supabase gateway does not answer. Try again in a few seconds.',
        request_id: randomUUID(),
      };
      response.writeHead(503, { 'content-type': 'application/json' }).end(JSON.stringify({ error }));
    });
    response.on('close', () => {
      if (!response.writableFinished) forwarded.destroy();
    });
    pipeline(request, forwarded).catch(() => forwarded.destroy());
  });
}

if (process.argv[1] === import.meta.filename) {
  const { VITE_SUPABASE_URL: supabaseUrl, VITE_SUPABASE_PUBLISHABLE_KEY: publishableKey } = process.env;
  if (!supabaseUrl || !publishableKey) {
    console.error('Set VITE_SUPABASE_URL and VITE_SUPABASE_PUBLISHABLE_KEY.');
    process.exit(1);
  }
  const port = Number(process.env.SEMBLANTE_STUDIO_PORT ?? 5173);
  const studio = await serveStudio({ port, supabaseUrl, publishableKey });
  console.log(`Studio: ${studio.url}`);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void studio.stop());
}
