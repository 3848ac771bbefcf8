/**
 * Speaks with libespeak-ng in a process of its own. espeak-ng is GPL-3: this program is the only one that loads
 * it, and the rest of the product talks to it over pipes, as it would to the `espeak-ng` command.
 *
 * stdin: one JSON object a line, `SpeakRequest`s or one `PronounceRequest`. stdout, for each: one JSON line followed,
 * for speech, by exactly `bytes` bytes of mono 16-bit little-endian PCM. Ends when stdin does.
 *
 * Speaking and asking for pronunciations never share a process: libespeak-ng 1.51 crashes now and then in
 * espeak_Synth after espeak_TextToPhonemes has followed another espeak_Synth (3 of 25 runs on Spanish).
 */
import { createInterface } from 'node:readline';
import koffi, { type LibraryHandle } from 'koffi';

export interface SpeakRequest {
  /** espeak voice with its variant, for example `pt-br+f2`. */
  readonly voice: string;
  /** Words per minute, 80 to 450. */
  readonly rate: number;
  /** 0 to 99; 50 is the voice's own. */
  readonly pitch: number;
  /** 0 (monotone) to 99; 50 is the voice's own. */
  readonly range: number;
  /** SSML; marks named by word index. */
  readonly ssml: string;
}

/** Dictionary pronunciations with stress marks, which events do not carry. */
export interface PronounceRequest {
  readonly voice: string;
  readonly words: readonly string[];
}

export interface HelperEvent {
  readonly kind: 'mark' | 'phoneme';
  /** Index of the first sample of what follows. */
  readonly sample: number;
  /** Name of the mark, or the phoneme in IPA (empty: silence). */
  readonly text: string;
}

export type SpeakAnswer =
  | {
      readonly ok: true;
      /** Of the library. Told with the speech: asking a helper of its own for it took 0.15 s of a preview. */
      readonly version: string;
      readonly sampleRate: number;
      readonly events: HelperEvent[];
      readonly bytes: number;
    }
  | { readonly ok: false; readonly message: string; readonly bytes: 0 };

/** In the order asked. */
export interface PronounceAnswer {
  readonly ipa: readonly string[];
}

/** From espeak-ng/speak_lib.h 1.51. */
const AUDIO_OUTPUT_SYNCHRONOUS = 2;
const INITIALIZE_PHONEME_EVENTS = 1;
const INITIALIZE_PHONEME_IPA = 2;
const INITIALIZE_DONT_EXIT = 0x8000;
const CHARS_UTF8 = 1;
const SSML = 0x10;
const PHONEMES = 0x100;
const ENDPAUSE = 0x1000;
const PARAMETER_RATE = 1;
const PARAMETER_PITCH = 3;
const PARAMETER_RANGE = 4;
const EVENT_END = 0;
const EVENT_MARK = 3;
const EVENT_PHONEME = 7;

const LIBRARIES =
  process.platform === 'darwin'
    ? ['libespeak-ng.1.dylib', '/opt/homebrew/lib/libespeak-ng.dylib', '/usr/local/lib/libespeak-ng.dylib']
    : ['libespeak-ng.so.1'];

function load(): LibraryHandle {
  const errors: string[] = [];
  for (const name of LIBRARIES) {
    try {
      return koffi.load(name);
    } catch (error) {
      errors.push(error instanceof Error ? error.message : String(error));
    }
  }
  throw new Error(errors.join('; '));
}

const library = load();
const eventFields = {
  type: 'int',
  unique_identifier: 'uint',
  text_position: 'int',
  length: 'int',
  audio_position: 'int',
  sample: 'int',
  user_data: 'void *',
};
/** The union at the end holds eight bytes of IPA for a phoneme and a pointer to its name for a mark. */
const PhonemeEvent = koffi.struct('PhonemeEvent', { ...eventFields, id: koffi.array('uint8', 8, 'Array') });
const MarkEvent = koffi.struct('MarkEvent', { ...eventFields, id: 'const char *' });
const Callback = koffi.proto('int SynthCallback(int16_t *wav, int count, void *events)');
const initialize = library.func(
  'int espeak_Initialize(int output, int buflength, const char *path, int options)',
);
const setCallback = library.func('void espeak_SetSynthCallback(SynthCallback *callback)');
const setVoice = library.func('int espeak_SetVoiceByName(const char *name)');
const setParameter = library.func('int espeak_SetParameter(int parameter, int value, int relative)');
const synth = library.func(
  'int espeak_Synth(const char *text, size_t size, uint position, int type, uint end, uint flags, void *id, void *data)',
);
const textToPhonemes = library.func(
  'const char *espeak_TextToPhonemes(void *text, int textmode, int phonememode)',
);
const PHONEME_MODE_IPA = 2;
const info = library.func('const char *espeak_Info(void *path)');
const version = String(info(null)).split(' ')[0] ?? '';

