/** What a rule of the normaliser sees and answers. */
import type { Locale } from './normalise-locale.ts';

export interface RuleContext {
  readonly script: string;
  readonly at: number;
  readonly locale: Locale;
  /** Last word spoken, for context. */
  readonly previousWord: string;
  /** No letter or digit right before `at`. */
  readonly atBoundary: boolean;
}

export interface Match {
  readonly length: number;
  readonly words: readonly string[];
  readonly after?: ',' | ';' | ':' | '.' | '?' | '!';
  readonly endsSentence?: boolean;
}

export type Rule = (context: RuleContext) => Match | null;

/** Runs a sticky pattern at the context's position. */
export function match(context: RuleContext, pattern: RegExp): RegExpExecArray | null {
  pattern.lastIndex = context.at;
  return pattern.exec(context.script);
}

/** The word after a number decides its gender: "duas pessoas". */
export function followingNoun(context: RuleContext, length: number): string | null {
  const after = /^[ \u00a0](\p{L}[\p{L}\p{M}-]*)/u.exec(
    context.script.slice(context.at + length, context.at + length + 40),
  );
  return after?.[1] ?? null;
}
