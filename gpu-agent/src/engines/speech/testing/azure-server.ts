/**
 * Azure Speech as Microsoft documents its REST list and as its Speech SDK speaks over the websocket: text messages with
 * headers and a Path, binary audio behind a header of two length bytes, metadata in ticks of 100 ns. Written from those
 * and not from our engine; checks what it is sent and misbehaves when told to.
 */
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type WebSocket, WebSocketServer } from 'ws';

export const KEY = '0123456789abcdef0123456789abcdef';
const RATE = 48_000;
const WORD_SECONDS = 0.3;
const GAP_SECONDS = 0.05;

export type SpeechFault =
  | { readonly close: number; readonly reason: string }
  | 'half-audio'
  | 'no-boundaries'
  | 'hang';

export interface AzureServer extends AsyncDisposable {
  readonly url: string;
  /** SSML as received. */
  readonly ssml: string[];
  /** Output formats and metadata options as received. */
  readonly contexts: Record<string, unknown>[];
  readonly listFaults: { readonly status: number; readonly headers?: Record<string, string> }[];
  readonly faults: (SpeechFault | undefined)[];
  /** Speaker profiles of personal voices that it speaks with. */
  readonly profiles: Set<string>;
}

const VOICES = [
  { ShortName: 'pt-BR-FranciscaNeural', Locale: 'pt-BR', Gender: 'Female', VoiceType: 'Neural' },
  { ShortName: 'pt-PT-RaquelNeural', Locale: 'pt-PT', Gender: 'Female', VoiceType: 'Neural' },
  {
    ShortName: 'en-US-AvaMultilingualNeural',
    Locale: 'en-US',
    SecondaryLocaleList: ['pt-BR', 'es-ES'],
    Gender: 'Female',
    VoiceType: 'Neural',
  },
];

/** Base models that speak with somebody's profile, and what they do not take (Microsoft's table for personal voice). */
const PERSONAL_MODELS = ['PhoenixLatestNeural', 'PhoenixV2Neural', 'DragonLatestNeural'];
const UNSUPPORTED = /<emphasis|<mstts:express-as|pitch=|volume=|contour=/;

