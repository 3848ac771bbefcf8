/**
 * ElevenLabs as its API reference describes it (elevenlabs-js 2.56, 2026-07), over real HTTP: checks what it is sent,
 * speaks a tone a character and says when. It knows nothing of the client; it misbehaves when told to.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export const KEY = 'sk_0123456789abcdef';
const RATE = 24_000;
const CHARACTER_SECONDS = 0.06;

const BODY_KEYS = new Set(
  'text model_id language_code voice_settings pronunciation_dictionary_locators seed previous_text next_text previous_request_ids next_request_ids use_pvc_as_ivc apply_text_normalization apply_language_text_normalization'.split(
    ' ',
  ),
);
const LIMITS: Readonly<Record<string, number>> = {
  eleven_multilingual_v2: 10_000,
  eleven_flash_v2_5: 40_000,
  eleven_v3: 5000,
};

export type Fault =
  | { readonly status: number; readonly code: string; readonly headers?: Record<string, string> }
  | 'cut' // the connection breaks in the middle of the answer
  | 'hang' // no answer at all
  | 'half-audio'
  | 'other-text'
  | 'no-alignment'
  | 'html';

export interface Heard {
  readonly method: string;
  readonly path: string;
  readonly body: Record<string, unknown> | null;
  readonly form: FormData | null;
}

export interface Voice {
  readonly voice_id: string;
  readonly name: string;
  readonly labels?: Record<string, string>;
  readonly verified_languages?: { language: string; locale: string | null; model_id: string }[];
}

export interface ElevenLabsServer extends AsyncDisposable {
  readonly url: string;
  readonly heard: Heard[];
  /** Applied to speech requests in turn; undefined lets one through. */
  readonly faults: (Fault | undefined)[];
  /** Applied to everything else in turn. */
  readonly otherFaults: (Fault | undefined)[];
  readonly voices: Voice[];
  requiresVerification: boolean;
}

