/**
 * Azure's custom voice API as its specification describes it (2024-02-01-preview: projects, consents, personalvoices),
 * over real HTTP. Written from that and not from our client: checks what it is sent, takes its time, misbehaves when told.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { KEY } from './azure-server.ts';

const VERSION = '2024-02-01-preview';
const RESOURCE_ID = /^[a-zA-Z0-9][a-zA-Z0-9._-]{1,62}[a-zA-Z0-9]$/;
const LOCALES = ['pt-BR', 'en-US', 'es-ES'];
const FIELDS = {
  consents: 'projectId voiceTalentName companyName locale audiodata displayName description properties',
  personalvoices: 'projectId consentId audiodata displayName description properties',
} as const;

export type PersonalFault =
  | {
      readonly status: number;
      readonly code?: string;
      readonly message?: string;
      readonly headers?: Record<string, string>;
    }
  | 'hang'
  | 'cut'
  | 'html';

interface Resource {
  readonly id: string;
  readonly projectId: string;
  readonly fields: Readonly<Record<string, string>>;
  /** Bytes of the recording. */
  readonly audio: Uint8Array;
  speakerProfileId?: string;
  status: string;
  failureReason?: string;
}

export interface AzurePersonalServer extends AsyncDisposable {
  readonly url: string;
  /** `METHOD path` of every request that was let in. */
  readonly heard: string[];
  readonly projects: Map<string, { readonly kind: string }>;
  readonly consents: Map<string, Resource>;
  readonly personalvoices: Map<string, Resource>;
  /** Applied to requests in turn; undefined lets one through. */
  readonly faults: (PersonalFault | undefined)[];
  /** How the next consents and voices end: a failure reason, or undefined for well. */
  readonly ends: (string | undefined)[];
  /** A status that nothing ever leaves. */
  stuck: boolean;
}

