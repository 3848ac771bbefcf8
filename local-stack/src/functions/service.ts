/**
 * Edge Functions: supabase/functions/<name>/index.ts, one Deno process each, started by its first request.
 * Answers that do not come from a function have hosted's codes: NOT_FOUND, BOOT_ERROR, WORKER_ERROR.
 */
import { existsSync, mkdirSync, readFileSync, watch, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { CallerError, createAuthenticator } from '../caller.ts';
import type { Service, StackContext } from '../context.ts';
import { repositoryRoot } from '../state.ts';
import { denoExecutable, importMapOf, verifiesJwt } from './deno-config.ts';
import { forward, UnreachableError } from './forward.ts';
import { type FunctionProcess, startFunction } from './function-process.ts';

export interface FunctionsOptions {
  /** Default: supabase/functions of the repository. */
  readonly folder?: string;
  /** Default: supabase/config.toml of the repository. */
  readonly configFile?: string;
  /** Added to what hosted sets and to supabase/functions/.env. */
  readonly env?: Readonly<Record<string, string>>;
}

export interface FunctionsService {
  readonly service: Service;
  /** Process ids by function, of those that run. */
  processes(): Promise<Record<string, number>>;
  stop(): Promise<void>;
}

function failure(status: number, code: string, message: string): Response {
  return Response.json({ code, message }, { status });
}

function forwarded(url: URL): Record<string, string> {
  return { host: url.host, 'x-forwarded-host': url.host, 'x-forwarded-proto': url.protocol.slice(0, -1) };
}

export function createFunctionsService(
  context: Pick<StackContext, 'url' | 'keys' | 'log'>,
  stateFolder: string,
  options: FunctionsOptions = {},
): FunctionsService {
  const folder = options.folder ?? join(repositoryRoot, 'supabase/functions');
  const configFile = options.configFile ?? join(repositoryRoot, 'supabase/config.toml');
  const authenticator = createAuthenticator(context);
  const running = new Map<string, Promise<FunctionProcess>>();
  const host = new URL(context.url).host;
  let stopped = false;
  let started = 0;
  mkdirSync(stateFolder, { recursive: true });

  function environment(): Record<string, string> {
    const { publishable, secret, jwks, functionsJwk } = context.keys;
    const own = join(folder, '.env');
    return {
      ...(existsSync(own) ? (parseEnv(readFileSync(own, 'utf8')) as Record<string, string>) : {}),
      ...options.env,
      SEMBLANTE_SIGNING_JWK: JSON.stringify(functionsJwk),
      SUPABASE_URL: context.url,
      SUPABASE_PUBLISHABLE_KEYS: JSON.stringify({ default: publishable }),
      SUPABASE_SECRET_KEYS: JSON.stringify({ default: secret }),
      SUPABASE_JWKS: JSON.stringify(jwks),
      // the names from before 2026, which hosted still sets
      SUPABASE_ANON_KEY: publishable,
      SUPABASE_SERVICE_ROLE_KEY: secret,
    };
  }

  async function start(name: string): Promise<FunctionProcess> {
    const { imports, replaced } = importMapOf(join(folder, name));
    const importMap = join(stateFolder, `${name}.import-map.json`);
    writeFileSync(importMap, JSON.stringify({ imports }, null, 2));
    if (replaced.length > 0) {
      context.log.info('JSR is not asked: stand-ins from local-stack/src/jsr are used', {
        function: name,
        replaced,
      });
    }
    started += 1;
    const process = await startFunction({
      deno: denoExecutable(),
      name,
      entry: join(folder, name, 'index.ts'),
      importMap,
      // of its own, so that an older process can finish its requests beside a newer one
      socket: join(stateFolder, `${started}.sock`),
      cacheFolder: join(stateFolder, 'deno'),
      mayCall: host,
      mayRead: [folder],
      env: environment(),
      log: context.log,
    });
    context.log.info('function started', { function: name, pid: process.pid });
    return process;
  }

  /** The function's process: the one that runs, else a new one. Two first requests share one start. */
  async function processOf(name: string): Promise<FunctionProcess> {
    const known = running.get(name);
    if (known) {
      const process = await known;
      if (process.alive()) return process;
      if (running.get(name) === known) running.delete(name);
      return processOf(name);
    }
    const starting = start(name);
    running.set(name, starting);
    starting.catch(() => running.delete(name));
    return starting;
  }

  /** Takes `process` out of service unless another one already stands in its place. */
  async function replace(name: string, process: FunctionProcess): Promise<void> {
    const known = running.get(name);
    if (known && (await known.catch(() => undefined)) === process) running.delete(name);
    void process.stop();
  }

  async function retire(names: Iterable<string>): Promise<void> {
    const leaving = [...names].map((name) => {
      const process = running.get(name);
      running.delete(name);
      return process;
    });
    await Promise.allSettled(leaving.map(async (process) => (await process)?.stop()));
  }

  // A changed file may be imported by any function: all are started anew by their next request.
  const watcher = existsSync(folder)
    ? watch(folder, { recursive: true }, (_event, file) => {
        if (stopped || running.size === 0 || !file || !/\.(ts|tsx|js|mjs|json|env)$/.test(file)) return;
        if (/\.test\.ts$/.test(file)) return;
        context.log.info('functions changed: they restart', { file });
        void retire([...running.keys()]);
      })
    : undefined;
  watcher?.on('error', (error) => context.log.warn('functions are not watched for changes', { error }));

  const service: Service = async (request) => {
    const url = new URL(request.url);
    // /api/v2/… is the function's own path already
    const path = url.pathname.replace(/^\/functions\/v1(?=\/)/, '');
    const name = path.split('/')[1] ?? '';
    if (!/^[A-Za-z][\w-]*$/.test(name) || !existsSync(join(folder, name, 'index.ts'))) {
      return failure(404, 'NOT_FOUND', 'Requested function was not found');
    }
    if (request.method !== 'OPTIONS' && verifiesJwt(configFile, name)) {
      try {
        const bearer = /^Bearer\s+(\S+)$/i.exec(request.headers.get('authorization') ?? '')?.[1];
        if (!bearer) return failure(401, 'UNAUTHORIZED_NO_AUTH_HEADER', 'Missing authorization header');
        await authenticator.fromToken(bearer);
      } catch (error) {
        if (error instanceof CallerError)
          return failure(401, 'UNAUTHORIZED_INVALID_JWT_FORMAT', 'Invalid JWT');
        throw error;
      }
    }
    // the process may end between being looked up and being reached: then another one answers
    for (let attempt = 1; ; attempt += 1) {
      let process: FunctionProcess;
      try {
        process = await processOf(name);
      } catch (error) {
        context.log.error('function did not start', { function: name, error });
        return failure(503, 'BOOT_ERROR', 'Worker failed to boot (please check logs)');
      }
      if (!process.alive() && attempt < 3) continue;
      const done = process.hold();
      try {
        const answer = await forward(request, process.socket, path + url.search, forwarded(url), done);
        // hosted serves no pages from its own domain
        if (/^text\/html\b/i.test(answer.headers.get('content-type') ?? '')) {
          answer.headers.set('content-type', 'text/plain');
        }
        return answer;
      } catch (error) {
        if (error instanceof UnreachableError && attempt < 3) {
          await replace(name, process);
          continue;
        }
        // A process that broke off has ended or is about to, though its exit may not have been told yet: the next
        // request gets a new one, and requests that still run in this one are finished.
        if (!request.signal.aborted) await replace(name, process);
        context.log.error('function ended while it worked', { function: name, error });
        return failure(500, 'WORKER_ERROR', 'Function exited due to an error (please check logs)');
      }
    }
  };

  return {
    service,
    async processes() {
      const ids: Record<string, number> = {};
      for (const [name, starting] of running) {
        const process = await starting.catch(() => undefined);
        if (process?.alive()) ids[name] = process.pid;
      }
      return ids;
    },
    async stop() {
      stopped = true;
      watcher?.close();
      await retire([...running.keys()]);
    },
  };
}
