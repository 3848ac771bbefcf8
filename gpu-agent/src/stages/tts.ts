/**
 * Stage tts: a script becomes speech and a timeline.
 *
 * in   script, voice_config, the avatar's voice defaults; a clone's profile or an uploaded recording where asked
 * out  audio.wav    48 kHz mono 16 bit; t = 0 is the film's first frame; 0.3 s of silence at both ends
 *      timeline.json  phonemes and words in seconds on that clock, spans into the script as it was written
 */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { LIMITS, Timeline, type TtsArtifact } from '../../../supabase/functions/_shared/contract/job.ts';
import { foreignLanguage } from '../../../supabase/functions/_shared/contract/ssml-language.ts';
import type { EngineContext, SpeechRequest, SpeechResult } from '../engines/engine.ts';
import { hostedRecording } from '../engines/hosted.ts';
import { pickSpeech } from '../engines/registry.ts';
import { StageFailure } from '../failures.ts';
import { spokenText } from '../speech/spoken-text.ts';
import {
  artifactPrefix,
  progressPart,
  required,
  type StageContext,
  type StageOutcome,
  settingsOf,
  uploadAll,
} from './stage.ts';
import { readWavHeader } from './wav.ts';

/** Largest difference between the timeline and the sound it describes: a fifth of a frame at 25 fps. */
const CLOCK_TOLERANCE_S = 0.008;

export async function tts(context: StageContext): Promise<StageOutcome> {
  const { task } = context;
  const { audio, timeline, engine } = await speakTask(context, progressPart(context, 0, 0.9));

  const timelineFile = join(context.workdir, 'timeline.json');
  await writeFile(timelineFile, JSON.stringify(timeline));
  const prefix = artifactPrefix(task);
  await uploadAll(context, 'artifacts', prefix, { 'audio.wav': audio, 'timeline.json': timelineFile });
  context.progress(1);
  return {
    artifact: {
      bucket: 'artifacts',
      prefix,
      files: { audio: 'audio.wav', timeline: 'timeline.json' },
      duration: timeline.duration,
    } satisfies TtsArtifact,
    engine,
    metrics: {
      duration_s: timeline.duration,
      words: timeline.words.length,
      phonemes: timeline.phonemes.length,
      source: timeline.source,
      confidence: timeline.confidence,
    },
  };
}

/** What a task's text or recording comes to, checked: the same for a film and for a preview. */
export async function speakTask(context: StageContext, work: EngineContext): Promise<SpeechResult> {
  const { task } = context;
  const script = required(task.script, 'a script');
  const voice = required(task.voice_config, 'a voice');
  const settings = settingsOf(task);
  if (voice.recording) {
    const { path, text } = voice.recording;
    const file = join(context.workdir, 'in-recording');
    await context.storage.download('uploads', path, file, { maxBytes: LIMITS.uploadBytes });
    const request = { file, script, ...(text === undefined ? {} : { text }), language: voice.language };
    return await checked(await hostedRecording(request, work), spokenText(script, text) ?? '');
  }
  // Refused here, whatever the engine: a bare insert has passed no API.
  const foreign = foreignLanguage(script, voice.language);
  if (foreign !== null) {
    throw new StageFailure(
      'voice_language_mismatch',
      `The script's markup is in ${foreign}, the voice was asked to speak ${voice.language}.`,
    );
  }
  const avatar = task.avatar ?? null;
  const requestOf = (name: string): SpeechRequest => ({
    script,
    language: voice.language,
    voice,
    defaults: voiceDefaults(avatar, name),
    seed: settings.seed,
    ...(task.clone ? { clone: task.clone } : {}),
  });
  const engine = await pickSpeech(context.engines, voice.engine ?? 'auto', requestOf);
  const request = requestOf(engine.name);
  return await checked(await engine.speak(request, work), script);
}

async function checked(result: SpeechResult, script: string): Promise<SpeechResult> {
  const timeline = checkTimeline(result.timeline, script);
  await checkSound(result.audio, timeline);
  return { ...result, timeline };
}

const CatalogueVoice = z.object({
  variant: z.string().optional().catch(undefined),
  rate: z.number().positive().optional().catch(undefined),
  pitch: z.number().optional().catch(undefined),
});

/**
 * An avatar's own voice: `voice_sync.voice.<engine>` of the catalogue holds variant, rate (words per minute) and pitch
 * (the engine's scale). What is missing or malformed there is left to the engine.
 */
export function voiceDefaults(
  avatar: { readonly gender: SpeechRequest['defaults']['gender']; readonly voice_sync: unknown } | null,
  engine: string,
): SpeechRequest['defaults'] {
  const sync = z.object({ voice: z.record(z.string(), z.unknown()) }).safeParse(avatar?.voice_sync);
  const own = CatalogueVoice.safeParse(sync.data?.voice[engine]).data;
  return {
    gender: avatar?.gender ?? 'unisex',
    ...(own?.variant === undefined ? {} : { variant: own.variant }),
    ...(own?.rate === undefined ? {} : { rate: own.rate }),
    ...(own?.pitch === undefined ? {} : { pitch: own.pitch }),
  };
}

function checkTimeline(value: unknown, script: string): Timeline {
  const invalid = (why: string) =>
    new StageFailure('tool_output_invalid', `The speech engine's timeline ${why}.`);
  const parsed = Timeline.safeParse(value);
  if (!parsed.success) throw invalid(`does not fit the contract: ${parsed.error.issues[0]?.message}`);
  const timeline = parsed.data;
  let at = 0;
  for (const phoneme of timeline.phonemes) {
    if (phoneme.start < at - 1e-6 || phoneme.end < phoneme.start) throw invalid('goes back in time');
    at = phoneme.start;
  }
  const ends = [...timeline.phonemes, ...timeline.words].map((item) => item.end);
  if (Math.max(0, ...ends) > timeline.duration + CLOCK_TOLERANCE_S) throw invalid('goes on after the sound');
  for (const { span, text } of timeline.words) {
    if (span[0] > span[1] || span[1] > script.length) throw invalid(`puts "${text}" outside the script`);
  }
  return timeline;
}

async function checkSound(file: string, timeline: Timeline): Promise<void> {
  const wav = await readWavHeader(file);
  if (wav?.sampleRate !== 48_000 || wav.channels !== 1 || wav.bitsPerSample !== 16) {
    throw new StageFailure('tool_output_invalid', 'The speech engine did not write 48 kHz mono 16-bit WAV.');
  }
  if (Math.abs(wav.duration - timeline.duration) > CLOCK_TOLERANCE_S) {
    const message = `The sound lasts ${wav.duration.toFixed(3)} s, its timeline ${timeline.duration.toFixed(3)} s.`;
    throw new StageFailure('tool_output_invalid', message);
  }
}
