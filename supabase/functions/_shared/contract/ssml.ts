/**
 * The markup a script may hold: break, emphasis, prosody, phoneme, sub and say-as of SSML 1.1, inline in any text;
 * an enclosing <speak> is optional. Entities are read only inside <speak>: elsewhere a script is text that happens to
 * hold tags, so "a < b" and "R&D" stay as they are. What looks like a tag and is not one of these is refused, because
 * the alternatives are a voice that reads "less than break" aloud or one that drops a line in silence.
 *
 * One parser for the API, the agents and the studio. Pure; linear in the script's length.
 */
import { mapping, type Run, type Span } from './ssml-spans.ts';
import {
  breakSeconds,
  decodeEntity,
  EmphasisLevel,
  ENTITY,
  oneOf,
  pitchSemitones,
  rateFactor,
  readIpa,
  SayAs,
  ValueError,
  volumeDecibels,
} from './ssml-values.ts';

export type { Span } from './ssml-spans.ts';
export type { EmphasisLevel, SayAs } from './ssml-values.ts';

/** How a stretch is spoken; what nests multiplies (rate) or adds up (pitch, volume). */
export interface SsmlStyle {
  readonly emphasis?: Exclude<EmphasisLevel, 'none'>;
  /** Factor on the speed. */
  readonly rate?: number;
  /** Semitones. */
  readonly pitch?: number;
  /** Decibels. */
  readonly volume?: number;
}

/** What overrides the reading of a stretch. */
export type SsmlReading =
  | { readonly kind: 'phoneme'; readonly ipa: string }
  | { readonly kind: 'sub'; readonly alias: string }
  | { readonly kind: 'say-as'; readonly as: SayAs; readonly format?: string };

/** In order and without overlap; positions are in `plain`. Breaks take no room there. */
export type SsmlSegment =
  | { readonly kind: 'text'; readonly span: Span; readonly style: SsmlStyle; readonly reading?: SsmlReading }
  | { readonly kind: 'break'; readonly at: number; readonly seconds: number };

export interface SsmlDocument {
  /** What is read and shown: the script without its tags, entities decoded inside <speak>. */
  readonly plain: string;
  readonly segments: readonly SsmlSegment[];
  /** Whether any markup was found. */
  readonly marked: boolean;
  /** `xml:lang` of <speak>. */
  readonly lang?: string;
  /** Span of `plain` as a span of the script; tags inside it are included, tags around it are not. */
  toSource(span: Span): Span;
  /** Span of the script as a span of `plain`. */
  toPlain(span: Span): Span;
}

/** Why a script's markup is refused. The message holds the place and the remedy. */
export class SsmlError extends Error {
  override readonly name = 'SsmlError';
  readonly code = 'invalid_ssml';
  /** UTF-16 offset of the tag in the script. */
  readonly position: number;
  /** From 1. */
  readonly line: number;
  readonly column: number;
  readonly remedy: string;

  constructor(script: string, position: number, problem: string, remedy: string) {
    const before = script.slice(0, position).split(/\r\n|\r|\n/);
    const line = before.length;
    const column = (before.at(-1)?.length ?? 0) + 1;
    super(`Line ${line}, column ${column} (position ${position}): ${problem}. ${remedy}`);
    this.position = position;
    this.line = line;
    this.column = column;
    this.remedy = remedy;
  }
}

const SUBSET = ['speak', 'break', 'emphasis', 'prosody', 'phoneme', 'sub', 'say-as'] as const;
type TagName = (typeof SUBSET)[number];
const ATTRIBUTES: Readonly<Record<TagName, readonly string[]>> = {
  speak: ['version', 'xmlns', 'xml:lang', 'xmlns:xsi', 'xsi:schemaLocation', 'xmlns:mstts'],
  break: ['time', 'strength'],
  emphasis: ['level'],
  prosody: ['rate', 'pitch', 'volume'],
  phoneme: ['alphabet', 'ph'],
  sub: ['alias'],
  'say-as': ['interpret-as', 'format'],
};
/** Tags nested deeper are somebody's mistake or somebody's attack. */
const DEEPEST = 32;

