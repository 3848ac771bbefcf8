/**
 * Stage voice_training: a recording becomes a voice.
 *
 * in   the owner's sample in bucket voice-samples: untrusted bytes of at most 50 MiB
 * out  VoiceArtifact { engine, profile }: no files, the row keeps it
 *
 * The voice's owner may name what learns it. Else a cloud engine of this host makes the model where somebody consents
 * to the use of the voice; and where there is none, the embedded engine takes a profile from it: without a consent no
 * recording leaves the host.
 */
import { join } from 'node:path';
import { type ClaimedTask, LIMITS, VoiceArtifact } from '../../../supabase/functions/_shared/contract/job.ts';
import type { SpeechEngine, SpokenStatement } from '../engines/engine.ts';
import type { JudgeVoice, TrainVoice } from '../engines/hosted.ts';
import { StageFailure, TaskDeclined } from '../failures.ts';
import { progressPart, required, type Stage, type StageContext, type StageOutcome } from './stage.ts';

export interface EmbeddedTraining {
  readonly judge: JudgeVoice;
  readonly train: TrainVoice;
}

/** How long a model that nobody took may take to be removed: the agent may be shutting down. */
const DISCARD_MS = 10_000;

/** @param version Of the agent: a profile is made by its own code, not by a tool with a version of its own. */
export function voiceTraining({ judge, train }: EmbeddedTraining, version: string): Stage {
  return async (context) => {
    const voice = required(context.task.voice, 'a voice to train');
    const cloud = chooseCloud(context.engines.speech, voice);
    const samplePath = join(context.workdir, 'in-sample');
    await context.storage.download('voice-samples', voice.sample_path, samplePath, {
      maxBytes: LIMITS.voiceSampleBytes,
    });
    const request = { samplePath, language: voice.language };
    if (!cloud?.cloneVoice) return checked(await train(request, progressPart(context, 0.1, 1)), version);

    const judged = await judge(request, progressPart(context, 0.1, 0.5));
    const name = `semblante ${voice.id}`;
    const statement = await fetchStatement(context, cloud, voice);
    const order = { ...request, name, ...(statement ? { statement } : {}) };
    const made = await cloud.cloneVoice(order, progressPart(context, 0.5, 1));
    const profile = { ...made.profile, ...judged };
    return {
      ...checked({ engine: made.engine, profile }, version),
      discard: () => discard(cloud, voice.id, profile),
    };
  };
}

type TrainedVoice = NonNullable<ClaimedTask['voice']>;

/**
 * @returns undefined where the voice is learnt on this host
 * @throws TaskDeclined when its owner named an engine that this host cannot clone with
 * @throws StageFailure `consent_refused` when nobody consents to what its owner asked for
 */
function chooseCloud(engines: readonly SpeechEngine[], voice: TrainedVoice): SpeechEngine | undefined {
  const { clone_engine: wanted, consented } = voice;
  if (wanted === 'espeak') return undefined;
  const able = engines.filter((engine) => engine.cloneVoice !== undefined && (engine.canClone?.() ?? true));
  if (wanted === 'auto') return consented ? able.find((engine) => !engine.clonesByName) : undefined;
  const named = able.find((engine) => engine.name === wanted);
  if (!named) throw new TaskDeclined(`This agent cannot learn voices with ${wanted}.`);
  if (!consented || (named.clonesByName && !voice.statement)) {
    throw new StageFailure(
      'consent_refused',
      `Nobody consents any more to a model of this voice by ${wanted}.`,
    );
  }
  return named;
}

async function fetchStatement(
  context: StageContext,
  engine: SpeechEngine,
  { statement }: TrainedVoice,
): Promise<SpokenStatement | undefined> {
  if (!engine.clonesByName || !statement) return undefined;
  const path = join(context.workdir, 'in-statement');
  await context.storage.download('voice-samples', statement.path, path, {
    maxBytes: LIMITS.voiceSampleBytes,
  });
  return { path, talent: statement.talent, language: statement.language };
}

function checked(trained: VoiceArtifact, version: string): StageOutcome {
  const artifact = VoiceArtifact.safeParse(trained);
  if (!artifact.success) throw new StageFailure('tool_output_invalid', 'Training gave no usable profile.');
  return { artifact: artifact.data, engine: { name: artifact.data.engine, version } };
}

async function discard(
  engine: SpeechEngine,
  voiceId: string,
  profile: Readonly<Record<string, unknown>>,
): Promise<void> {
  if (typeof profile.voice_id !== 'string') return;
  await engine.removeVoice?.(
    { voiceId, modelId: profile.voice_id, profile },
    AbortSignal.timeout(DISCARD_MS),
  );
}
