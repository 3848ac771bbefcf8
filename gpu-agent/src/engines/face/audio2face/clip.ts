/**
 * One clip through the service: header, audio in buffers, end of audio; blend shape weights come back meanwhile.
 *
 * Sending is paced by what has come back. All at once (a burst) makes the lips jitter; too slowly, and the service
 * kills a stream that runs under 29 frames a second for 7 s or is idle for 30 s. So the sender stays a few seconds
 * ahead of the frames received, and goes on anyway when the service says nothing because it waits for more sound.
 */
import type { EngineLog } from '../../engine.ts';
import type { AnimationCall, Audio2FaceConnection } from './connection.ts';
import { StreamFailure } from './failures.ts';
import type { AnimationDataStream, AudioStreamHeader, EmotionWithTimeCode } from './messages.ts';

export const SAMPLE_RATE = 16_000;
const BYTES_PER_SECOND = SAMPLE_RATE * 2;

export interface Clip {
  /** 16 kHz mono 16-bit little-endian, padding included. */
  readonly pcm: Buffer;
  /** Sent with the first buffer, as the service asks. */
  readonly emotions: readonly EmotionWithTimeCode[];
  readonly faceParameters?: Readonly<Record<string, number>>;
}

/** Weights of a clip, in the order and at the times they were sent. */
export interface ClipFrames {
  /** The header's names: weights are zipped with them and with nothing else. */
  readonly names: readonly string[];
  readonly times: readonly number[];
  readonly values: readonly (readonly number[])[];
}

export interface Pace {
  readonly bufferSeconds: number;
  /** How far sending may run ahead of the frames received. */
  readonly windowSeconds: number;
  /** Sending goes on after this long without news: half the buffer keeps well above 29 frames a second. */
  readonly pushMs: number;
  /** A service that sends nothing for this long is given up. */
  readonly stallMs: number;
}

export const PACE: Pace = { bufferSeconds: 1, windowSeconds: 3, pushMs: 400, stallMs: 30_000 };

export interface ClipOptions {
  readonly signal: AbortSignal;
  readonly log: EngineLog;
  readonly pace?: Pace;
  /** Seconds of the clip animated so far. */
  readonly onSeconds?: (seconds: number) => void;
}

/**
 * @throws StreamFailure, or the ServiceError of gRPC; the signal's reason when aborted
 */
export async function animateClip(
  connection: Audio2FaceConnection,
  clip: Clip,
  options: ClipOptions,
): Promise<ClipFrames> {
  const { signal, pace = PACE } = options;
  signal.throwIfAborted();
  const seconds = clip.pcm.length / BYTES_PER_SECOND;
  // Processing may take as long as the clip; connecting and the first inference come on top.
  const call = connection.open(60_000 + seconds * 2000);
  const stream = new Receiver(call, options, pace.stallMs);
  const abort = () => stream.fail(signal.reason);
  signal.addEventListener('abort', abort, { once: true });
  try {
    await send(call, clip, stream, pace);
    await stream.ended;
    return stream.frames(seconds);
  } finally {
    signal.removeEventListener('abort', abort);
    stream.close();
  }
}

async function send(call: AnimationCall, clip: Clip, stream: Receiver, pace: Pace): Promise<void> {
  const bytes = Math.round(pace.bufferSeconds * SAMPLE_RATE) * 2;
  const header: AudioStreamHeader = {
    audio_header: {
      audio_format: 'AUDIO_FORMAT_PCM',
      channel_count: 1,
      samples_per_second: SAMPLE_RATE,
      bits_per_sample: 16,
    },
    ...(clip.faceParameters ? { face_params: { float_params: clip.faceParameters } } : {}),
    blendshape_params: { enable_clamping_bs_weight: true },
    emotion_params: { beginning_emotion: clip.emotions[0]?.emotion ?? {} },
  };
  call.write({ audio_stream_header: header });
  for (let at = 0; at < clip.pcm.length && stream.open; at += bytes) {
    await stream.room(at / BYTES_PER_SECOND - pace.windowSeconds, pace.pushMs);
    if (!stream.open) return;
    call.write({
      audio_with_emotion: {
        audio_buffer: clip.pcm.subarray(at, at + bytes),
        ...(at === 0 ? { emotions: clip.emotions } : {}),
      },
    });
  }
  if (!stream.open) return;
  call.write({ end_of_audio: {} });
  call.end();
}

/** Collects what the service sends and knows when the stream is over, for whatever reason. */
class Receiver {
  /** Settles when the stream is over: rejects unless the service said that it succeeded. */
  readonly ended: Promise<void>;
  readonly #call: AnimationCall;
  readonly #options: ClipOptions;
  readonly #stallMs: number;
  #names: readonly string[] = [];
  readonly #times: number[] = [];
  readonly #values: (readonly number[])[] = [];
  #succeeded = false;
  #over = false;
  #settle: { resolve: () => void; reject: (error: unknown) => void } | undefined;
  #stall: NodeJS.Timeout | undefined;
  #news: (() => void) | undefined;

