import assert from 'node:assert/strict';
import { test } from 'node:test';
import { changeBackground, losesTransparency } from './backgrounds.ts';
import { changeDraft, type Draft, DraftDefaults, newDraft } from './draft.ts';
import { actionOf, type KeyPress, SHORTCUTS } from './shortcuts.ts';
import { wordAt } from './spoken-word.ts';

const press = (key: string, held: Partial<KeyPress> = {}): KeyPress => ({
  key,
  code: /^\d$/.test(key) ? `Digit${key}` : '',
  ctrl: false,
  alt: false,
  shift: false,
  writing: false,
  ...held,
});

test('keys mean what the list says, and writing is never taken for a command', () => {
  assert.equal(actionOf(press('Enter', { ctrl: true })), 'listen');
  assert.equal(actionOf(press('Z', { ctrl: true, shift: true })), 'redo');
  assert.equal(actionOf(press('y', { ctrl: true })), 'redo');
  assert.equal(actionOf(press('z', { ctrl: true })), 'undo');
  assert.equal(actionOf(press('¡', { code: 'Digit1', alt: true })), 'pause', 'a Mac prints another sign');
  assert.equal(actionOf(press('?', { shift: true })), 'help');
  for (const typed of ['?', 'z', '1', 'Enter']) assert.equal(actionOf(press(typed, { writing: true })), null);
  assert.equal(new Set(SHORTCUTS.map(({ action }) => action)).size, SHORTCUTS.length);
});

const draft = newDraft(DraftDefaults.parse({ captions: 'none' }));
const apply = (from: Draft, background: Parameters<typeof changeBackground>[1]) =>
  changeBackground(from, background).reduce(changeDraft, from);

test('a transparent background chooses the one format that keeps it, and gives it back', () => {
  const clear = apply(draft, { type: 'transparent' });
  assert.equal(clear.output.format, 'webm-alpha');
  assert.equal(losesTransparency(clear.scenes[0], clear.output), false);
  const { scenes, output } = changeDraft(clear, { type: 'output', output: { format: 'mp4' } });
  assert.equal(losesTransparency(scenes[0], output), true);
  const plain = apply(clear, { type: 'color', color: '#112233' });
  assert.equal(plain.output.format, 'mp4');
  assert.equal(apply(plain, null).output.format, 'mp4');
});

test('the word of the moment', () => {
  const words = [{ start: 0.3 }, { start: 0.8 }, { start: 1.2 }];
  assert.deepEqual(
    [0, 0.3, 0.79, 0.8, 9].map((t) => wordAt(words, t)),
    [-1, 0, 0, 1, 2],
  );
  assert.equal(wordAt([], 1), -1);
});
