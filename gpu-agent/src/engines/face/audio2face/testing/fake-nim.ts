/**
 * A stand-in for the Audio2Face-3D NIM that speaks its documented protocol and refuses whatever the real one is
 * documented to refuse, and more: unknown fields, parts out of order, wrong audio, emotions it does not know, a sender
 * too slow or too fast. What it answers is computed from the sound it was sent: the jaw opens with its loudness.
 */
import {
  status as Code,
  Metadata,
  Server,
  ServerCredentials,
  type ServerDuplexStream,
  type ServiceDefinition,
} from '@grpc/grpc-js';
import {
  ANIMATION_DATA_STREAM,
  AUDIO_STREAM,
  BLEND_SHAPES,
  EMOTIONS,
  FACE_PARAMETERS,
  HEALTH_REQUEST,
  HEALTH_RESPONSE,
  TONGUE_SHAPES,
} from './tables.ts';
import { decode, encode, type Message, WireError } from './wire.ts';

export type Misbehaviour =
  /** Ends the stream in the middle of the clip, without a status. */
  | 'early_end'
  /** A status of ERROR in the middle. */
  | 'error_status'
  /** Goes silent in the middle. */
  | 'stall'
  /** One weight fewer than names. */
  | 'short_weights'
  /** A weight that is no number. */
  | 'nan'
  /** Leaves out JawOpen. */
  | 'missing_shape'
  /** Time codes that run backwards. */
  | 'backwards'
  /** Says SUCCESS after half of the clip. */
  | 'half';

export interface FakeOptions {
  readonly fps?: 30 | 60;
  /** 68 weights. */
  readonly tongue?: boolean;
  /** Names and weights in another order than usual. */
  readonly shuffled?: boolean;
  readonly blinks?: boolean;
  readonly misbehave?: Misbehaviour;
  /** This many streams are refused with `refusal` before one is served. */
  readonly refuseFirst?: number;
  readonly refusal?: Code;
  /** Clips beyond this are refused with INVALID_ARGUMENT. Documented: 300 s. */
  readonly longestClip?: number;
  readonly health?: 'SERVING' | 'NOT_SERVING';
  /** Metadata every call must carry. */
  readonly metadata?: Readonly<Record<string, string>>;
  /** A stream that runs under 29 frames a second for this long is killed. Documented: 7 s. */
  readonly slowSeconds?: number;
  readonly credentials?: ServerCredentials;
}

/** What one stream sent, for the test to look at. */
export interface SeenStream {
  header: Message;
  emotions: Message[];
  /** Seconds of sound received. */
  seconds: number;
  /** Most seconds of sound that had arrived beyond the frames sent back. */
  ahead: number;
  peer: string;
  ended: boolean;
}

export interface FakeNim {
  readonly address: string;
  readonly streams: readonly SeenStream[];
  close(): Promise<void>;
}

type Stream = ServerDuplexStream<Buffer, Buffer>;

const bytes = { serialize: (value: Buffer) => value, deserialize: (value: Buffer) => value };
const method = (path: string, streaming: boolean) => ({
  path,
  requestStream: streaming,
  responseStream: streaming,
  requestSerialize: bytes.serialize,
  requestDeserialize: bytes.deserialize,
  responseSerialize: bytes.serialize,
  responseDeserialize: bytes.deserialize,
});
const SERVICE: ServiceDefinition = {
  ProcessAudioStream: method(
    '/nvidia_ace.services.a2f_controller.v1.A2FControllerService/ProcessAudioStream',
    true,
  ),
};
const HEALTH: ServiceDefinition = { Check: method('/grpc.health.v1.Health/Check', false) };

/** Listens on a free port of the loopback interface. */
export async function startFakeNim(options: FakeOptions = {}): Promise<FakeNim> {
  const server = new Server();
  const streams: SeenStream[] = [];
  let refusals = options.refuseFirst ?? 0;
  server.addService(SERVICE, {
    ProcessAudioStream: (call: Stream) => {
      const wrong = missingMetadata(call.metadata, options.metadata);
      if (wrong) return refuse(call, Code.UNAUTHENTICATED, `no valid ${wrong}`);
      if (refusals-- > 0) return refuse(call, options.refusal ?? Code.UNAVAILABLE, 'no stream is free');
      const seen = { header: {}, emotions: [], seconds: 0, ahead: 0, peer: call.getPeer(), ended: false };
      streams.push(seen);
      new Session(call, options, seen).serve();
    },
  });
  server.addService(HEALTH, {
    Check: (
      call: { readonly request: Buffer; readonly metadata: Metadata },
      answer: (error: { code: Code; details: string } | null, response?: Buffer) => void,
    ) => {
      const wrong = missingMetadata(call.metadata, options.metadata);
      if (wrong) return answer({ code: Code.UNAUTHENTICATED, details: `no valid ${wrong}` });
      decode(call.request, HEALTH_REQUEST);
      answer(null, encode({ status: options.health === 'NOT_SERVING' ? 2 : 1 }, HEALTH_RESPONSE));
    },
  });
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync(
      '127.0.0.1:0',
      options.credentials ?? ServerCredentials.createInsecure(),
      (error, bound) => (error ? reject(error) : resolve(bound)),
    );
  });
  return {
    address: `127.0.0.1:${port}`,
    streams,
    close: async () => server.forceShutdown(),
  };
}

