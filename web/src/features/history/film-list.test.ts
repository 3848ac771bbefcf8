import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isNarrowed, viewOf } from './film-list.ts';

const view = (search: string) => viewOf(new URLSearchParams(search));

test('an address says what is shown; what nobody knows is left out', () => {
  assert.deepEqual(view('q=etica&avatar=ana&language=es-ES&sort=title'), {
    query: 'etica',
    avatar: 'ana',
    language: 'es-ES',
    sort: 'title',
  });
  assert.deepEqual(view('sort=up&language=xx'), { query: '', avatar: null, language: null, sort: 'newest' });
});

test('an order narrows nothing, words and filters do', () => {
  assert.equal(isNarrowed(view('sort=title&q=%20')), false);
  for (const search of ['q=a', 'avatar=ana', 'language=pt-BR']) assert.equal(isNarrowed(view(search)), true);
});