export async function startElevenLabs(): Promise<ElevenLabsServer> {
  const heard: Heard[] = [];
  const faults: ElevenLabsServer['faults'] = [];
  const otherFaults: ElevenLabsServer['otherFaults'] = [];
  const voices: Voice[] = [{ voice_id: 'VoiceBr', name: 'Bruna', labels: { language: 'pt' } }];
  const issued = new Set<string>();
  const options = { requiresVerification: false };
  const server = createServer((request, response) => {
    void read(request).then(({ bytes, form }) => answer(request, response, bytes, form));
  });

  async function answer(
    request: IncomingMessage,
    response: ServerResponse,
    bytes: Buffer,
    form: FormData | null,
  ) {
    const url = new URL(request.url ?? '/', 'http://localhost');
    const method = request.method ?? '';
    const fail = (status: number, code: string, message: string, headers: Record<string, string> = {}) => {
      response.writeHead(status, { 'content-type': 'application/json', ...headers });
      response.end(JSON.stringify({ detail: { status: code, message } }));
    };
    const json = (value: unknown, headers: Record<string, string> = {}) => {
      response.writeHead(200, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(value));
    };
    let body: Record<string, unknown> | null = null;
    if (request.headers['content-type'] === 'application/json') body = JSON.parse(bytes.toString());
    heard.push({ method, path: url.pathname + url.search, body, form });
    if (request.headers['xi-api-key'] !== KEY) {
      return fail(401, 'invalid_api_key', `Invalid API key ${request.headers['xi-api-key']}`);
    }
    const speech = /^\/v1\/text-to-speech\/([^/]+)\/with-timestamps$/.exec(url.pathname);
    const fault = speech ? faults.shift() : otherFaults.shift();
    if (typeof fault === 'object') return fail(fault.status, fault.code, `said ${fault.code}`, fault.headers);
    if (fault === 'hang') return undefined;
    if (fault === 'html') return response.writeHead(200).end('<html>proxy</html>');
    if (speech && method === 'POST') return speak(speech[1] ?? '', url, body, fault, response, fail, json);
    if (url.pathname === '/v1/models' && method === 'GET') {
      return json(Object.keys(LIMITS).map((model_id) => ({ model_id, can_do_text_to_speech: true })));
    }
    if (url.pathname === '/v1/voices' && method === 'GET') return json({ voices });
    if (url.pathname === '/v1/voices/add' && method === 'POST') {
      const file = form?.get('files');
      if (!form?.get('name') || !(file instanceof File) || file.size === 0) {
        return fail(422, 'unprocessable', 'name and files are required');
      }
      const voice_id = `cloned${voices.length}`;
      voices.push({
        voice_id,
        name: String(form.get('name')),
        labels: JSON.parse(String(form.get('labels') ?? '{}')),
      });
      if (fault === 'cut') return response.destroy();
      return json({ voice_id, requires_verification: options.requiresVerification });
    }
    const one = /^\/v1\/voices\/([^/]+)$/.exec(url.pathname)?.[1];
    const at = voices.findIndex((voice) => voice.voice_id === one);
    if (one !== undefined && at < 0)
      return fail(400, 'voice_not_found', `A voice with id ${one} was not found.`);
    if (one !== undefined && method === 'GET') return json(voices[at]);
    if (one !== undefined && method === 'DELETE') {
      voices.splice(at, 1);
      return json({ status: 'ok' });
    }
    return fail(404, 'not_found', `${method} ${url.pathname}`);
  }

  function speak(
    voice: string,
    url: URL,
    body: Record<string, unknown> | null,
    fault: Fault | undefined,
    response: ServerResponse,
    fail: (status: number, code: string, message: string) => void,
    json: (value: unknown, headers?: Record<string, string>) => void,
  ) {
    if (!voices.some(({ voice_id }) => voice_id === voice))
      return fail(404, 'voice_not_found', 'no such voice');
    const wrong = complaint(url, body);
    if (wrong !== null) return fail(422, 'invalid_request', wrong);
    const text = String(body?.text);
    if (text.length > (LIMITS[String(body?.model_id)] ?? 5000)) {
      return fail(400, 'max_character_limit_exceeded', 'too long');
    }
    const characters = [...(fault === 'other-text' ? text.slice(1) : text)];
    const id = `req_${issued.size + 1}`;
    issued.add(id);
    let at = 0.1;
    const starts: number[] = [];
    const ends: number[] = [];
    for (const character of characters) {
      starts.push(round(at));
      at += /[.!?\n]/.test(character) ? 0.25 : CHARACTER_SECONDS;
      ends.push(round(at));
    }
    const audio = tones(characters, starts, ends, at + 0.1);
    const half = fault === 'half-audio' ? audio.subarray(0, (audio.length >> 2) << 1) : audio;
    const alignment = {
      characters,
      character_start_times_seconds: starts,
      character_end_times_seconds: ends,
    };
    const value = {
      audio_base64: half.toString('base64'),
      alignment: fault === 'no-alignment' ? null : alignment,
      normalized_alignment: alignment,
    };
    const headers = { 'request-id': id, 'character-cost': String(text.length) };
    if (fault !== 'cut') return json(value, headers);
    const whole = JSON.stringify(value);
    response.writeHead(200, {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(whole),
    });
    return response.write(whole.slice(0, whole.length >> 1), () => response.destroy());
  }

  function complaint(url: URL, body: Record<string, unknown> | null): string | null {
    if (body === null) return 'no JSON';
    const format = url.searchParams.get('output_format');
    if (format !== 'pcm_24000') return `this fake speaks pcm_24000, not ${format}`;
    const unknown = Object.keys(body).filter((key) => !BODY_KEYS.has(key));
    if (unknown.length > 0) return `unknown ${unknown.join(', ')}`;
    if (typeof body.text !== 'string' || body.text === '') return 'text';
    if (body.model_id === 'eleven_multilingual_v2' && 'language_code' in body) {
      return 'Model eleven_multilingual_v2 does not support the language_code';
    }
    if (body.model_id === 'eleven_flash_v2_5' && !/^[a-z]{2}$/.test(String(body.language_code)))
      return 'language_code';
    const { seed } = body;
    if (!Number.isInteger(seed) || (seed as number) < 0 || (seed as number) > 4_294_967_295) return 'seed';
    const ids = (body.previous_request_ids ?? []) as string[];
    if (ids.length > 3 || ids.some((id) => !issued.has(id))) return 'previous_request_ids';
    const { speed, stability, similarity_boost: boost } = body.voice_settings as Record<string, number>;
    if (speed === undefined || speed < 0.7 || speed > 1.2) return 'speed';
    for (const share of [stability, boost])
      if (share === undefined || share < 0 || share > 1) return 'voice_settings';
    return ['auto', 'on', 'off'].includes(String(body.apply_text_normalization)) ? null : 'normalization';
  }

  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  return Object.assign(options, {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    heard,
    faults,
    otherFaults,
    voices,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise<void>((done) => server.close(() => done()));
    },
  });
}

async function read(request: IncomingMessage): Promise<{ bytes: Buffer; form: FormData | null }> {
  const bytes = Buffer.concat(await request.toArray());
  const type = request.headers['content-type'] ?? '';
  if (!type.startsWith('multipart/form-data')) return { bytes, form: null };
  return {
    bytes,
    form: await new Response(new Uint8Array(bytes), { headers: { 'content-type': type } }).formData(),
  };
}

const round = (seconds: number) => Math.round(seconds * 1000) / 1000;

/** One pitch a letter, quiet between words. */
function tones(characters: string[], starts: number[], ends: number[], seconds: number): Buffer {
  const pcm = Buffer.alloc(Math.round(seconds * RATE) * 2);
  for (const [i, character] of characters.entries()) {
    if (!/\p{L}/u.test(character)) continue;
    const hertz = 120 + (character.toLowerCase().codePointAt(0) ?? 0) * 7;
    const from = Math.round((starts[i] ?? 0) * RATE);
    const to = Math.round((ends[i] ?? 0) * RATE);
    for (let n = from; n < to; n++) {
      pcm.writeInt16LE(Math.round(8000 * Math.sin((2 * Math.PI * hertz * n) / RATE)), n * 2);
    }
  }
  return pcm;
}
