/**
 * Phonemes by what the lips and the ear need to know of them. Symbols differ between engines and their versions
 * (æ/ɐ, y/ɪ for the same Portuguese vowels): everything is mapped here, once.
 */

export type SoundClass = 'vowel' | 'stop' | 'fricative' | 'nasal' | 'liquid' | 'glide' | 'silence';

/** Visual unit: what the mouth does, whatever the voice does. */
export type VisemeUnit =
  | 'a'
  | 'ɐ'
  | 'æ'
  | 'ə'
  | 'ɛ'
  | 'e'
  | 'i'
  | 'o'
  | 'ɔ'
  | 'u'
  | 'w'
  | 'j'
  | 'p'
  | 'f'
  | 't'
  | 's'
  | 'ʃ'
  | 'l'
  | 'k'
  | 'ɹ'
  | 'h'
  | 'θ'
  | '';

const UNITS: Readonly<Record<string, VisemeUnit>> = {
  a: 'a',
  ɑ: 'a',
  ɒ: 'ɔ',
  ɐ: 'ɐ',
  ʌ: 'ɐ',
  æ: 'æ',
  ə: 'ə',
  ɜ: 'ə',
  ɚ: 'ɹ',
  ɝ: 'ɹ',
  ɘ: 'ə',
  ɛ: 'ɛ',
  e: 'e',
  i: 'i',
  ɪ: 'i',
  ɨ: 'i',
  y: 'i',
  ʏ: 'i',
  o: 'o',
  ɔ: 'ɔ',
  ɤ: 'o',
  u: 'u',
  ʊ: 'u',
  ʉ: 'u',
  ɯ: 'u',
  w: 'w',
  ʍ: 'w',
  ɥ: 'w',
  j: 'j',
  ʝ: 'j',
  p: 'p',
  b: 'p',
  m: 'p',
  f: 'f',
  v: 'f',
  ɱ: 'f',
  ʋ: 'f',
  t: 't',
  d: 't',
  n: 't',
  ɾ: 't',
  ɗ: 't',
  ɲ: 't',
  s: 's',
  z: 's',
  ʃ: 'ʃ',
  ʒ: 'ʃ',
  ɕ: 'ʃ',
  ʑ: 'ʃ',
  ʂ: 'ʃ',
  ʐ: 'ʃ',
  l: 'l',
  ɫ: 'l',
  ʎ: 'l',
  r: 'l',
  k: 'k',
  ɡ: 'k',
  g: 'k',
  ŋ: 'k',
  ɣ: 'k',
  q: 'k',
  ʔ: 'k',
  x: 'h',
  h: 'h',
  ɦ: 'h',
  χ: 'h',
  ʁ: 'h',
  ħ: 'h',
  ɬ: 'l',
  ɹ: 'ɹ',
  ɻ: 'ɹ',
  θ: 'θ',
  ð: 'θ',
  // The Spanish approximant of b and v: the lips come near without meeting.
  β: 'w',
};

const bare = (ipa: string) => ipa.normalize('NFD').replace(/\p{M}|\p{Cf}|[ˈˌːˑʰʲʷˠ.'|-]/gu, '');

/** The visual units of one phoneme in order: diphthongs and affricates have two. Empty for silence. */
export function visemeUnits(ipa: string): VisemeUnit[] {
  const units: VisemeUnit[] = [];
  for (const symbol of bare(ipa)) {
    const unit = UNITS[symbol];
    if (unit !== undefined && unit !== units.at(-1)) units.push(unit);
  }
  return units;
}

/** [β] is left out: the lips come near and do not meet. */
export const isBilabial = (ipa: string) => /^[pbm]/.test(bare(ipa));
export const isLabiodental = (ipa: string) => /^[fvɱ]/.test(bare(ipa));

const VOWELS = /^[aɑɒɐʌæəɜɚɝɘɛeiɪɨyʏoɔɤuʊʉɯ]/;
/** Begins with a vowel: monophthongs, diphthongs, and the syllabic "əl" of English. */
export const isVowel = (ipa: string) => VOWELS.test(bare(ipa));
/** Rounded vowels narrow the mouth without closing it. */
export const isRounded = (ipa: string) => /^[ouɔʊʉɤɯw]/.test(bare(ipa));

export function soundClass(ipa: string): SoundClass {
  const symbol = bare(ipa);
  if (symbol === '') return 'silence';
  if (VOWELS.test(symbol)) return 'vowel';
  if (/^(tʃ|dʒ|[ptkbdɡgɗq])/.test(symbol)) return 'stop';
  if (/^[mnɲŋɱ]/.test(symbol)) return 'nasal';
  if (/^[lrɾɹɻʎɫ]/.test(symbol)) return 'liquid';
  if (/^[wjɥʍʝ]/.test(symbol)) return 'glide';
  return 'fricative';
}
