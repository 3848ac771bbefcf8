import assert from 'node:assert/strict';
import { test } from 'node:test';
import { filtersOf, withParam } from './filters.ts';

test('known filters are read, unknown values and names are left out', () => {
  const search = new URLSearchParams('category=safety&gender=robot&age=adult&foo=1');
  assert.deepEqual(filtersOf(search), { category: 'safety', age: 'adult' });
});

test('setting one parameter keeps the others; an empty value removes it', () => {
  const search = new URLSearchParams('category=safety&q=ana');
  assert.equal(withParam(search, 'age', 'adult').toString(), 'category=safety&q=ana&age=adult');
  assert.equal(withParam(search, 'category', '').toString(), 'q=ana');
  assert.equal(search.toString(), 'category=safety&q=ana');
});
