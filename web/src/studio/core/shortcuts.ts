/** The studio's keys as data: what a press means, and how it is written for people. */

export type StudioAction =
  | 'listen'
  | 'stop'
  | 'undo'
  | 'redo'
  | 'pause'
  | 'emphasis'
  | 'pronunciation'
  | 'spell'
  | 'help';

export interface KeyPress {
  readonly key: string;
  /** Where the key lies: with Alt, layouts print other characters. */
  readonly code: string;
  readonly ctrl: boolean;
  readonly alt: boolean;
  readonly shift: boolean;
  /** Whether the focus is where text is written. */
  readonly writing: boolean;
}

export interface Shortcut {
  readonly action: StudioAction;
  readonly keys: readonly string[];
  readonly matches: (press: KeyPress) => boolean;
}

const alt =
  (code: string) =>
  (press: KeyPress): boolean =>
    press.alt && !press.ctrl && !press.shift && press.code === code;
const ctrl = (press: KeyPress, key: string, shift = false): boolean =>
  press.ctrl && !press.alt && press.shift === shift && press.key.toLowerCase() === key;

export const SHORTCUTS: readonly Shortcut[] = [
  { action: 'listen', keys: ['Ctrl', 'Enter'], matches: (press) => ctrl(press, 'enter') },
  { action: 'stop', keys: ['Esc'], matches: ({ key }) => key === 'Escape' },
  { action: 'undo', keys: ['Ctrl', 'Z'], matches: (press) => ctrl(press, 'z') },
  {
    action: 'redo',
    keys: ['Ctrl', 'Shift', 'Z'],
    matches: (press) => ctrl(press, 'z', true) || ctrl(press, 'y'),
  },
  { action: 'pause', keys: ['Alt', '1'], matches: alt('Digit1') },
  { action: 'emphasis', keys: ['Alt', '2'], matches: alt('Digit2') },
  { action: 'pronunciation', keys: ['Alt', '3'], matches: alt('Digit3') },
  { action: 'spell', keys: ['Alt', '4'], matches: alt('Digit4') },
  {
    action: 'help',
    keys: ['?'],
    matches: ({ key, writing, ctrl: held }) => key === '?' && !writing && !held,
  },
];

export const actionOf = (press: KeyPress): StudioAction | null =>
  SHORTCUTS.find(({ matches }) => matches(press))?.action ?? null;
