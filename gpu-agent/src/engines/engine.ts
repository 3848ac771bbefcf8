/**
 * What a stage asks of an engine. An engine turns files into files inside one work folder: it knows nothing
 * of queues, leases, Postgres or Storage. Paths are absolute; times are seconds, rates frames per second.
 */
import type {
  CurvesFile,
  Language,
  Quality,
  RenderSettings,
  Timeline,
  VoiceArtifact,
  VoiceConfig,
} from '../../../supabase/functions/_shared/contract/job.ts';

export interface EngineLog {
  info(fields: Record<string, unknown>, message: string): void;
  warn(fields: Record<string, unknown>, message: string): void;
  error(fields: Record<string, unknown>, message: string): void;
}

export interface CommandResult {
  readonly code: number;
  readonly stdout: Buffer;
  /** Last 64 KiB of standard error, for the log tail of a failure. */
  readonly stderr: string;
}

export interface CommandOptions {
  readonly input?: Buffer | string;
  readonly cwd?: string;
  readonly env?: Record<string, string>;
  /** Called for every complete line on stdout; stdout is then not collected. */
  readonly onLine?: (line: string) => void;
  /** The tool is stopped and the run fails as `tool_timeout` after this many seconds. */
  readonly timeoutSeconds?: number;
}

/** Everything an engine may touch besides its input files. */
export interface EngineContext {
  /** Scratch folder of this attempt, empty at the start; removed by the caller. */
  readonly workdir: string;
  readonly signal: AbortSignal;
  readonly log: EngineLog;
  /** `fraction` in [0, 1]; coalesced by the caller, so call it as often as convenient. */
  progress(fraction: number): void;
  /**
   * Runs a tool in its own process group, registered so that cancel, shutdown and crash leave no child:
   * TERM, a grace period, KILL. Rejects with a StageFailure when it cannot start, times out, is aborted or exits
   * non-zero. Never through a shell.
   */
  run(command: string, args: readonly string[], options?: CommandOptions): Promise<CommandResult>;
}

/** What a render engine is handed besides. */
export interface RenderContext extends EngineContext {
  /** The poster's file is whole: whoever waits for the film may see it while the range is drawn. Once at most. */
  posterReady?(file: string): void;
}

/** Name and version of what did the work, written to the film's report. */
export interface EngineIdentity {
  readonly name: string;
  readonly version: string;
}

export interface SpeechRequest {
  readonly script: string;
  readonly language: Language;
  readonly voice: VoiceConfig;
  /** Voice defaults of the avatar from the catalogue, used where `voice` is silent. */
  readonly defaults: {
    readonly gender: 'male' | 'female' | 'unisex';
    readonly variant?: string;
    /** Words per minute. */
    readonly rate?: number;
    /** On the engine's own scale (espeak-ng: 0 to 99). */
    readonly pitch?: number;
  };
  readonly seed: number;
  /** What training left of the voice that `voice.clone_id` names. */
  readonly clone?: { readonly id: string; readonly profile: Readonly<Record<string, unknown>> };
  /** `voice.recording` on disk: speech to time instead of speech to make. `text` is silent when nobody knows it. */
  readonly recording?: { readonly file: string; readonly text?: string };
}

export interface SpeechResult {
  /** 48 kHz mono 16-bit WAV; t = 0 is the first frame; 0.3 s of silence at both ends. */
  readonly audio: string;
  readonly timeline: Timeline;
  readonly engine: EngineIdentity;
}

export interface SpeechEngine {
  readonly name: 'espeak' | 'neural' | 'elevenlabs' | 'azure';
  /** Times `request.recording` instead of speaking. Without it a recording is refused rather than talked over. */
  readonly takesRecordings?: boolean;
  /** Variables of the environment it needs though they look like secrets: its own keys, and nobody else's. */
  readonly environment?: readonly string[];
  /** Whether `auto` may choose it for this request; without it, always. Never asked where the engine is named. */
  accepts?(request: SpeechRequest): Promise<boolean>;
  probe(): Promise<EngineProbe>;
  speak(request: SpeechRequest, context: EngineContext): Promise<SpeechResult>;
  /** Whether `cloneVoice` can be called on this host; without it, always. */
  canClone?(): boolean;
  /** Clones only voices whose owner asked for this engine, because it needs `CloneRequest.statement`. */
  readonly clonesByName?: boolean;
  /**
   * Makes a model of a voice with this engine's provider. The recording was judged, and its speaker consents. The
   * profile it answers names the model as `voice_id`, by which `removeVoice` finds it.
   */
  cloneVoice?(request: CloneRequest, context: EngineContext): Promise<VoiceArtifact>;
  /**
   * Removes a model that training left with this engine's provider. A model that is not there any more is removed:
   * rejecting means that it may still be there, and the removal is tried again.
   */
  removeVoice?(model: VoiceModel, signal: AbortSignal): Promise<void>;
}

