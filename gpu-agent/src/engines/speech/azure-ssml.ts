/**
 * A normalised sentence as the SSML that Azure Speech takes inside <voice>. Breaks are not in it: they are laid as exact silence between sentences,
 * as for every engine. Loanwords go as they are written, since its voices know them.
 * https://learn.microsoft.com/azure/ai-services/speech-service/speech-synthesis-markup-voice
 */
import type { SsmlStyle } from '../../../../supabase/functions/_shared/contract/ssml.ts';
import type { SpokenSentence, SpokenWord } from '../../speech/normalise.ts';
import type { SpeechRequest } from '../engine.ts';

const escapeXml = (text: string) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

const signed = (value: number, unit: string) =>
  `${value < 0 ? '-' : '+'}${Math.abs(value).toFixed(2)}${unit}`;

/** Azure reads a signed percentage as a change; it knows semitones, and no decibels. */
function prosody({ rate, pitch, volume }: SsmlStyle): string {
  const attributes = [
    ...(rate === undefined ? [] : [`rate="${signed((rate - 1) * 100, '%')}"`]),
    ...(pitch === undefined ? [] : [`pitch="${signed(pitch, 'st')}"`]),
    ...(volume === undefined ? [] : [`volume="${signed((10 ** (volume / 20) - 1) * 100, '%')}"`]),
  ];
  return attributes.length === 0 ? '' : `<prosody ${attributes.join(' ')}>`;
}

/** Which of the markup a model takes. */
interface Tags {
  readonly melody: boolean;
  readonly emphasis: boolean;
  readonly phoneme: boolean;
}
const EVERY_TAG: Tags = { melody: true, emphasis: true, phoneme: true };

/**
 * What personal voices take: rate alone of prosody, and IPA from the Phoenix models only.
 * https://learn.microsoft.com/azure/ai-services/speech-service/personal-voice-how-to-use
 */
const personalTags = (model: string): Tags => ({
  melody: false,
  emphasis: false,
  phoneme: model.startsWith('Phoenix'),
});

/** Who speaks: a voice of the service's list with its locale, or a base model with somebody's profile. */
export interface AzureSpeaker {
  readonly name: string;
  readonly locale?: string;
  readonly gender?: 'male' | 'female';
  /** Speaker profile of a personal voice. */
  readonly profile?: string;
}

/** One sentence as a document. A multilingual voice speaks its own language unless told another. */
export function azureSsml(
  sentence: SpokenSentence,
  { name, locale, profile }: AzureSpeaker,
  { language, voice: wish }: Pick<SpeechRequest, 'language' | 'voice'>,
): string {
  const percent = (share: number) => `${share < 0 ? '' : '+'}${Math.round(share * 100)}%`;
  const rate = `rate="${percent((wish.rate ?? 1) - 1)}"`;
  const pitch = `pitch="${percent(2 ** ((wish.pitch ?? 0) / 12) - 1)}"`;
  const inner =
    profile === undefined
      ? `<prosody ${rate} ${pitch}>${azureBody(sentence)}</prosody>`
      : `<prosody ${rate}>${azureBody(sentence, personalTags(name))}</prosody>`;
  const said = locale === language ? inner : `<lang xml:lang="${language}">${inner}</lang>`;
  const whose =
    profile === undefined
      ? said
      : `<mstts:ttsembedding speakerProfileId="${escapeXml(profile)}">${said}</mstts:ttsembedding>`;
  const spaces = 'xmlns="http://www.w3.org/2001/10/synthesis" xmlns:mstts="http://www.w3.org/2001/mstts"';
  return `<speak version="1.0" ${spaces} xml:lang="${language}"><voice name="${escapeXml(name)}">${whose}</voice></speak>`;
}

function spoken(word: SpokenWord, { emphasis, phoneme }: Tags): string {
  const text = escapeXml(word.text);
  const said =
    word.ipa && phoneme ? `<phoneme alphabet="ipa" ph="${escapeXml(word.ipa)}">${text}</phoneme>` : text;
  const level = emphasis ? word.style?.emphasis : undefined;
  return level ? `<emphasis level="${level}">${said}</emphasis>` : said;
}

/** What stands inside <voice>: words of one prosody share a tag. */
export function azureBody(sentence: SpokenSentence, tags: Tags = EVERY_TAG): string {
  let body = '';
  let open = '';
  for (const [i, word] of sentence.words.entries()) {
    const { rate, pitch, volume } = word.style ?? {};
    const tag = prosody({
      ...(rate === undefined ? {} : { rate }),
      ...(pitch === undefined || !tags.melody ? {} : { pitch }),
      ...(volume === undefined || !tags.melody ? {} : { volume }),
    });
    const gap = i === 0 ? '' : ' ';
    if (tag !== open) body += `${open === '' ? '' : '</prosody>'}${gap}${tag}`;
    else body += gap;
    open = tag;
    body += spoken(word, tags) + word.after;
  }
  return open === '' ? body : `${body}</prosody>`;
}
