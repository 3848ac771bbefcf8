/**
 * A normalised sentence as SSML for Azure Speech. Breaks are not in it: they are laid as exact silence between sentences,
 * as for every engine. Loanwords go as they are written, since its voices know them.
 * https://learn.microsoft.com/azure/ai-services/speech-service/speech-synthesis-markup-voice
 */
import type { Language } from '../../../../supabase/functions/_shared/contract/job.ts';
import type { SsmlStyle } from '../../../../supabase/functions/_shared/contract/ssml.ts';
import type { SpokenSentence, SpokenWord } from '../../speech/normalise.ts';

export interface AzureVoice {
  /** Short name, for example pt-BR-FranciscaNeural. */
  readonly name: string;
  readonly language: Language;
  /** `mstts:express-as` style that the voice offers. */
  readonly style?: string;
  /** Factor and semitones of the job's voice settings. */
  readonly rate?: number;
  readonly pitch?: number;
}

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

function spoken(word: SpokenWord): string {
  const text = escapeXml(word.text);
  const said = word.ipa ? `<phoneme alphabet="ipa" ph="${escapeXml(word.ipa)}">${text}</phoneme>` : text;
  const level = word.style?.emphasis;
  return level ? `<emphasis level="${level}">${said}</emphasis>` : said;
}

/** What stands inside <voice>: words of one prosody share a tag. */
export function azureBody(sentence: SpokenSentence): string {
  let body = '';
  let open = '';
  for (const [i, word] of sentence.words.entries()) {
    const tag = prosody(word.style ?? {});
    const gap = i === 0 ? '' : ' ';
    if (tag !== open) body += `${open === '' ? '' : '</prosody>'}${gap}${tag}`;
    else body += gap;
    open = tag;
    body += spoken(word) + word.after;
  }
  return open === '' ? body : `${body}</prosody>`;
}

/** The whole document of one sentence. */
export function toAzureSsml(sentence: SpokenSentence, voice: AzureVoice): string {
  const { rate, pitch } = voice;
  const tag = prosody({
    ...(rate === undefined || rate === 1 ? {} : { rate }),
    ...(pitch === undefined || pitch === 0 ? {} : { pitch }),
  });
  const styled = (body: string) =>
    voice.style ? `<mstts:express-as style="${escapeXml(voice.style)}">${body}</mstts:express-as>` : body;
  const body = styled(tag === '' ? azureBody(sentence) : `${tag}${azureBody(sentence)}</prosody>`);
  return (
    `<speak version="1.0" xmlns="http://www.w3.org/2001/10/synthesis" xmlns:mstts="https://www.w3.org/2001/mstts" ` +
    `xml:lang="${voice.language}"><voice name="${escapeXml(voice.name)}">${body}</voice></speak>`
  );
}
