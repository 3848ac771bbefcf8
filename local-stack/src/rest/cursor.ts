/** Position in one URL parameter while it is parsed; every complaint names the column, counted from 1. */
import { parseError } from './errors.ts';

const NAME_CHARACTER = /[\p{L}\p{N}_$ ]/u;

export class Cursor {
  readonly text: string;
  readonly what: string;
  position = 0;

  /** `what` completes "failed to parse …", as in `select parameter`, `filter`, `logic tree`. */
  constructor(text: string, what: string) {
    this.text = text;
    this.what = what;
  }

  get done(): boolean {
    return this.position >= this.text.length;
  }

  get rest(): string {
    return this.text.slice(this.position);
  }

  startsWith(token: string): boolean {
    return this.text.startsWith(token, this.position);
  }

  /** Steps over `token` when it comes next. */
  take(token: string): boolean {
    if (!this.startsWith(token)) return false;
    this.position += token.length;
    return true;
  }

  expect(token: string): void {
    if (!this.take(token)) this.fail(`expecting "${token}"`);
  }

  /** Steps over what `pattern` (sticky) matches here and returns the match. */
  match(pattern: RegExp): RegExpExecArray | null {
    const sticky = new RegExp(pattern.source, `${pattern.flags.replace('y', '')}y`);
    sticky.lastIndex = this.position;
    const found = sticky.exec(this.text);
    if (found) this.position += found[0].length;
    return found;
  }

  skipSpaces(): void {
    while (this.startsWith(' ')) this.position += 1;
  }

  /** `"…"` with `\` escaping any character; null when no quote comes next. */
  quoted(): string | null {
    if (!this.take('"')) return null;
    let value = '';
    for (;;) {
      if (this.done) this.fail('unterminated quote');
      const character = this.text[this.position] ?? '';
      this.position += 1;
      if (character === '"') return value;
      if (character === '\\') {
        if (this.done) this.fail('unterminated escape');
        value += this.text[this.position];
        this.position += 1;
      } else {
        value += character;
      }
    }
  }

  /** A name of a column, relation or alias: quoted, or letters, digits, `_`, `$`, inner spaces and dashes. */
  name(): string {
    const quoted = this.quoted();
    if (quoted !== null) {
      if (quoted === '') this.fail('empty name');
      return quoted;
    }
    this.skipSpaces();
    let value = '';
    while (!this.done) {
      const character = String.fromCodePoint(this.text.codePointAt(this.position) ?? 0);
      const dash = character === '-' && !this.startsWith('->');
      if (!dash && !NAME_CHARACTER.test(character)) break;
      value += character;
      this.position += character.length;
    }
    const name = value.trimEnd();
    if (name === '') this.fail('expecting a name (letter, digit, "_" or a quoted name)');
    return name;
  }

  fail(details: string): never {
    const found = this.done ? 'unexpected end of input' : `unexpected "${this.text[this.position]}"`;
    throw parseError(
      `"failed to parse ${this.what} (${this.text})" (line 1, column ${this.position + 1})`,
      `${found}, ${details}`,
    );
  }
}
