import assert from 'node:assert/strict';
import { test } from 'node:test';
import { enUS } from './messages/en-us.ts';
import { esES } from './messages/es-es.ts';
import { ptBR } from './messages/pt-br.ts';
import { advance, type TourEvent, type TourState } from './tour-steps.ts';

const JOB = '4f6a5ac9-5d0f-4b52-9f0e-0a4b8ad7a2c1';
const begin: TourState = { step: 'closed', jobId: null };
const walk = (...events: TourEvent[]): TourState => events.reduce(advance, begin);

test('four acts, then the film is waited for and seen', () => {
  const walked: string[] = [];
  let state = begin;
  for (const event of [
    { type: 'start' },
    { type: 'chosen' },
    { type: 'next' },
    { type: 'heard' },
    { type: 'ordered', jobId: JOB },
    { type: 'finished' },
    { type: 'leave' },
  ] satisfies TourEvent[]) {
    state = advance(state, event);
    walked.push(state.step);
  }
  assert.deepEqual(walked, ['person', 'script', 'listen', 'film', 'watch', 'done', 'closed']);
  assert.equal(state.jobId, JOB);
});

test('whoever goes ahead is followed, and nothing sends anybody back', () => {
  assert.equal(walk({ type: 'start' }, { type: 'ordered', jobId: JOB }).step, 'watch');
  assert.equal(walk({ type: 'start' }, { type: 'chosen' }, { type: 'heard' }).step, 'film');
  const film = walk({ type: 'start' }, { type: 'chosen' }, { type: 'heard' });
  for (const type of ['chosen', 'heard', 'next', 'finished', 'back'] as const)
    assert.equal(advance(film, { type }), film, type);
});

test('a film that failed leads back to ordering one, and the guide can begin again', () => {
  const failed = walk({ type: 'start' }, { type: 'ordered', jobId: JOB }, { type: 'back' });
  assert.deepEqual(failed, { step: 'film', jobId: null });
  assert.deepEqual(walk({ type: 'start' }, { type: 'leave' }, { type: 'start' }), {
    step: 'person',
    jobId: null,
  });
});

const flatten = (value: object, prefix = ''): [string, string][] =>
  Object.entries(value).flatMap(([key, inner]: [string, unknown]) =>
    typeof inner === 'string' ? [[prefix + key, inner]] : flatten(inner as object, `${prefix}${key}.`),
  );
const placeholders = (text: string): string[] => [...text.matchAll(/{{(\w+)}}/g)].map(([all]) => all).sort();

for (const [name, words] of Object.entries({ enUS, esES })) {
  test(`${name} says all that pt-BR says, with the same placeholders`, () => {
    const said = new Map(flatten(words));
    assert.deepEqual(
      [...said.keys()].sort(),
      flatten(ptBR)
        .map(([key]) => key)
        .sort(),
    );
    for (const [key, text] of flatten(ptBR)) {
      assert.notEqual(said.get(key)?.trim(), '', key);
      assert.deepEqual(placeholders(said.get(key) ?? ''), placeholders(text), key);
    }
  });
}