/** What the service would say of a document; null when it speaks it. */
function complaint(body: string, profiles: ReadonlySet<string>): string | null {
  if (!/^<speak [^>]*version="1.0"/.test(body)) return 'Unsupported SSML';
  const name = /<voice name="([^"]+)">/.exec(body)?.[1] ?? '';
  const profile = /<voice name="[^"]+"><mstts:ttsembedding speakerProfileId="([^"]+)">/.exec(body)?.[1];
  if (!PERSONAL_MODELS.includes(name)) {
    const listed = profile === undefined && VOICES.some(({ ShortName }) => ShortName === name);
    return listed ? null : 'Unsupported voice';
  }
  if (profile === undefined || !profiles.has(profile)) return 'Invalid speakerProfileId in ttsembedding';
  if (UNSUPPORTED.test(body)) return 'Unsupported SSML element for personal voice';
  return name.startsWith('Dragon') && body.includes('<phoneme') ? 'Unsupported phoneme' : null;
}

export async function startAzure(): Promise<AzureServer> {
  const ssml: string[] = [];
  const contexts: Record<string, unknown>[] = [];
  const listFaults: AzureServer['listFaults'] = [];
  const faults: AzureServer['faults'] = [];
  const profiles = new Set<string>();
  const keyOf = (request: IncomingMessage) => request.headers['ocp-apim-subscription-key'];
  const server = createServer((request, response) => {
    if (request.url !== '/cognitiveservices/voices/list') return response.writeHead(404).end();
    if (keyOf(request) !== KEY) return response.writeHead(401).end('Access denied');
    const fault = listFaults.shift();
    if (fault) return response.writeHead(fault.status, fault.headers).end();
    return response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(VOICES));
  });
  const sockets = new WebSocketServer({ noServer: true });
  server.on('upgrade', (request, socket, head) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost');
    // Microsoft's SDK puts its headers into the query as well, since browsers let it set none.
    const key = keyOf(request) ?? searchParams.get('Ocp-Apim-Subscription-Key');
    if (pathname !== '/tts/cognitiveservices/websocket/v1' || key !== KEY) {
      socket.end('HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n');
      return;
    }
    sockets.handleUpgrade(request, socket, head, (ws) => serve(ws));
  });

  function serve(ws: WebSocket): void {
    let configured = false;
    ws.on('message', (data) => {
      const { path, id, body } = parse(data.toString());
      if (path === 'speech.config') configured = true;
      else if (path === 'synthesis.context') contexts.push(JSON.parse(body));
      else if (path === 'ssml') {
        ssml.push(body);
        const wrong = configured ? complaint(body, profiles) : 'speech.config did not come first';
        if (wrong !== null) ws.close(1007, wrong);
        else speak(ws, id, body, faults.shift());
      }
    });
  }

  function speak(ws: WebSocket, id: string, body: string, fault: SpeechFault | undefined): void {
    if (fault === 'hang') return;
    if (typeof fault === 'object') {
      ws.close(fault.close, fault.reason);
      return;
    }
    const text = (path: string, value: unknown) => {
      const head = `X-RequestId:${id}\r\nContent-Type:application/json; charset=utf-8\r\nPath:${path}\r\n\r\n`;
      ws.send(head + JSON.stringify(value));
    };
    const stream = 'A1B2C3';
    text('turn.start', { context: { serviceTag: 'fake' } });
    text('response', { context: { serviceTag: 'fake' }, audio: { type: 'inline', streamId: stream } });
    const words = body.replaceAll(/<[^>]+>/g, ' ').match(/\p{L}[\p{L}\p{M}'’-]*|[.,!?;:]/gu) ?? [];
    let at = 0.1;
    const pcm: Buffer[] = [Buffer.alloc(Math.round(at * RATE) * 2)];
    for (const word of words) {
      const spoken = /\p{L}/u.test(word);
      const seconds = spoken ? WORD_SECONDS : 0.1;
      const Data = {
        Offset: Math.round(at * 1e7),
        Duration: Math.round(seconds * 1e7),
        text: {
          Text: word,
          Length: word.length,
          BoundaryType: spoken ? 'WordBoundary' : 'PunctuationBoundary',
        },
      };
      if (fault !== 'no-boundaries') text('audio.metadata', { Metadata: [{ Type: 'WordBoundary', Data }] });
      const Viseme = { Offset: Data.Offset, VisemeId: /^[pbm]/i.test(word) ? 21 : 1, IsLastAnimation: true };
      text('audio.metadata', { Metadata: [{ Type: 'Viseme', Data: Viseme }] });
      pcm.push(
        tone(seconds, spoken ? 140 + word.length * 30 : 0),
        Buffer.alloc(Math.round(GAP_SECONDS * RATE) * 2),
      );
      at += seconds + GAP_SECONDS;
    }
    const sound = Buffer.concat(pcm);
    const sent = fault === 'half-audio' ? sound.subarray(0, (sound.length >> 2) << 1) : sound;
    const head = Buffer.from(
      `X-RequestId:${id}\r\nContent-Type:audio/x-wav\r\nX-StreamId:${stream}\r\nPath:audio\r\n`,
    );
    const length = Buffer.alloc(2);
    length.writeUInt16BE(head.length);
    for (let from = 0; from < sent.length; from += 8192) {
      ws.send(Buffer.concat([length, head, sent.subarray(from, from + 8192)]));
    }
    const End = { Type: 'SessionEnd', Data: { Offset: Math.round(at * 1e7) } };
    text('audio.metadata', { Metadata: [End] });
    text('turn.end', {});
  }

  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    ssml,
    contexts,
    listFaults,
    faults,
    profiles,
    [Symbol.asyncDispose]: async () => {
      for (const ws of sockets.clients) ws.terminate();
      server.closeAllConnections();
      await new Promise<void>((done) => server.close(() => done()));
    },
  };
}

function parse(message: string): { path: string; id: string; body: string } {
  const split = message.indexOf('\r\n\r\n');
  const headers = new Map(
    message
      .slice(0, split)
      .split('\r\n')
      .map((line) => {
        const colon = line.indexOf(':');
        return [line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim()] as const;
      }),
  );
  return {
    path: headers.get('path') ?? '',
    id: headers.get('x-requestid') ?? '',
    body: message.slice(split + 4),
  };
}

function tone(seconds: number, hertz: number): Buffer {
  const pcm = Buffer.alloc(Math.round(seconds * RATE) * 2);
  for (let n = 0; n < pcm.length / 2; n++) {
    pcm.writeInt16LE(Math.round(8000 * Math.sin((2 * Math.PI * hertz * n) / RATE)), n * 2);
  }
  return pcm;
}
