/** Alignment, synthesis, curves and voice profile against their gates. Speeds are of this machine as it is now. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { EngineContext, SpeechRequest } from '../gpu-agent/src/engines/engine.ts';
import { espeakEngine } from '../gpu-agent/src/engines/speech/espeak.ts';
import { trainVoice } from '../gpu-agent/src/engines/speech/train.ts';
import { alignSpeech } from '../gpu-agent/src/speech/align.ts';
import { solveFace } from '../gpu-agent/src/speech/face-curves.ts';
import { decodeWav, encodeWav, resample } from '../gpu-agent/src/speech/pcm.ts';
import { median, percentile, trackPitch } from '../gpu-agent/src/speech/pitch.ts';
import { longTermSpectrum, spectrumDistance } from '../gpu-agent/src/speech/spectrum.ts';
import { toolContext } from '../gpu-agent/src/speech/tool-context.ts';
import { estimateWarp, parseProfile, pitchFigures } from '../gpu-agent/src/speech/voice-profile.ts';
import { Language, type Timeline } from '../supabase/functions/_shared/contract/job.ts';
import { LIP_CORPUS, PROFILE_TEXT } from './speech-corpus.ts';
import { ARPABET_CLASS, type FlitePhone, ipaClass, matchSequences, speakFlite } from './speech-flite.ts';

interface Spoken {
  readonly x: Float32Array;
  readonly timeline: Timeline;
}

async function speak(request: Omit<SpeechRequest, 'seed'>, context: EngineContext): Promise<Spoken> {
  const { audio, timeline } = await espeakEngine.speak({ ...request, seed: 1 }, context);
  const wav = decodeWav(await readFile(audio));
  return { x: resample(wav.samples, wav.sampleRate, 16_000), timeline };
}

const round = (value: number, digits = 1) => Math.round(value * 10 ** digits) / 10 ** digits;

export async function run(options: { json: boolean }): Promise<Record<string, unknown>> {
  await using context = await toolContext();
  const say = (text: string) => {
    if (!options.json) console.error(text);
  };
  say('alignment, same engine');
  const same = await alignSame(context);
  say('alignment, other engine');
  const other = await alignOther(context);
  say('synthesis and curves');
  const speed = await speeds(context);
  say('voice profile');
  const profile = await profileFigures(context);
  return {
    align_same_median_ms: round(median(same.errors)),
    align_same_p95_ms: round(percentile(same.errors, 0.95)),
    align_other_median_ms: other === null ? null : round(median(other.errors)),
    align_other_p95_ms: other === null ? null : round(percentile(other.errors, 0.95)),
    align_other_bilabial_overlap: other === null ? null : round(other.overlap, 3),
    align_x_realtime: round(same.speed),
    ...speed,
    ...profile,
  };
}

/** The same text from the same engine, slower and lower: its own events are the truth. */
async function alignSame(context: EngineContext) {
  const errors: number[] = [];
  let seconds = 0;
  let wall = 0;
  for (const language of Language.options) {
    for (const script of LIP_CORPUS[language].tuned) {
      const voice = { script, language, defaults: { gender: 'female' as const } };
      const reference = await speak({ ...voice, voice: { language } }, context);
      const recording = await speak({ ...voice, voice: { language, rate: 0.85, pitch: -3 } }, context);
      const started = performance.now();
      const { map } = alignSpeech(reference.x, recording.x);
      wall += (performance.now() - started) / 1000;
      seconds += recording.timeline.duration;
      const [a, b] = [reference, recording].map((s) => s.timeline.phonemes.filter((p) => p.ipa !== ''));
      if (a?.length !== b?.length) continue;
      for (const [i, p] of (a ?? []).entries())
        errors.push(Math.abs(map(p.start) - (b?.[i]?.start ?? 0)) * 1000);
    }
  }
  return { errors, speed: seconds / wall };
}

