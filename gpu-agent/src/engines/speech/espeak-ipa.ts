/**
 * IPA as people write it, in the phoneme mnemonics of espeak-ng's voices. The tables hold what the voices' own
 * dictionaries use (read out of espeak_TextToPhonemes of 1.51 for each symbol), and the nearest sound of the voice for
 * what they do not have: an English word in a Portuguese script is said the way a Brazilian would.
 */
import type { Language } from '../../../../supabase/functions/_shared/contract/job.ts';

const COMMON: Readonly<Record<string, string>> = {
  p: 'p',
  b: 'b',
  t: 't',
  d: 'd',
  k: 'k',
  ɡ: 'g',
  g: 'g',
  m: 'm',
  n: 'n',
  ɲ: 'n^',
  ŋ: 'N',
  f: 'f',
  v: 'v',
  s: 's',
  z: 'z',
  ʃ: 'S',
  ʒ: 'Z',
  l: 'l',
  j: 'j',
  w: 'w',
  a: 'a',
  e: 'e',
  ɛ: 'E',
  i: 'i',
  o: 'o',
  u: 'u',
  tʃ: 'tS',
  dʒ: 'dZ',
};

const PT: Readonly<Record<string, string>> = {
  ...COMMON,
  æ: 'E',
  ɐ: '&',
  ə: '&',
  ʌ: '&',
  ɑ: 'a',
  ɔ: 'O',
  ɒ: 'O',
  ɪ: 'y',
  ʊ: 'U',
  ɨ: 'y',
  ɾ: '*',
  r: '*',
  ɹ: 'r',
  ʁ: 'x',
  ʀ: 'x',
  x: 'x',
  χ: 'x',
  h: 'x',
  ɦ: 'x',
  ɻ: 'r',
  ʎ: 'l^',
  ɫ: 'w',
  θ: 't',
  ð: 'd',
  ɜ: 'e',
  ɐ̃: '&~',
  ã: '&~',
  ẽ: 'e~',
  ĩ: 'i~',
  õ: 'o~',
  ũ: 'u~',
  ɐ̃w̃: '&U~',
  ɐ̃ʊ̃: '&U~',
  ɐ̃w: '&U~',
  w̃: 'U',
  j̃: 'y',
  aɪ: 'aI',
  aj: 'aI',
  aʊ: 'aU',
  aw: 'aU',
  eɪ: 'eI',
  ej: 'eI',
  eʊ: 'eU',
  ew: 'eU',
  oɪ: 'oI',
  oj: 'oI',
  iʊ: 'iU',
  iw: 'iU',
};

const EN: Readonly<Record<string, string>> = {
  ...COMMON,
  æ: 'a',
  ʌ: 'V',
  ɑ: 'A:',
  ɑː: 'A:',
  ɒ: '0',
  ɔ: 'O:',
  ɔː: 'O:',
  a: 'a',
  ɐ: 'a#',
  ə: '@',
  ɚ: '3',
  ɝ: '3:',
  ɜ: '3:',
  ɜː: '3:',
  e: 'eI',
  ɪ: 'I',
  i: 'i:',
  iː: 'i:',
  o: 'oU',
  ʊ: 'U',
  u: 'u:',
  uː: 'u:',
  eɪ: 'eI',
  aɪ: 'aI',
  aʊ: 'aU',
  ɔɪ: 'OI',
  oʊ: 'oU',
  əʊ: 'oU',
  ɾ: 't#',
  ɹ: 'r',
  r: 'r',
  θ: 'T',
  ð: 'D',
  h: 'h',
  ʔ: '?',
  x: 'h',
};

const ES: Readonly<Record<string, string>> = {
  ...COMMON,
  æ: 'a',
  ɐ: 'a',
  ə: 'e',
  ʌ: 'a',
  ɑ: 'a',
  ɔ: 'o',
  ɒ: 'o',
  ɪ: 'i',
  ʊ: 'u',
  ɾ: '**',
  r: 'R2',
  ɹ: '**',
  x: 'x',
  h: 'x',
  χ: 'x',
  β: 'B',
  ð: 'D',
  ɣ: 'Q',
  θ: 'T',
  ʎ: 'l^',
  ʝ: 'J^',
  ɟʝ: 'J^',
  z: 's',
  ʃ: 'tS',
  ʒ: 'J^',
  v: 'b',
  dʒ: 'J^',
  aɪ: 'aI',
  ai: 'aI',
  aj: 'aI',
  eɪ: 'eI',
  ej: 'eI',
  oɪ: 'oI',
  oj: 'oI',
};

const nfd = (table: Readonly<Record<string, string>>) =>
  new Map(Object.entries(table).map(([symbol, mnemonic]) => [symbol.normalize('NFD'), mnemonic]));

const TABLES: Readonly<Record<Language, ReadonlyMap<string, string>>> = {
  'pt-BR': nfd(PT),
  'en-US': nfd(EN),
  'es-ES': nfd(ES),
};
const LONGEST_SYMBOL = 5;

/**
 * @returns mnemonics for `[[…]]`; null when nothing of the IPA has a sound in this voice. Symbols without one are
 * left out, length and syllable marks where the voice makes no such difference.
 */
export function ipaToMnemonics(ipa: string, language: Language): string | null {
  const table = TABLES[language];
  const text = ipa.normalize('NFD').replace(/[\u0361\u035c.‿|‖]/gu, '');
  let out = '';
  let sounds = 0;
  for (let at = 0; at < text.length; ) {
    const character = text[at] as string;
    if (character === 'ˈ' || character === 'ˌ') {
      out += character === 'ˈ' ? "'" : ',';
      at += 1;
      continue;
    }
    if (character === ' ') {
      out += '||';
      at += 1;
      continue;
    }
    let length = Math.min(LONGEST_SYMBOL, text.length - at);
    while (length > 0 && !table.has(text.slice(at, at + length))) length -= 1;
    if (length > 0) {
      const mnemonic = table.get(text.slice(at, at + length)) ?? '';
      // Names run together: "t" and "S" side by side would be read as "tS".
      out += (/[td]$/.test(out) && /^[SZ]/.test(mnemonic) ? '|' : '') + mnemonic;
      sounds += 1;
    }
    at += Math.max(1, length);
  }
  return sounds === 0 ? null : out;
}