export async function startAzurePersonal(): Promise<AzurePersonalServer> {
  const heard: string[] = [];
  const projects: AzurePersonalServer['projects'] = new Map();
  const consents = new Map<string, Resource>();
  const personalvoices = new Map<string, Resource>();
  const faults: AzurePersonalServer['faults'] = [];
  const ends: AzurePersonalServer['ends'] = [];
  const options = { stuck: false };
  const stores = { consents, personalvoices };
  const server = createServer((request, response) => {
    void read(request).then((body) => answer(request, response, body));
  });

  function answer(request: IncomingMessage, response: ServerResponse, body: Body): unknown {
    const url = new URL(request.url ?? '/', 'http://localhost');
    const method = request.method ?? '';
    const json = (status: number, value: unknown, headers: Record<string, string> = {}) =>
      response
        .writeHead(status, { 'content-type': 'application/json', ...headers })
        .end(JSON.stringify(value));
    const fail = (status: number, code: string, message: string, headers?: Record<string, string>) =>
      json(
        status,
        { error: { code: 'BadRequest', message: 'See innererror.', innererror: { code, message } } },
        headers,
      );
    if (request.headers['ocp-apim-subscription-key'] !== KEY) {
      return fail(401, 'Unauthorized', `Access denied for ${request.headers['ocp-apim-subscription-key']}`);
    }
    if (url.searchParams.get('api-version') !== VERSION) return fail(400, 'BadArgument', 'api-version');
    const path = /^\/customvoice\/(projects|consents|personalvoices)\/([^/]+)$/.exec(url.pathname);
    const [, kind, id] = path ?? [];
    if (kind === undefined || id === undefined || !RESOURCE_ID.test(id))
      return fail(404, 'NotFound', url.pathname);
    heard.push(`${method} ${kind}`);
    const fault = faults.shift();
    if (fault === 'hang') return undefined;
    if (fault === 'cut') return response.destroy();
    if (fault === 'html') return response.writeHead(200).end('<html>proxy</html>');
    if (fault) return fail(fault.status, fault.code ?? 'Fault', fault.message ?? 'as told', fault.headers);
    if (method === 'DELETE') {
      const store: Map<string, unknown> = kind === 'projects' ? projects : stores[kind as 'consents'];
      // "All data (like consent, training set) in this project": a voice that still speaks keeps its project.
      if (kind === 'projects' && [...personalvoices.values()].some((voice) => voice.projectId === id)) {
        return fail(409, 'Conflict', 'The project has personal voices.');
      }
      if (
        kind === 'consents' &&
        [...personalvoices.values()].some((voice) => voice.fields.consentId === id)
      ) {
        return fail(409, 'Conflict', 'The consent is in use.');
      }
      return store.delete(id) ? response.writeHead(204).end() : fail(404, 'NotFound', id);
    }
    if (kind === 'projects') {
      if (method !== 'PUT') return fail(405, 'MethodNotAllowed', method);
      const project = JSON.parse(body.text) as { kind?: string };
      if (request.headers['content-type'] !== 'application/json' || project.kind !== 'PersonalVoice') {
        return fail(400, 'BadArgument', 'kind');
      }
      if (projects.has(id)) return fail(409, 'Conflict', id);
      projects.set(id, { kind: project.kind });
      return json(201, { id, ...project, createdDateTime: '2026-11-23T00:00:00Z' });
    }
    const store = stores[kind as 'consents'];
    if (method === 'GET') {
      const found = store.get(id);
      if (!found) return fail(404, 'NotFound', id);
      const shown = view(found);
      advance(found);
      return json(200, shown);
    }
    if (method !== 'POST') return fail(405, 'MethodNotAllowed', method);
    const wrong = complaint(kind as 'consents', body.form);
    if (wrong !== null) return fail(400, 'BadArgument', wrong);
    if (store.has(id)) return fail(409, 'Conflict', id);
    const made = resource(id, body);
    if (!projects.has(made.projectId)) return fail(400, 'BadArgument', 'projectId');
    if (kind === 'personalvoices') {
      const consent = consents.get(made.fields.consentId ?? '');
      if (consent?.status !== 'Succeeded') return fail(400, 'BadArgument', 'consentId');
      made.speakerProfileId = `3059912f-a3dc-49e3-bdd0-${String(personalvoices.size + 1).padStart(12, '0')}`;
    }
    const end = ends.shift();
    if (end !== undefined) made.failureReason = end;
    store.set(id, made);
    const operation = {
      'operation-id': 'op-1',
      'operation-location': `${url.origin}/customvoice/operations/op-1`,
    };
    return json(201, view(made), operation);
  }

  /** NotStarted, Running, then how it ends. */
  function advance(made: Resource): void {
    if (options.stuck) return;
    if (made.status === 'NotStarted') made.status = 'Running';
    else if (made.status === 'Running')
      made.status = made.failureReason === undefined ? 'Succeeded' : 'Failed';
  }

  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  return Object.assign(options, {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    heard,
    projects,
    consents,
    personalvoices,
    faults,
    ends,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise<void>((done) => server.close(() => done()));
    },
  });
}

interface Body {
  readonly text: string;
  readonly form: FormData | null;
  readonly audio: Uint8Array;
}

function resource(id: string, { form, audio }: Body): Resource {
  const fields: Record<string, string> = {};
  for (const [name, value] of form ?? []) if (typeof value === 'string') fields[name] = value;
  return { id, projectId: fields.projectId ?? '', fields, audio, status: 'NotStarted' };
}

function view({ audio: _, fields, failureReason, ...rest }: Resource): Record<string, unknown> {
  const failed = rest.status === 'Failed';
  return { ...fields, ...rest, properties: { failureReason: failed ? failureReason : 'None' } };
}

function complaint(kind: keyof typeof FIELDS, form: FormData | null): string | null {
  if (form === null) return 'multipart/form-data';
  const known = FIELDS[kind].split(' ');
  for (const name of form.keys()) if (!known.includes(name)) return `unknown ${name}`;
  const needed = kind === 'consents' ? known.slice(0, 4) : known.slice(0, 2);
  for (const name of needed) if (!form.get(name)) return name;
  if (kind === 'consents' && !LOCALES.includes(String(form.get('locale')))) return 'locale';
  const file = form.get('audiodata');
  return file instanceof File && file.size > 44 ? null : 'audiodata';
}

async function read(request: IncomingMessage): Promise<Body> {
  const bytes = Buffer.concat(await request.toArray());
  const type = request.headers['content-type'] ?? '';
  if (!type.startsWith('multipart/form-data')) {
    return { text: bytes.toString(), form: null, audio: new Uint8Array() };
  }
  const form = await new Response(new Uint8Array(bytes), { headers: { 'content-type': type } }).formData();
  const file = form.get('audiodata');
  const audio = file instanceof File ? await file.bytes() : new Uint8Array();
  return { text: '', form, audio };
}
