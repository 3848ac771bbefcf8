/** The one HTTP address of the stack: hosted's paths, each handed to the service that answers it. */
import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import { Hono } from 'hono';
import { cors } from 'hono/cors';
import type { Service, StackLog } from './context.ts';

export interface GatewayRoutes {
  readonly rest: Service;
  readonly auth: Service;
  readonly storage: Service;
  readonly functions: Service;
  /** Realtime's HTTP part; its sockets are upgrades of the same server. */
  readonly realtime: Service;
  /** What /health answers; a stack that is not healthy says so with 503. */
  readonly health: () => Promise<{ readonly healthy: boolean } & Record<string, unknown>>;
}

/** What a browser may read of an answer, beyond the safelisted headers. */
const exposed = [
  'Content-Encoding',
  'Content-Location',
  'Content-Range',
  'Content-Type',
  'Date',
  'ETag',
  'Link',
  'Location',
  'Preference-Applied',
  'Range-Unit',
  'Retry-After',
  'Server',
  'Transfer-Encoding',
  'X-Supabase-Api-Version',
  'X-Total-Count',
];

/**
 * The gateway as a function of a request. Services get the request as the client wrote it, prefix included.
 * Any origin may call the Supabase services, as on hosted: a key and a token decide, cookies play no part. Functions
 * answer preflights themselves, so an allow-list of theirs is what counts there.
 */
export function createGateway(routes: GatewayRoutes, log: StackLog): Service {
  const app = new Hono();
  const open = cors({
    origin: '*',
    allowMethods: ['GET', 'HEAD', 'PUT', 'PATCH', 'POST', 'DELETE', 'OPTIONS'],
    exposeHeaders: exposed,
    maxAge: 3600,
  });
  const services = [
    ['/rest/v1', routes.rest],
    ['/auth/v1', routes.auth],
    ['/storage/v1', routes.storage],
    ['/realtime/v1', routes.realtime],
  ] as const;
  for (const [prefix, service] of services) {
    app.use(`${prefix}/*`, open);
    app.all(`${prefix}/*`, (c) => service(c.req.raw));
  }
  app.all('/functions/v1/*', (c) => routes.functions(c.req.raw));
  // what a rewrite rule of the web host does in production
  app.all('/api/v2/*', (c) => routes.functions(c.req.raw));
  app.get('/health', open, async () => {
    const state = await routes.health();
    return Response.json(state, { status: state.healthy ? 200 : 503 });
  });
  app.notFound(() => Response.json({ message: 'no Route matched with those values' }, { status: 404 }));
  app.onError((error, c) => {
    const requestId = randomUUID();
    log.error('service failed', { requestId, method: c.req.method, path: c.req.path, error });
    return Response.json(
      { message: 'An unexpected error occurred', request_id: requestId },
      { status: 500, headers: { 'access-control-allow-origin': '*' } },
    );
  });
  return async (request) => app.fetch(request);
}

/** Says who really asks, whatever the client wrote: services limit attempts by this address. */
function nameClient(request: IncomingMessage): void {
  const { rawHeaders } = request;
  for (let at = rawHeaders.length - 2; at >= 0; at -= 2) {
    if (rawHeaders[at]?.toLowerCase() === 'x-forwarded-for') rawHeaders.splice(at, 2);
  }
  rawHeaders.push('x-forwarded-for', request.socket.remoteAddress ?? 'unknown');
}

/** A listener for node:http that streams bodies both ways. */
export function nodeListener(
  gateway: Service,
): (request: IncomingMessage, response: ServerResponse) => Promise<void> {
  const listener = getRequestListener(gateway, { overrideGlobalObjects: false });
  return (request, response) => {
    nameClient(request);
    return listener(request, response);
  };
}
