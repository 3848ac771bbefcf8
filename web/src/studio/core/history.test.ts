import assert from 'node:assert/strict';
import { test } from 'node:test';
import { changeDraft, type Draft, type DraftChange, DraftDefaults, newDraft } from './draft.ts';
import { changeHistory, HISTORY_LENGTH, type History, inverse, startHistory } from './history.ts';

const draft = newDraft(DraftDefaults.parse({}), 'br_corporate_ana');
const CHANGES: readonly DraftChange[] = [
  { type: 'title', title: 'Capacete' },
  { type: 'avatar', avatarId: null },
  { type: 'look', look: { avatarId: 'br_corporate_ana', look: { version: 1 } } },
  { type: 'voice', voice: { rate: 1.2, pitch: -2 } },
  { type: 'scene', scene: { script: 'Olá.', background: { type: 'color', color: '#112233' } } },
  { type: 'output', output: { format: 'webm', logo: { path: 'x/y.png' } } },
  { type: 'replace', draft: { ...draft, title: 'Outro' } },
];
const apply = (history: History, changes: readonly DraftChange[], gap = 10_000) =>
  changes.reduce(
    (state, change, i) => changeHistory(state, { type: 'change', change, at: i * gap }),
    history,
  );
const repeat = (history: History, type: 'undo' | 'redo', times: number) =>
  Array.from({ length: times }).reduce<History>((state) => changeHistory(state, { type }), history);

for (const change of CHANGES) {
  test(`${change.type} is taken back, also after storage`, () => {
    const back = JSON.parse(JSON.stringify(inverse(draft, change))) as DraftChange;
    assert.notDeepEqual(changeDraft(draft, change), draft);
    assert.deepEqual(changeDraft(changeDraft(draft, change), back), draft);
  });
}

test('all steps go back to the start and forward to the end', () => {
  const done = apply(startHistory(draft), CHANGES);
  assert.equal(done.past.length, CHANGES.length);
  const stored = JSON.parse(JSON.stringify(done)) as History;
  const start = repeat(stored, 'undo', CHANGES.length);
  assert.deepEqual(start.draft, draft);
  assert.equal(changeHistory(start, { type: 'undo' }), start);
  const end = repeat(start, 'redo', CHANGES.length);
  assert.deepEqual(end.draft, done.draft);
  assert.equal(changeHistory(end, { type: 'redo' }), end);
});

const typed = (text: string): DraftChange[] =>
  Array.from(text, (_, i) => ({ type: 'scene', scene: { script: text.slice(0, i + 1) } }) as const);

test('typing without a pause is one step, with pauses several', () => {
  const one = apply(startHistory(draft), typed('Bom dia'), 100);
  assert.equal(one.past.length, 1);
  assert.equal(changeHistory(one, { type: 'undo' }).draft.scenes[0].script, '');
  assert.equal(apply(startHistory(draft), typed('Bom dia'), 5000).past.length, 7);
});

test('another field begins a step, and so does typing after a redo', () => {
  const mixed = apply(
    startHistory(draft),
    [...typed('Oi'), { type: 'title', title: 'T' }, ...typed('Oi!')],
    10,
  );
  assert.equal(mixed.past.length, 3);
  const again = changeHistory(changeHistory(mixed, { type: 'undo' }), { type: 'redo' });
  const more = changeHistory(again, { type: 'change', change: typed('Oi!?').at(-1) as DraftChange, at: 60 });
  assert.equal(more.past.length, 4);
});

test('a change after an undo forgets what was undone; a change of nothing is no step', () => {
  const undone = changeHistory(apply(startHistory(draft), CHANGES), { type: 'undo' });
  const other = changeHistory(undone, { type: 'change', change: { type: 'title', title: 'B' }, at: 1e6 });
  assert.equal(other.future.length, 0);
  const same = changeHistory(undone, {
    type: 'change',
    change: { type: 'title', title: 'Capacete' },
    at: 1e6,
  });
  assert.equal(same, undone);
});

test('a history does not grow without end', () => {
  const titles = Array.from(
    { length: HISTORY_LENGTH + 50 },
    (_, i): DraftChange => ({ type: 'title', title: `${i}` }),
  );
  const long = apply(startHistory(draft), titles);
  assert.equal(long.past.length, HISTORY_LENGTH);
  const back: Draft = repeat(long, 'undo', HISTORY_LENGTH).draft;
  assert.equal(back.title, '49');
});

test('a drag is one step however long it takes, the next drag another', () => {
  const look = (n: number, gesture?: string): DraftChange => ({
    type: 'look',
    look: { avatarId: 'br_corporate_ana', look: { n } },
    ...(gesture ? { gesture } : {}),
  });
  const done = apply(startHistory(draft), [look(1, 'a'), look(2, 'a'), look(3, 'b'), look(4), look(5)]);
  assert.equal(done.past.length, 4);
  const back = changeHistory(repeat(done, 'undo', 3), { type: 'redo' });
  assert.deepEqual(back.draft.look?.look, { n: 3 });
  // A drag that was redone does not go on.
  const again = changeHistory(back, { type: 'change', change: look(6, 'b'), at: 1 });
  assert.equal(again.past.length, back.past.length + 1);
});

test('choosing another person leaves changes of the look behind; undo brings both back', () => {
  const edited = changeDraft(draft, { type: 'look', look: { avatarId: 'x', look: { n: 1 } } });
  const other = changeHistory(startHistory(edited), {
    type: 'change',
    change: { type: 'avatar', avatarId: 'y' },
    at: 0,
  });
  assert.equal(other.draft.look, null);
  assert.deepEqual(changeHistory(other, { type: 'undo' }).draft, edited);
});