const sampleRate: number = initialize(
  AUDIO_OUTPUT_SYNCHRONOUS,
  0,
  null,
  INITIALIZE_PHONEME_EVENTS | INITIALIZE_PHONEME_IPA | INITIALIZE_DONT_EXIT,
);
if (sampleRate <= 0) throw new Error(`espeak-ng found no voice data (espeak_Initialize said ${sampleRate})`);

let chunks: Buffer[] = [];
let events: HelperEvent[] = [];

const callback = koffi.register((wav: unknown, count: number, list: unknown) => {
  if (wav && count > 0) chunks.push(Buffer.from(koffi.view(wav, count * 2).slice(0)));
  for (let index = 0; ; index++) {
    const offset = index * koffi.sizeof(PhonemeEvent);
    const event: { type: number; sample: number; id: number[] } = koffi.decode(list, offset, PhonemeEvent);
    if (event.type === EVENT_END) break;
    if (event.type === EVENT_PHONEME) {
      const end = event.id.indexOf(0);
      const text = Buffer.from(end < 0 ? event.id : event.id.slice(0, end)).toString('utf8');
      events.push({ kind: 'phoneme', sample: event.sample, text });
    } else if (event.type === EVENT_MARK) {
      const mark: { id: string | null } = koffi.decode(list, offset, MarkEvent);
      events.push({ kind: 'mark', sample: event.sample, text: mark.id ?? '' });
    }
  }
  return 0;
}, koffi.pointer(Callback));
setCallback(callback);

/**
 * One word's dictionary pronunciation. espeak moves the pointer it is given along the text and reads a little
 * past its end, so both live in memory of our own, with zeros to spare.
 */
function pronounce(word: string): string {
  const text = Buffer.alloc(Buffer.byteLength(word) + 16);
  text.write(word);
  const pointer = new BigUint64Array([BigInt(koffi.address(text))]);
  const ipa = String(textToPhonemes(pointer, CHARS_UTF8, PHONEME_MODE_IPA) ?? '');
  // Keeps the text alive until espeak is done with it.
  return text.length > 0 ? ipa : '';
}

function speak(request: SpeakRequest): { header: SpeakAnswer; pcm: Buffer } {
  chunks = [];
  events = [];
  const failed = (message: string) => ({
    header: { ok: false, message, bytes: 0 } as const,
    pcm: Buffer.alloc(0),
  });
  if (setVoice(request.voice) !== 0) return failed(`espeak-ng has no voice ${request.voice}`);
  setParameter(PARAMETER_RATE, Math.round(request.rate), 0);
  setParameter(PARAMETER_PITCH, Math.round(request.pitch), 0);
  setParameter(PARAMETER_RANGE, Math.round(request.range), 0);
  const size = Buffer.byteLength(request.ssml) + 1;
  const status: number = synth(
    request.ssml,
    size,
    0,
    1,
    0,
    CHARS_UTF8 | SSML | PHONEMES | ENDPAUSE,
    null,
    null,
  );
  if (status !== 0) return failed(`espeak_Synth said ${status}`);
  const pcm = Buffer.concat(chunks);
  return { header: { ok: true, version, sampleRate, events, bytes: pcm.length }, pcm };
}

if (process.argv.includes('--version')) {
  process.stdout.write(`${version}\n`);
} else {
  for await (const line of createInterface({ input: process.stdin })) {
    if (line.trim() === '') continue;
    const request = JSON.parse(line) as SpeakRequest | PronounceRequest;
    if ('words' in request) {
      setVoice(request.voice);
      const answer: PronounceAnswer = { ipa: request.words.map(pronounce) };
      process.stdout.write(`${JSON.stringify(answer)}\n`);
      continue;
    }
    const { header, pcm } = speak(request);
    process.stdout.write(`${JSON.stringify(header)}\n`);
    if (pcm.length > 0) process.stdout.write(pcm);
  }
}

// espeak keeps a thread of its own; left running while the process is torn down, it crashed every second exit.
const terminate = library.func('int espeak_Terminate()');
terminate();
