/** The product's side of the pipe to `espeak-helper.ts`. */
import { fileURLToPath } from 'node:url';
import type { SsmlStyle } from '../../../../supabase/functions/_shared/contract/ssml.ts';
import { StageFailure } from '../../failures.ts';
import type { SpokenSentence } from '../../speech/normalise.ts';
import { decodePcm16 } from '../../speech/pcm.ts';
import {
  advanceNasals,
  markStress,
  type SoundedPhoneme,
  shiftStops,
  tidy,
  unfoldLiquids,
} from '../../speech/timeline.ts';
import type { EngineContext } from '../engine.ts';
import type { SpokenAudio } from './assemble.ts';
import type {
  HelperEvent,
  PronounceAnswer,
  PronounceRequest,
  SpeakAnswer,
  SpeakRequest,
} from './espeak-helper.ts';
import { ipaToMnemonics } from './espeak-ipa.ts';
import { type EspeakVoice, languageOf } from './espeak-voices.ts';

export const HELPER_PATH = fileURLToPath(new URL('./espeak-helper.ts', import.meta.url));

/** A sentence takes well under a second; a stuck library must not hold the task. */
const SECONDS_PER_BATCH = 120;
/** Kept after the last phoneme, so that its decay is not cut. */
const TAIL_SECONDS = 0.04;

/** A sentence and the library that spoke it. */
export interface EspeakAudio extends SpokenAudio {
  readonly version: string;
}

/**
 * Speaks sentences in one helper process, in order.
 * @throws {StageFailure} `tool_missing` without libespeak-ng, `voice_unavailable`, `tool_output_invalid`.
 */
export async function speakSentences(
  sentences: readonly SpokenSentence[],
  voice: EspeakVoice,
  context: EngineContext,
): Promise<EspeakAudio[]> {
  const requests = sentences.map((sentence): SpeakRequest => ({ ...voice, ssml: toSsml(sentence, voice) }));
  const [spoken, dictionary] = await Promise.all([
    runHelper(requests, context),
    pronounce(sentences, voice, context),
  ]);
  const answers = parseAnswers(spoken);
  if (answers.length !== sentences.length) {
    throw new StageFailure(
      'tool_output_invalid',
      `espeak-ng answered ${answers.length} of ${sentences.length} sentences.`,
    );
  }
  for (const [i, { phonemes }] of answers.entries()) {
    markStress(
      phonemes,
      sentences[i]?.words.map((word) => word.ipa ?? word.loan ?? dictionary.get(word.text) ?? '') ?? [],
    );
  }
  return answers;
}

async function runHelper(requests: readonly unknown[], context: EngineContext): Promise<Buffer> {
  const { stdout } = await context
    .run(process.execPath, [HELPER_PATH], {
      input: requests.map((request) => `${JSON.stringify(request)}\n`).join(''),
      timeoutSeconds: SECONDS_PER_BATCH,
    })
    .catch((error: unknown) => {
      throw explain(error);
    });
  return stdout;
}

/** Stress only shapes emphasis, so a dictionary that fails costs the film nothing but that. */
async function pronounce(
  sentences: readonly SpokenSentence[],
  voice: EspeakVoice,
  context: EngineContext,
): Promise<Map<string, string>> {
  const words = [...new Set(sentences.flatMap((sentence) => sentence.words.map((word) => word.text)))];
  const request: PronounceRequest = { voice: voice.voice, words };
  try {
    const stdout = await runHelper([request], context);
    const { ipa } = JSON.parse(stdout.toString('utf8')) as PronounceAnswer;
    return new Map(words.map((word, i) => [word, ipa[i] ?? '']));
  } catch (error) {
    context.signal.throwIfAborted();
    context.log.warn({ error: String(error) }, 'espeak-ng gave no stress marks');
    return new Map();
  }
}

export const REMEDY =
  'Install espeak-ng: `apt-get install libespeak-ng1 espeak-ng-data` (Debian, Ubuntu) or `brew install espeak-ng`.';

function explain(error: unknown): unknown {
  if (
    error instanceof StageFailure &&
    /libespeak|espeak-ng found no voice data/.test(`${error.logTail} ${error.message}`)
  ) {
    return new StageFailure('tool_missing', `libespeak-ng cannot be loaded. ${REMEDY}`, {
      logTail: error.logTail,
      cause: error,
    });
  }
  return error;
}

const escapeXml = (text: string) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** Percent of espeak's pitch scale for a semitone at its middle, times that middle: measured at ±2 to ±4.6 semitones. */
const PITCH_STEPS_PER_SEMITONE = 5.9;