function missingMetadata(sent: Metadata, wanted: FakeOptions['metadata'] = {}): string | undefined {
  return Object.entries(wanted).find(([name, value]) => sent.get(name)[0] !== value)?.[0];
}

function refuse(call: Stream, code: Code, details: string): void {
  call.emit('error', { code, details, metadata: new Metadata() });
}

/** One stream, from its header to the final status. */
class Session {
  readonly #call: Stream;
  readonly #options: FakeOptions;
  readonly #seen: SeenStream;
  readonly #rate: number;
  readonly #names: string[];
  #sampleRate = 0;
  #pcm = Buffer.alloc(0);
  #sentFrames = 0;
  #buffers = 0;
  #finished = false;
  /** The fake has hung up; what is still on its way is nobody's fault. */
  #gone = false;
  #slow: NodeJS.Timeout | undefined;

  constructor(call: Stream, options: FakeOptions, seen: SeenStream) {
    this.#call = call;
    this.#options = options;
    this.#seen = seen;
    this.#rate = options.fps ?? 60;
    const all = [...BLEND_SHAPES, ...(options.tongue ? TONGUE_SHAPES : [])];
    const names = options.misbehave === 'missing_shape' ? all.filter((name) => name !== 'JawOpen') : all;
    this.#names = options.shuffled ? names.toReversed() : names;
  }