/** flite's phone ends are the truth; null where flite is not installed. */
async function alignOther(context: EngineContext) {
  const errors: number[] = [];
  let overlapping = 0;
  let bilabials = 0;
  for (const script of LIP_CORPUS['en-US'].tuned) {
    const reference = await speak(
      { script, language: 'en-US', voice: { language: 'en-US' }, defaults: { gender: 'male' } },
      context,
    );
    const phonemes = reference.timeline.phonemes.filter((p) => p.ipa !== '');
    for (const voice of ['slt', 'rms'] as const) {
      const recording = await speakFlite(script, voice, context);
      if (recording === null) return null;
      const { map } = alignSpeech(reference.x, recording.x);
      const classes = phonemes.map((p) => ipaClass(p.ipa));
      const heard = recording.phones.map((p) => ARPABET_CLASS[p.name] ?? 'V');
      for (const [i, j] of matchSequences(classes, heard)) {
        const phoneme = phonemes[i];
        const phone: FlitePhone | undefined = recording.phones[j];
        if (phoneme === undefined || phone === undefined || heard[j] === '_') continue;
        const start = map(phoneme.start);
        errors.push(Math.abs(start - phone.start) * 1000);
        if (!['p', 'b', 'm'].includes(heard[j] ?? '')) continue;
        bilabials += 1;
        const end = Math.max(map(phoneme.end), start + 0.034);
        // At least the better part of a film frame of the true closure lies inside.
        if (Math.min(end, phone.end) - Math.max(start, phone.start) > 0.012) overlapping += 1;
      }
    }
  }
  return { errors, overlap: overlapping / Math.max(1, bilabials) };
}

async function speeds(context: EngineContext) {
  const language = 'pt-BR';
  const script = Array.from({ length: 12 }, () => LIP_CORPUS[language].tuned.join(' ')).join('\n\n');
  const request = { script, language, voice: { language }, defaults: { gender: 'female' }, seed: 1 } as const;
  const started = performance.now();
  const { timeline } = await espeakEngine.speak(request, context);
  const spoken = performance.now();
  solveFace(timeline);
  const solved = performance.now();
  return {
    tts_x_realtime: round((timeline.duration * 1000) / (spoken - started)),
    curves_x_realtime: round((timeline.duration * 1000) / (solved - spoken)),
  };
}

/** Residuals after training on flite's `rms` (else on another espeak variant) and speaking in the profile. */
async function profileFigures(context: EngineContext) {
  const language = 'en-US';
  const flite = await speakFlite(PROFILE_TEXT, 'rms', context);
  const target =
    flite?.x ??
    (
      await speak(
        { script: PROFILE_TEXT, language, voice: { language, voice_id: 'm7' }, defaults: { gender: 'male' } },
        context,
      )
    ).x;
  const samplePath = join(context.workdir, 'sample.wav');
  await writeFile(samplePath, encodeWav({ samples: target, sampleRate: 16_000 }));
  const artifact = await trainVoice({ samplePath, language }, context);
  const profile = parseProfile(artifact.profile);
  if (profile === null) throw new Error('training left no profile');
  const clone = { id: '00000000-0000-4000-8000-000000000000', profile: artifact.profile };
  const spoken = await speak(
    { script: PROFILE_TEXT, language, voice: { language }, defaults: { gender: 'male' }, clone },
    context,
  );
  const x22 = resample(spoken.x, 16_000, 22_050);
  const reached = pitchFigures(trackPitch(x22, 22_050, { workingRate: 11_025 }));
  const target22 = resample(target, 16_000, 22_050);
  return {
    profile_f0_st: round(Math.abs(12 * Math.log2(reached.median / profile.f0_hz)), 3),
    profile_warp_pct: round(Math.abs(estimateWarp(target, spoken.x) - 1) * 100, 2),
    profile_ltas_db: round(
      spectrumDistance(longTermSpectrum(x22, 22_050), longTermSpectrum(target22, 22_050)),
      2,
    ),
  };
}
