/** What the normaliser must know of one language. Words are written the way a person would say them. */
import type { Language } from '../../../supabase/functions/_shared/contract/job.ts';

export type Gender = 'm' | 'f';

export interface Unit {
  readonly one: string;
  readonly many: string;
  readonly gender: Gender;
}

export interface Currency extends Unit {
  readonly centOne: string;
  readonly centMany: string;
}

export interface Locale {
  readonly language: Language;
  readonly decimalSeparator: ',' | '.';
  readonly groupSeparator: ',' | '.';
  /** `value` is not negative. */
  cardinal(value: bigint, gender: Gender): string;
  /** `value` is at least 1. */
  ordinal(value: bigint, gender: Gender): string;
  /** Apocope of a cardinal that stands before a masculine noun ("veintiún metros"). */
  beforeNoun(cardinal: string): string;
  /** Grammatical gender of the noun a number counts, from its ending; masculine when unknown. */
  genderOf(noun: string): Gender;
  /** A year on its own, 1100 to 2099. */
  year(value: number): string;
  date(day: number, month: number, year: number | null): string;
  /** 24-hour clock; `minute` null when the script gave none. `meridiem` as the script had it. */
  time(hour: number, minute: number | null, meridiem: 'am' | 'pm' | null): string;
  /** Money of whole millions: "de reais", "dollars". */
  readonly ofMillions: string;
  /** Joins units and cents, and the last two of a list. */
  readonly and: string;
  readonly moneyAnd: string;
  readonly point: string;
  readonly minus: string;
  readonly percent: string;
  readonly per: string;
  readonly rangeTo: string;
  readonly dayFirst: boolean;
  readonly scales: Readonly<Record<string, { readonly one: string; readonly many: string }>>;
  readonly currencies: Readonly<Record<string, Currency>>;
  readonly units: Readonly<Record<string, Unit>>;
  /** Keys in lower case, with their full stop where they have one. */
  readonly abbreviations: Readonly<Record<string, string>>;
  readonly letters: Readonly<Record<string, string>>;
  /** Acronyms read as a word, and those always spelled, in capitals. */
  readonly said: ReadonlySet<string>;
  readonly spelled: ReadonlySet<string>;
  readonly symbols: Readonly<Record<string, string>>;
  /** Words after which a Roman numeral is a number, in lower case, and how it is then read. */
  readonly romanAfter: Readonly<Record<string, 'cardinal' | 'ordinal-m' | 'ordinal-f'>>;
  /** Ordinal written with digits, sticky; groups: digits, marker. */
  readonly ordinalPattern: RegExp;
  ordinalGender(marker: string): Gender;
  /** How acronyms read as a word are written to be read right, where lower case is not enough. */
  readonly saidAs: Readonly<Record<string, string>>;
  /** Words of other languages as speakers of this one say them, in lower case: IPA, for voices that know only theirs. */
  readonly loans: Readonly<Record<string, string>>;
  /** Name of the hyphen in codes. */
  readonly dash: string;
  /** Ends with a word that calls a short telephone number. */
  readonly callsBefore: RegExp;
  /** `d` 2 to 10, `n` < `d`; `mixed`: after a whole number. */
  fraction(n: number, d: number, mixed: boolean, noun: string | null): string[];
  readonly roundTheClock: string;
  /** "dois por três metros". */
  readonly by: string;
  readonly scoreBefore: RegExp;
  readonly scoreTo: string;
  /** After this word a range is joined by `and`. */
  readonly between: string;
  /** Capitals that are words: "A", "O". */
  readonly oneLetterWords: string;
  /** Ends with a word that announces a letter. */
  readonly letterAfter: RegExp;
  readonly lawBefore: RegExp;
  readonly ofYear: string;
  readonly hashtag: string;
  /** Nouns after a slash that mean "per". */
  readonly perNouns: ReadonlySet<string>;
  /** "e/ou". */
  readonly andOr: RegExp;
  /** A toll-free prefix, read as a number. */
  readonly tollFree: RegExp | null;
  /** "1,5 metro": the singular below two. */
  readonly smallSingular: boolean;
  /** Reads an area code as a number. */
  readonly areaCodeAsNumber: boolean;
  readonly address: {
    readonly at: string;
    readonly dot: string;
    readonly slash: string;
    readonly hyphen: string;
    readonly underscore: string;
  };
}
