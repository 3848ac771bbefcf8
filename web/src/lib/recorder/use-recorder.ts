/** The microphone as a file. The browser's own processing is off: it would pump, gate and colour the voice. */
import { useCallback, useEffect, useRef, useState } from 'react';
import { TakeMeter, type TakeView } from './level.ts';
import { wavOf } from './wav.ts';

export type RecorderProblem = 'denied' | 'missing' | 'busy' | 'unsupported' | 'unreadable';

export type RecorderState =
  | { readonly status: 'idle' | 'starting' | 'finishing' }
  | { readonly status: 'recording'; readonly take: TakeView }
  | { readonly status: 'failed'; readonly problem: RecorderProblem };

export interface Recorder {
  readonly state: RecorderState;
  start(): void;
  /** Ends the take and hands it over. */
  stop(): void;
}

const BEGINNING: TakeView = { elapsed: 0, speech: 0, peakDb: -60, problems: [] };
const TYPES = ['audio/webm;codecs=opus', 'audio/mp4', 'audio/ogg;codecs=opus'];
const BITS_PER_SECOND = 256_000;
const RATE = 48_000;
const LOOK_MS = 80;
const BLOCK = 4096;
/** Decoded, a longer take is more than a phone's tab may hold: it stays as the browser recorded it. */
const LONGEST_WAV_SECONDS = 300;

function problemOf(error: unknown): RecorderProblem {
  const name = error instanceof DOMException ? error.name : '';
  if (name === 'NotAllowedError' || name === 'SecurityError') return 'denied';
  if (name === 'NotFoundError' || name === 'OverconstrainedError') return 'missing';
  return name === 'NotReadableError' || name === 'AbortError' ? 'busy' : 'unsupported';
}

async function toFile(take: Blob, seconds: number, name: string): Promise<File> {
  if (seconds > LONGEST_WAV_SECONDS) {
    const type = take.type.split(';')[0] ?? '';
    const ending = type === 'audio/mp4' ? 'm4a' : type === 'audio/ogg' ? 'ogg' : 'webm';
    return new File([take], `${name}.${ending}`, { type });
  }
  const decoder = new OfflineAudioContext(1, 1, RATE);
  const sound = await decoder.decodeAudioData(await take.arrayBuffer());
  const mono = sound.getChannelData(0).slice();
  for (let channel = 1; channel < sound.numberOfChannels; channel += 1) {
    for (const [i, value] of sound.getChannelData(channel).entries()) mono[i] = (mono[i] ?? 0) + value;
  }
  if (sound.numberOfChannels > 1)
    for (let i = 0; i < mono.length; i += 1) mono[i] = (mono[i] ?? 0) / sound.numberOfChannels;
  return new File([wavOf(mono, RATE)], `${name}.wav`, { type: 'audio/wav' });
}

interface Running {
  readonly media: MediaRecorder;
  readonly release: () => void;
}

/** @param name of the file, without its ending */
export function useRecorder(options: {
  readonly name: string;
  readonly maxSeconds: number;
  readonly onTake: (file: File, take: TakeView) => void;
}): Recorder {
  const [state, setState] = useState<RecorderState>({ status: 'idle' });
  const running = useRef<Running | null>(null);
  const latest = useRef(options);
  latest.current = options;
  const gone = useRef(false);

  useEffect(() => {
    gone.current = false;
    return () => {
      gone.current = true;
      running.current?.release();
    };
  }, []);

  const stop = useCallback(() => {
    if (running.current?.media.state === 'recording') running.current.media.stop();
  }, []);

  const start = useCallback(() => {
    setState({ status: 'starting' });
    listen({
      limit: () => latest.current.maxSeconds,
      onLook: (take) => setState({ status: 'recording', take }),
      onEnd: (blob, take) => {
        running.current = null;
        if (gone.current) return;
        setState({ status: 'finishing' });
        toFile(blob, take.elapsed, latest.current.name).then(
          (file) => {
            if (gone.current) return;
            setState({ status: 'idle' });
            latest.current.onTake(file, take);
          },
          () => setState({ status: 'failed', problem: 'unreadable' }),
        );
      },
    }).then(
      (begun) => {
        if (gone.current) return begun.release();
        running.current = begun;
        setState({ status: 'recording', take: BEGINNING });
      },
      (error: unknown) => setState({ status: 'failed', problem: problemOf(error) }),
    );
  }, []);

  return { state, start, stop };
}

async function listen(hear: {
  readonly limit: () => number;
  readonly onLook: (take: TakeView) => void;
  readonly onEnd: (blob: Blob, take: TakeView) => void;
}): Promise<Running> {
  // Missing where the page did not come over https, whatever the types say.
  const devices = navigator.mediaDevices as MediaDevices | undefined;
  const mimeType =
    'MediaRecorder' in window ? TYPES.find((type) => MediaRecorder.isTypeSupported(type)) : undefined;
  if (!devices || !mimeType) throw new DOMException('no recorder', 'NotSupportedError');
  const stream = await devices.getUserMedia({
    audio: { channelCount: 1, echoCancellation: false, noiseSuppression: false, autoGainControl: false },
  });
  const context = new AudioContext();
  const analyser = new AnalyserNode(context, { fftSize: BLOCK });
  context.createMediaStreamSource(stream).connect(analyser);
  const media = new MediaRecorder(stream, { mimeType, audioBitsPerSecond: BITS_PER_SECOND });
  const parts: Blob[] = [];
  const meter = new TakeMeter();
  const block = new Float32Array(BLOCK);
  let take = BEGINNING;
  let at = performance.now();
  const timer = setInterval(() => {
    const now = performance.now();
    analyser.getFloatTimeDomainData(block);
    take = meter.push(block, (now - at) / 1000);
    at = now;
    hear.onLook(take);
    if (take.elapsed >= hear.limit() && media.state === 'recording') media.stop();
  }, LOOK_MS);
  const release = () => {
    clearInterval(timer);
    for (const track of stream.getTracks()) track.stop();
    if (context.state !== 'closed') void context.close();
  };
  media.ondataavailable = ({ data }) => void parts.push(data);
  media.onstop = () => {
    release();
    hear.onEnd(new Blob(parts, { type: mimeType }), take);
  };
  media.start();
  return { media, release };
}
