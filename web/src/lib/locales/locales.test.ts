import assert from 'node:assert/strict';
import { test } from 'node:test';
import { API_ERRORS, FAILURE_CODES } from '../../../../supabase/functions/_shared/contract/errors.ts';
import { enUS as enUSFirst } from './en-us.ts';
import { enUSIntegrations } from './en-us-integrations.ts';
import { enUSVoices } from './en-us-voices.ts';
import { esES as esESFirst } from './es-es.ts';
import { esESIntegrations } from './es-es-integrations.ts';
import { esESVoices } from './es-es-voices.ts';
import { ptBR as ptBRFirst } from './pt-br.ts';
import { ptBRIntegrations } from './pt-br-integrations.ts';
import { ptBRVoices } from './pt-br-voices.ts';

const ptBR = { ...ptBRFirst, ...ptBRIntegrations, ...ptBRVoices };
const enUS = { ...enUSFirst, ...enUSIntegrations, ...enUSVoices };
const esES = { ...esESFirst, ...esESIntegrations, ...esESVoices };

function flatten(value: object, prefix = ''): Map<string, string> {
  const flat = new Map<string, string>();
  for (const [key, inner] of Object.entries(value)) {
    if (typeof inner === 'string') flat.set(prefix + key, inner);
    else for (const [path, text] of flatten(inner as object, `${prefix}${key}.`)) flat.set(path, text);
  }
  return flat;
}

const placeholders = (text: string): string[] =>
  [...text.matchAll(/{{(\w+)}}/g)].map(([, name]) => name ?? '').sort();
const original = flatten(ptBR);

for (const [name, messages] of Object.entries({ enUS, esES })) {
  test(`${name} has every message of pt-BR, none empty, with the same placeholders`, () => {
    const translated = flatten(messages);
    assert.deepEqual([...translated.keys()].sort(), [...original.keys()].sort());
    for (const [key, text] of translated) {
      assert.notEqual(text.trim(), '', key);
      assert.deepEqual(placeholders(text), placeholders(original.get(key) ?? ''), key);
    }
  });
}

test('every code of the contract has a message and a remedy', () => {
  assert.deepEqual(
    Object.keys(ptBR.error).sort(),
    [...Object.keys(API_ERRORS), 'network', 'unexpected_answer'].sort(),
  );
  assert.deepEqual(Object.keys(ptBR.failure).sort(), Object.keys(FAILURE_CODES).sort());
});