/** espeak reads a bare percentage as a share of the voice's own; it knows neither semitones nor decibels. */
function prosodyTag({ rate, pitch, volume }: SsmlStyle, voice: EspeakVoice): string {
  const attributes = [
    ...(rate === undefined ? [] : [`rate="${Math.round(rate * 100)}%"`]),
    ...(pitch === undefined ? [] : [`pitch="${percent((pitch * PITCH_STEPS_PER_SEMITONE) / voice.pitch)}"`]),
    ...(volume === undefined ? [] : [`volume="${Math.round(100 * 10 ** (volume / 20))}%"`]),
  ];
  return attributes.length === 0 ? '' : `<prosody ${attributes.join(' ')}>`;
}

const percent = (share: number) => `${share < 0 ? '-' : '+'}${Math.round(Math.abs(share) * 100)}%`;

/**
 * A mark before each word: espeak's own word positions are wrong around numbers and marks. Neighbours of one prosody
 * share one tag. espeak 1.51 reads a full stop aloud that follows `]]` without a space before it, or a closing tag, and
 * a tag that follows `]]` at once.
 */
export function toSsml(sentence: SpokenSentence, voice: EspeakVoice): string {
  const language = languageOf(voice);
  let body = '';
  let open = '';
  for (const [i, word] of sentence.words.entries()) {
    const tag = prosodyTag(word.style ?? {}, voice);
    if (tag !== open) {
      if (open !== '') body += '</prosody> ';
      body += tag;
      open = tag;
    }
    const mnemonics = word.mnemonics ?? ipaToMnemonics(word.ipa ?? word.loan ?? '', language);
    const said = mnemonics === null ? escapeXml(word.text) : `[[${mnemonics} ]]`;
    const level = word.style?.emphasis;
    const heard = `${said}${word.after} `;
    body += `<mark name="${i}"/>${level ? `<emphasis level="${level}">${heard}</emphasis> ` : heard}`;
  }
  return `<speak>${body.trimEnd()}${open === '' ? '' : ' </prosody>'}</speak>`;
}

function parseAnswers(stdout: Buffer): EspeakAudio[] {
  const answers: EspeakAudio[] = [];
  for (let at = 0; at < stdout.length; ) {
    const end = stdout.indexOf(10, at);
    if (end < 0)
      throw new StageFailure('tool_output_invalid', 'espeak-ng broke off in the middle of an answer.');
    let header: SpeakAnswer;
    try {
      header = JSON.parse(stdout.toString('utf8', at, end)) as SpeakAnswer;
    } catch (cause) {
      throw new StageFailure('tool_output_invalid', 'espeak-ng answered something unreadable.', { cause });
    }
    if (!header.ok) throw new StageFailure('voice_unavailable', `${header.message}.`);
    at = end + 1 + header.bytes;
    if (at > stdout.length)
      throw new StageFailure('tool_output_invalid', 'espeak-ng broke off in its audio.');
    const samples = decodePcm16(stdout.subarray(end + 1, at));
    answers.push({ ...toSpoken(samples, header.sampleRate, header.events), version: header.version });
  }
  return answers;
}

/** Cuts leading and trailing silence and turns events into phonemes on the sentence's clock. */
function toSpoken(samples: Float32Array, sampleRate: number, events: readonly HelperEvent[]): SpokenAudio {
  const raw: SoundedPhoneme[] = [];
  let word = -1;
  for (const event of events) {
    if (event.kind === 'mark') {
      word = Number(event.text);
      continue;
    }
    const start = event.sample / sampleRate;
    const last = raw.at(-1);
    if (last) last.end = start;
    raw.push({
      ipa: event.text,
      start,
      end: samples.length / sampleRate,
      word: event.text === '' ? -1 : word,
      stress: 0,
    });
  }
  unfoldLiquids(raw);
  const phonemes = tidy(raw);
  shiftStops(phonemes, samples, sampleRate);
  advanceNasals(phonemes);
  if (phonemes.at(-1)?.ipa === '') phonemes.pop();
  const begin = phonemes[0]?.ipa === '' ? (phonemes.shift()?.end ?? 0) : 0;
  // A few milliseconds may come before the first event: they are the first sound's onset, and cutting them clicks.
  if (phonemes[0]) phonemes[0].start = begin;
  const end = (phonemes.at(-1)?.end ?? 0) + TAIL_SECONDS;
  for (const phoneme of phonemes) {
    phoneme.start -= begin;
    phoneme.end -= begin;
  }
  const cut = samples.slice(Math.round(begin * sampleRate), Math.round(end * sampleRate));
  fadeEdges(cut, sampleRate);
  return { samples: cut, sampleRate, phonemes };
}

/** 2 ms in, 20 ms out: a cut away from a zero crossing clicks. */
function fadeEdges(x: Float32Array, sampleRate: number): void {
  const fadeIn = Math.min(x.length, Math.round(0.002 * sampleRate));
  const fadeOut = Math.min(x.length, Math.round(0.02 * sampleRate));
  for (let i = 0; i < fadeIn; i++) x[i] = ((x[i] as number) * i) / fadeIn;
  for (let i = 0; i < fadeOut; i++) {
    const at = x.length - 1 - i;
    x[at] = ((x[at] as number) * i) / fadeOut;
  }
}