  constructor(call: AnimationCall, options: ClipOptions, stallMs: number) {
    this.#call = call;
    this.#options = options;
    this.#stallMs = stallMs;
    this.ended = new Promise((resolve, reject) => {
      this.#settle = { resolve, reject };
    });
    // Whoever sends may meet the failure first; it is not lost, `ended` is awaited after sending.
    this.ended.catch(() => {});
    call.on('data', (message: AnimationDataStream) => this.#take(message));
    call.on('error', (error) => this.fail(error));
    call.on('end', () => this.#end());
    this.#alive();
  }

  get open(): boolean {
    return !this.#over;
  }

  /** Waits until frames up to `seconds` are here, the stream is over, or `pushMs` have passed without either. */
  async room(seconds: number, pushMs: number): Promise<void> {
    if (this.#over || this.#seconds() >= seconds || seconds <= 0) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(done, pushMs);
      const receiver = this;
      function done(): void {
        clearTimeout(timer);
        receiver.#news = undefined;
        resolve();
      }
      this.#news = () => {
        if (this.#over || this.#seconds() >= seconds) done();
      };
    });
  }

  fail(error: unknown): void {
    if (this.#over) return;
    this.#finish();
    this.#settle?.reject(error);
    this.#call.cancel();
  }

  /** @throws StreamFailure when the weights do not cover the clip */
  frames(seconds: number): ClipFrames {
    const reached = this.#seconds();
    const step = this.#times.length > 1 ? reached / (this.#times.length - 1) : 1;
    if (this.#times.length === 0 || reached < seconds - 2 * step - 0.1) {
      throw new StreamFailure(
        'ended_early',
        `weights end at ${reached.toFixed(2)} s of ${seconds.toFixed(2)} s`,
      );
    }
    return { names: this.#names, times: this.#times, values: this.#values };
  }

  close(): void {
    this.#finish();
    // Late errors of a stream nobody waits for any more are not news.
    this.#call.on('error', () => {});
  }

  #seconds(): number {
    return this.#times.at(-1) ?? 0;
  }

  #alive(): void {
    clearTimeout(this.#stall);
    this.#stall = setTimeout(() => {
      this.fail(new StreamFailure('stalled', `nothing arrived for ${this.#stallMs / 1000} s`));
    }, this.#stallMs);
  }

  #take(message: AnimationDataStream): void {
    if (this.#over) return;
    this.#alive();
    try {
      this.#read(message);
    } catch (error) {
      this.fail(error);
      return;
    }
    this.#news?.();
  }

  #read(message: AnimationDataStream): void {
    const { log, onSeconds } = this.#options;
    if (message.status) {
      const { code, message: text } = message.status;
      if (code === 'ERROR') throw new StreamFailure('refused', text || 'status ERROR');
      if (code === 'SUCCESS') this.#succeeded = true;
      else log.warn({ event: 'audio2face_status', code }, text);
      return;
    }
    const names = message.animation_data_stream_header?.skel_animation_header?.blend_shapes;
    if (message.animation_data_stream_header) {
      if (this.#names.length > 0) throw new StreamFailure('malformed', 'a second header');
      if (!names?.length) throw new StreamFailure('malformed', 'a header without blend shapes');
      this.#names = names;
      return;
    }
    for (const { time_code, values } of message.animation_data?.skel_animation?.blend_shape_weights ?? []) {
      this.#add(time_code, values);
    }
    onSeconds?.(this.#seconds());
  }

  #add(time: number, values: readonly number[]): void {
    if (this.#names.length === 0) throw new StreamFailure('malformed', 'weights before their names');
    if (values.length !== this.#names.length) {
      throw new StreamFailure('malformed', `${values.length} weights for ${this.#names.length} names`);
    }
    if (!Number.isFinite(time) || time < this.#seconds()) {
      throw new StreamFailure('malformed', `time ${time} after ${this.#seconds()}`);
    }
    if (!values.every(Number.isFinite))
      throw new StreamFailure('malformed', `weights at ${time} s are not numbers`);
    this.#times.push(time);
    this.#values.push(values);
  }

  #end(): void {
    if (this.#over) return;
    this.#finish();
    if (this.#succeeded) this.#settle?.resolve();
    else this.#settle?.reject(new StreamFailure('ended_early', 'the stream ended without a final status'));
  }

  #finish(): void {
    this.#over = true;
    clearTimeout(this.#stall);
    this.#news?.();
  }
}
