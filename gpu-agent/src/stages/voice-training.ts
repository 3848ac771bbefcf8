/**
 * Stage voice_training: a recording becomes the profile of a voice.
 *
 * in   the owner's sample in bucket voice-samples: untrusted bytes of at most 50 MiB
 * out  VoiceArtifact { engine, profile }: no files, the row keeps it
 */
import { join } from 'node:path';
import { LIMITS, VoiceArtifact } from '../../../supabase/functions/_shared/contract/job.ts';
import type { TrainVoice } from '../engines/hosted.ts';
import { StageFailure } from '../failures.ts';
import { progressPart, required, type Stage } from './stage.ts';

/** @param version Of the agent: a profile is made by its own code, not by a tool with a version of its own. */
export function voiceTraining(train: TrainVoice, version: string): Stage {
  return async (context) => {
    const voice = required(context.task.voice, 'a voice to train');
    const samplePath = join(context.workdir, 'in-sample');
    await context.storage.download('voice-samples', voice.sample_path, samplePath, {
      maxBytes: LIMITS.voiceSampleBytes,
    });
    const trained = await train({ samplePath, language: voice.language }, progressPart(context, 0.1, 1));
    const artifact = VoiceArtifact.safeParse(trained);
    if (!artifact.success) throw new StageFailure('tool_output_invalid', 'Training gave no usable profile.');
    return { artifact: artifact.data, engine: { name: artifact.data.engine, version } };
  };
}
