/**
 * Stage voice_training: a recording becomes a voice.
 *
 * in   the owner's sample in bucket voice-samples: untrusted bytes of at most 50 MiB
 * out  VoiceArtifact { engine, profile }: no files, the row keeps it
 *
 * A cloud engine of this host makes the model where somebody consents to the use of the voice; else, and where there is
 * none, the embedded engine takes a profile from it: without a consent no recording leaves the host.
 */
import { join } from 'node:path';
import { LIMITS, VoiceArtifact } from '../../../supabase/functions/_shared/contract/job.ts';
import type { SpeechEngine } from '../engines/engine.ts';
import type { JudgeVoice, TrainVoice } from '../engines/hosted.ts';
import { StageFailure } from '../failures.ts';
import { progressPart, required, type Stage, type StageOutcome } from './stage.ts';

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
    const samplePath = join(context.workdir, 'in-sample');
    await context.storage.download('voice-samples', voice.sample_path, samplePath, {
      maxBytes: LIMITS.voiceSampleBytes,
    });
    const request = { samplePath, language: voice.language };
    const cloud = voice.consented
      ? context.engines.speech.find((engine) => engine.cloneVoice !== undefined)
      : undefined;
    if (!cloud?.cloneVoice) return checked(await train(request, progressPart(context, 0.1, 1)), version);

    const judged = await judge(request, progressPart(context, 0.1, 0.5));
    const name = `semblante ${voice.id}`;
    const made = await cloud.cloneVoice({ ...request, name }, progressPart(context, 0.5, 1));
    const profile = { ...made.profile, ...judged };
    return {
      ...checked({ engine: made.engine, profile }, version),
      discard: () => discard(cloud, voice.id, profile),
    };
  };
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