  serve(): void {
    this.#call.on('data', (message: Buffer) => this.#guard(() => this.#take(decode(message, AUDIO_STREAM))));
    this.#call.on('end', () => {
      if (!this.#finished) this.#fail(Code.INVALID_ARGUMENT, 'the stream ended without end_of_audio');
    });
    this.#call.on('error', () => this.#stop());
    this.#call.on('cancelled', () => this.#stop());
    this.#watchPace();
  }

  #guard(work: () => void): void {
    if (this.#gone) return;
    try {
      if (!this.#finished) work();
      else throw new WireError('something after end_of_audio');
    } catch (error) {
      if (!(error instanceof WireError)) throw error;
      this.#fail(Code.INVALID_ARGUMENT, error.message);
    }
  }

  #take(message: Message): void {
    const parts = Object.keys(message);
    if (parts.length !== 1) throw new WireError(`${parts.length} parts in one message`);
    if (message.audio_stream_header) this.#begin(message.audio_stream_header as Message);
    else if (this.#sampleRate === 0) throw new WireError('audio before its header');
    else if (message.audio_with_emotion) this.#hear(message.audio_with_emotion as Message);
    else this.#finish();
  }

  #begin(header: Message): void {
    if (this.#sampleRate !== 0) throw new WireError('a second header');
    const audio = (header.audio_header ?? {}) as Message;
    const rate = Number(audio.samples_per_second ?? 0);
    if ((audio.audio_format ?? 0) !== 0 || audio.channel_count !== 1 || audio.bits_per_sample !== 16) {
      throw new WireError('audio must be PCM, one channel, 16 bit');
    }
    if (rate < 16_000 || rate > 144_000) throw new WireError(`a sample rate of ${rate}`);
    const parameters = (header.face_params as Message | undefined)?.float_params ?? {};
    for (const name of Object.keys(parameters)) {
      if (!FACE_PARAMETERS.includes(name)) throw new WireError(`no face parameter ${name}`);
    }
    checkEmotion(((header.emotion_params as Message | undefined)?.beginning_emotion ?? {}) as Message);
    this.#sampleRate = rate;
    this.#seen.header = header;
    this.#send({ animation_data_stream_header: { skel_animation_header: { blend_shapes: this.#names } } });
  }

  #hear(part: Message): void {
    const buffer = part.audio_buffer as Buffer | undefined;
    if (!buffer || buffer.length === 0 || buffer.length % 2 !== 0)
      throw new WireError('an empty or odd buffer');
    if (buffer.length / 2 / this.#sampleRate > 10) throw new WireError('a buffer of more than 10 s');
    const emotions = (part.emotions ?? []) as Message[];
    if (emotions.length > 0 && this.#buffers > 0) throw new WireError('emotions after the first buffer');
    for (const { time_code, emotion } of emotions) {
      if (Number(time_code ?? 0) < 0) throw new WireError('an emotion before the clip');
      checkEmotion((emotion ?? {}) as Message);
    }
    this.#buffers += 1;
    this.#seen.emotions.push(...emotions);
    this.#pcm = Buffer.concat([this.#pcm, buffer]);
    this.#seen.seconds = this.#pcm.length / 2 / this.#sampleRate;
    if (this.#seen.seconds > (this.#options.longestClip ?? 300)) {
      throw new WireError(`a clip of more than ${this.#options.longestClip ?? 300} s`);
    }
    this.#seen.ahead = Math.max(this.#seen.ahead, this.#seen.seconds - this.#sentFrames / this.#rate);
    this.#animate(this.#seen.seconds);
  }

  #finish(): void {
    const { misbehave } = this.#options;
    this.#finished = true;
    this.#seen.ended = true;
    if (misbehave === 'stall') return;
    this.#send({ event: { event_type: 0 } });
    this.#send({ status: { code: 0, message: 'Audio processing completed successfully.' } });
    this.#stop();
    this.#call.end();
  }

  /** Frames for the sound that is there. */
  #animate(until: number): void {
    const { misbehave } = this.#options;
    while (this.#sentFrames / this.#rate < until) {
      const middle = this.#sentFrames / this.#rate >= 0.5;
      if (misbehave === 'stall' && middle) return;
      if (misbehave === 'half' && middle) return;
      if (misbehave === 'early_end' && middle) {
        this.#hangUp();
        return;
      }
      if (misbehave === 'error_status' && middle) {
        this.#send({ status: { code: 3, message: 'CUDA error: out of memory' } });
        this.#hangUp();
        return;
      }
      const at = this.#sentFrames / this.#rate;
      const time = misbehave === 'backwards' && middle ? 0.01 : at;
      const weights = { time_code: time, values: this.#weights(at) };
      this.#send({ animation_data: { skel_animation: { blend_shape_weights: [weights] } } });
      this.#sentFrames += 1;
    }
  }

  #weights(at: number): number[] {
    const { misbehave, blinks } = this.#options;
    const open = this.#loudness(at);
    const blink = blinks && at % 2 < 0.2 ? 1 : 0;
    const values = this.#names.map((name) => {
      if (name === 'JawOpen') return misbehave === 'nan' && at >= 0.5 ? Number.NaN : open;
      if (name.startsWith('EyeBlink')) return blink;
      if (name === 'MouthLowerDownLeft' || name === 'MouthLowerDownRight') return open * 0.5;
      return name.startsWith('TongueT') ? 0.9 : 0;
    });
    return misbehave === 'short_weights' ? values.slice(1) : values;
  }

  /** Root mean square over 40 ms around `at`, times four: 0 to 1. */
  #loudness(at: number): number {
    const reach = Math.round(0.02 * this.#sampleRate);
    const centre = Math.round(at * this.#sampleRate);
    let sum = 0;
    let count = 0;
    for (let i = Math.max(0, centre - reach); i < centre + reach && i * 2 + 1 < this.#pcm.length; i++) {
      sum += (this.#pcm.readInt16LE(i * 2) / 32768) ** 2;
      count += 1;
    }
    return count === 0 ? 0 : Math.min(1, 4 * Math.sqrt(sum / count));
  }

  /** Kills a stream whose sound arrives too slowly, as the real one does. */
  #watchPace(): void {
    const seconds = this.#options.slowSeconds ?? 7;
    let before = 0;
    this.#slow = setInterval(() => {
      const frames = (this.#seen.seconds - before) * 60;
      before = this.#seen.seconds;
      if (frames < 29 * seconds) this.#fail(Code.ABORTED, `under 29 frames a second for ${seconds} s`);
    }, seconds * 1000);
  }

  #hangUp(): void {
    this.#finished = true;
    this.#gone = true;
    this.#stop();
    this.#call.end();
  }

  #send(message: Message): void {
    this.#call.write(encode(message, ANIMATION_DATA_STREAM));
  }

  #fail(code: Code, details: string): void {
    this.#finished = true;
    this.#stop();
    refuse(this.#call, code, details);
  }

  #stop(): void {
    clearInterval(this.#slow);
  }
}

function checkEmotion(emotion: Message): void {
  for (const [name, strength] of Object.entries(emotion)) {
    if (!EMOTIONS.includes(name)) throw new WireError(`no emotion ${name}`);
    if (typeof strength !== 'number' || strength < 0 || strength > 1)
      throw new WireError(`${name} at ${strength}`);
  }
}