/** `<b>`, `</b>`, `<b …>`; an address in angle brackets (<https://…>, <ana@x.com>) is none. */
const TAG = /<(\/?)([a-z][\w-]*(?::[\w-]+)?)((?:\s(?:[^<>"']|"[^"<]*"|'[^'<]*')*?)?)\s*(\/?)>/iy;
const UNFINISHED = /<\/?(?:speak|break|emphasis|prosody|phoneme|sub|say-as)(?![\w-])/y;
const IGNORED = /<!--[\s\S]*?-->|<\?xml[^<>]*\?>/y;
const ATTRIBUTE = /\s+([\w:-]+)\s*=\s*("([^"]*)"|'([^']*)')/y;
interface Open {
  readonly name: TagName;
  readonly at: number;
  readonly style: SsmlStyle;
  readonly reading?: SsmlReading;
  readonly plainStart: number;
}

/**
 * Reads a script's markup.
 * @throws {SsmlError} for a tag outside the subset, unclosed, badly nested or with an attribute it cannot have.
 */
export function parseSsml(script: string): SsmlDocument {
  if (!script.includes('<')) return textOnly(script);
  const runs: Run[] = [];
  const segments: SsmlSegment[] = [];
  const open: Open[] = [];
  let plain = '';
  let segmentStart = 0;
  let marked = false;
  let speak: 'none' | 'open' | 'closed' = 'none';
  let lang: string | undefined;
  const fail = (at: number, problem: string, remedy: string): never => {
    throw new SsmlError(script, at, problem, remedy);
  };

  const push = (text: string, at: number, sourceLength: number) => {
    if (text === '') return;
    if (speak === 'closed' && text.trim() !== '') {
      fail(
        at,
        'text stands after </speak>',
        'Put the whole script inside one <speak>…</speak>, or leave <speak> out.',
      );
    }
    runs.push({ plain: plain.length, source: at, length: text.length, sourceLength });
    plain += text;
  };
  const flush = () => {
    if (plain.length === segmentStart) return;
    const top = open.at(-1);
    segments.push({
      kind: 'text',
      span: [segmentStart, plain.length],
      style: top?.style ?? {},
      ...(top?.reading ? { reading: top.reading } : {}),
    });
    segmentStart = plain.length;
  };

  let textStart = 0;
  let at = 0;
  const flushText = (end: number) => push(script.slice(textStart, end), textStart, end - textStart);
  while (at < script.length) {
    const character = script[at];
    if (character === '&' && speak === 'open') {
      const found = matchAt(ENTITY, script, at);
      if (found === null) {
        at += 1;
        continue;
      }
      flushText(at);
      push(
        decodeEntity(found) ?? fail(at, `${found[0]} is no character`, 'Write the character itself.'),
        at,
        found[0].length,
      );
      at += found[0].length;
      textStart = at;
      continue;
    }
    if (character !== '<') {
      at += 1;
      continue;
    }
    const ignored = matchAt(IGNORED, script, at);
    if (ignored !== null) {
      flushText(at);
      at += ignored[0].length;
      textStart = at;
      continue;
    }
    const tag = matchAt(TAG, script, at);
    if (tag === null) {
      if (matchAt(UNFINISHED, script, at) !== null) {
        fail(
          at,
          'a tag is not finished',
          'End it with ">", and close every quotation mark of its attributes.',
        );
      }
      at += 1;
      continue;
    }
    const [text, slash, rawName = '', rawAttributes = '', selfClosing] = tag;
    const name = SUBSET.find((known) => known === rawName) ?? unknownTag(rawName, at, fail);
    flushText(at);
    flush();
    if (slash === '/') {
      const top = open.pop();
      if (rawAttributes.trim() !== '' || selfClosing === '/')
        fail(at, `</${name}> holds more than its name`, `Write </${name}>.`);
      if (top === undefined) fail(at, `</${name}> closes nothing`, `Remove it, or open <${name}> before it.`);
      else if (top.name !== name) {
        fail(
          at,
          `</${name}> stands where <${top.name}> is open`,
          `Close </${top.name}> first: tags must nest.`,
        );
      } else if (top.reading && plain.slice(top.plainStart).trim() === '') {
        fail(top.at, `<${name}> holds no text`, 'Put the written word between its tags: captions show it.');
      }
      if (name === 'speak') speak = 'closed';
    } else {
      const parent = open.at(-1);
      if (parent?.reading || parent?.name === 'break') {
        fail(
          at,
          `<${name}> stands inside <${parent.name}>`,
          `Only text may stand inside <${parent.name}>; close it first.`,
        );
      }
      const attributes = readAttributes(name, rawAttributes, at, fail);
      if (name === 'speak') {
        if (speak !== 'none' || parent !== undefined || plain.trim() !== '') {
          fail(
            at,
            '<speak> is not the outermost tag',
            'Put the whole script inside one <speak>…</speak>, or leave <speak> out.',
          );
        }
        speak = 'open';
        lang = attributes['xml:lang'];
      } else if (speak === 'closed') {
        fail(at, `<${name}> stands after </speak>`, 'Move it inside <speak>.');
      }
      if (open.length >= DEEPEST) fail(at, 'tags are nested too deeply', `Nest at most ${DEEPEST} tags.`);
      const next = enter(name, attributes, parent, at, plain.length, fail);
      if (next.break !== undefined) segments.push({ kind: 'break', at: plain.length, seconds: next.break });
      if (selfClosing === '/') {
        if (next.open.reading)
          fail(at, `<${name}/> holds no text`, 'Put the written word between its tags: captions show it.');
        if (name === 'speak') speak = 'closed';
      } else open.push(next.open);
    }
    marked = true;
    at += text.length;
    textStart = at;
  }
  flushText(script.length);
  const left = open.at(-1);
  if (left !== undefined)
    fail(
      left.at,
      `<${left.name}> is never closed`,
      `Add </${left.name}> where it ends${left.name === 'break' ? ', or write <break …/>' : ''}.`,
    );
  flush();
  return {
    plain,
    segments,
    marked,
    ...(lang === undefined ? {} : { lang }),
    ...mapping(runs, script.length),
  };
}

/** What a reader sees of a script: tags left out; a script whose markup is broken (half typed) as it stands. */
export const visibleText = (script: string): string =>
  markupProblem(script) === null ? parseSsml(script).plain : script;

/** Why the script would be refused; null when it would not. */
export function markupProblem(script: string): SsmlError | null {
  try {
    parseSsml(script);
    return null;
  } catch (error) {
    if (error instanceof SsmlError) return error;
    throw error;
  }
}

function textOnly(script: string): SsmlDocument {
  const segments: SsmlSegment[] =
    script === '' ? [] : [{ kind: 'text', span: [0, script.length], style: {} }];
  return { plain: script, segments, marked: false, toSource: (span) => span, toPlain: (span) => span };
}

type Fail = (at: number, problem: string, remedy: string) => never;

function unknownTag(name: string, at: number, fail: Fail): TagName {
  const known = SUBSET.find((tag) => tag === name.toLowerCase());
  return fail(
    at,
    `<${name}> is no tag that a script may hold`,
    known
      ? `Write <${known}> in lower case.`
      : `Use ${SUBSET.slice(1).join(', ')}, or put a space after "<" where a sign is meant.`,
  );
}

function readAttributes(name: TagName, raw: string, at: number, fail: Fail): Record<string, string> {
  const attributes: Record<string, string> = {};
  let from = 0;
  while (raw.slice(from).trim() !== '') {
    const found = matchAt(ATTRIBUTE, raw, from);
    if (found === null)
      fail(at, `<${name}> has an attribute that cannot be read`, 'Write attributes as name="value".');
    const [text = '', key = '', , double, single] = found ?? [];
    if (!ATTRIBUTES[name].includes(key)) {
      fail(at, `<${name}> cannot have the attribute ${key}`, `It takes ${ATTRIBUTES[name].join(', ')}.`);
    }
    if (Object.hasOwn(attributes, key)) fail(at, `<${name}> has ${key} twice`, 'Keep one of them.');
    attributes[key] = (double ?? single ?? '').replace(/&[^;\s]{1,8};/g, (entity) => {
      const read = matchAt(ENTITY, entity, 0);
      return (read && decodeEntity(read)) ?? entity;
    });
    from += text.length;
  }
  return attributes;
}

function enter(
  name: TagName,
  attributes: Readonly<Record<string, string>>,
  parent: Open | undefined,
  at: number,
  plainStart: number,
  fail: Fail,
): { open: Open; break?: number } {
  const style = parent?.style ?? {};
  const need = (key: string, example: string): string =>
    attributes[key]?.trim() || fail(at, `<${name}> lacks ${key}`, `Write <${name} ${key}="${example}">.`);
  const reading = (value: SsmlReading) => ({ open: { name, at, style, reading: value, plainStart } });
  try {
    switch (name) {
      case 'speak':
        return { open: { name, at, style, plainStart } };
      case 'break':
        return {
          open: { name, at, style, plainStart },
          break: breakSeconds(attributes.time, attributes.strength),
        };
      case 'emphasis': {
        const level = oneOf(EmphasisLevel, 'level', attributes.level ?? 'moderate');
        const { emphasis: _outer, ...rest } = style;
        return {
          open: { name, at, plainStart, style: level === 'none' ? rest : { ...rest, emphasis: level } },
        };
      }
      case 'prosody':
        if (Object.keys(attributes).length === 0)
          fail(
            at,
            '<prosody> changes nothing',
            'Give it rate, pitch or volume, for example <prosody rate="slow">.',
          );
        return { open: { name, at, plainStart, style: nested(style, attributes) } };
      case 'phoneme':
        if ((attributes.alphabet ?? 'ipa') !== 'ipa')
          fail(
            at,
            `alphabet "${attributes.alphabet}" is not known`,
            'Write alphabet="ipa" and the pronunciation in IPA.',
          );
        return reading({ kind: 'phoneme', ipa: readIpa(need('ph', 'ˈkasɐ')) });
      case 'sub':
        return reading({ kind: 'sub', alias: need('alias', 'Norma Regulamentadora') });
      case 'say-as': {
        const as = oneOf(SayAs, 'interpret-as', need('interpret-as', 'characters'));
        const format = attributes.format?.trim().toLowerCase();
        return reading({ kind: 'say-as', as, ...(format ? { format } : {}) });
      }
    }
  } catch (error) {
    if (error instanceof ValueError)
      return fail(at, `<${name}>: ${error.message}`, 'Correct the value or remove the attribute.');
    throw error;
  }
}

function nested(outer: SsmlStyle, attributes: Readonly<Record<string, string>>): SsmlStyle {
  const { rate, pitch, volume } = attributes;
  return {
    ...outer,
    ...(rate === undefined ? {} : { rate: (outer.rate ?? 1) * rateFactor(rate) }),
    ...(pitch === undefined ? {} : { pitch: (outer.pitch ?? 0) + pitchSemitones(pitch) }),
    ...(volume === undefined ? {} : { volume: (outer.volume ?? 0) + volumeDecibels(volume) }),
  };
}

function matchAt(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(text);
}