export interface CloneRequest {
  readonly samplePath: string;
  readonly language: Language;
  /** For the provider's list of voices; names nobody. */
  readonly name: string;
  /** What the speaker said to consent, in the provider's own words; for engines with `clonesByName`. */
  readonly statement?: SpokenStatement;
}

export interface SpokenStatement {
  /** The recording as uploaded, any format ffmpeg reads. */
  readonly path: string;
  /** Who speaks in it, as they say their name. */
  readonly talent: string;
  readonly language: Language;
}

/** A model that outlived its voice. */
export interface VoiceModel {
  /** The voice it was, as `voice_clones.id`. */
  readonly voiceId: string;
  /** The provider's own name for it: `profile.voice_id` as training returned it. */
  readonly modelId: string;
  readonly profile: Readonly<Record<string, unknown>>;
}

export interface FaceRequest {
  readonly audio: string;
  readonly timeline: Timeline;
  readonly mood: NonNullable<RenderSettings['mood']>;
  /** As `RenderSettings.mood_intensity`; left out, 1. */
  readonly moodIntensity?: number;
  readonly seed: number;
}

export interface FaceResult {
  /** Paths of curves.json and curves.f32 as the contract's `CurvesFile` describes them. */
  readonly header: string;
  readonly data: string;
  readonly curves: CurvesFile;
  readonly engine: EngineIdentity;
}

export interface FaceEngine {
  readonly name: 'visemes' | 'audio2face';
  probe(): Promise<EngineProbe>;
  solve(request: FaceRequest, context: EngineContext): Promise<FaceResult>;
}

export interface RenderRequest {
  /**
   * Catalogue id, the avatar's look (the small JSON `avatar/` bakes) and what it says of its MetaHuman, as claim_task
   * hands them over. In place of the look stands `model`, a person that was made of a file of another tool when it was
   * imported, or `glb`, such a file as it is (`avatar/import`). `base` is the catalogue's person who moves as this one.
   */
  readonly avatar: {
    readonly id: string;
    readonly look: unknown;
    readonly model?: string;
    readonly glb?: string;
    readonly base?: string;
    readonly metahuman?: unknown;
  };
  /** The film's sound, 48 kHz mono; only for engines with `wantsAudio`. */
  readonly audio?: string;
  /** curves.json and curves.f32 of the whole film. */
  readonly curves: { readonly header: string; readonly data: string };
  readonly firstFrame: number;
  readonly frameCount: number;
  readonly fps: number;
  readonly width: number;
  readonly height: number;
  readonly quality: Quality;
  readonly framing: NonNullable<RenderSettings['framing']>;
  readonly background: NonNullable<RenderSettings['background']>;
  /** Left out, the set's own. */
  readonly light?: RenderSettings['light'];
  readonly mood: NonNullable<RenderSettings['mood']>;
  readonly seed: number;
}

/** What of a film decides whether an engine can draw it. */
export type RenderScene = Pick<RenderRequest, 'avatar' | 'background' | 'light'>;

export interface RenderResult {
  /**
   * Lossless 4:2:0 in Matroska of exactly `frameCount` frames: H.264 at quantiser 0 that begins with a key frame, or FFV1
   * where the film has alpha or an odd size. All ranges of a film are of one kind.
   */
  readonly video: string;
  readonly frameCount: number;
  readonly engine: EngineIdentity;
  /** Still of the most telling frame, PNG, same size as the film. Only the first range makes one. */
  readonly poster?: string;
}

export interface RenderEngine {
  readonly name: 'three' | 'unreal';
  /** Whether `RenderRequest.audio` is of any use to it. */
  readonly wantsAudio?: boolean;
  /** Whether this host has what the film needs; without it, always. Not asked where a film names its engine. */
  accepts?(scene: RenderScene): Promise<boolean>;
  probe(): Promise<EngineProbe>;
  render(request: RenderRequest, context: RenderContext): Promise<RenderResult>;
  /** Ends what the engine keeps between tasks; the agent calls it when it stops. */
  close?(): Promise<void>;
}

/** Whether an engine can run on this host, and what to do when it cannot. */
export interface EngineProbe {
  readonly available: boolean;
  readonly version?: string;
  /** One sentence: what is missing and the command that fixes it. */
  readonly remedy?: string;
  readonly details?: Record<string, unknown>;
}
