/**
 * A normalised sentence as the SSML that Azure Speech takes inside <voice>. Breaks are not in it: they are laid as exact silence between sentences,
 * as for every engine. Loanwords go as they are written, since its voices know them.
 * https://learn.microsoft.com/azure/ai-services/speech-service/speech-synthesis-markup-voice
 */
import type { SsmlStyle } from '../../../../supabase/functions/_shared/contract/ssml.ts';
import type { SpokenSentence, SpokenWord } from '../../speech/normalise.ts';

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
