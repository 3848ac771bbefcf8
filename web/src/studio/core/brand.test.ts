import assert from 'node:assert/strict';
import { test } from 'node:test';
import { EMPTY_BRAND } from '../../../../supabase/functions/_shared/contract/preferences.ts';
import { isBlankBrand, withBrand } from './brand.ts';
import { DraftDefaults, newDraft, toRenderRequest } from './draft.ts';

const draft = newDraft(DraftDefaults.parse({}), 'br_corporate_ana');

test('a brand gives its logo and background, and the format that its background needs', () => {
  const brand = { ...EMPTY_BRAND, logo_path: 'u/logo.png', background: { type: 'transparent' } as const };
  const made = withBrand(draft, brand);
  assert.deepEqual(made.output.logo, { path: 'u/logo.png' });
  assert.deepEqual(made.scenes[0].background, { type: 'transparent' });
  assert.equal(made.output.format, 'webm-alpha');
});

test('what a brand does not say stays', () => {
  assert.equal(isBlankBrand(EMPTY_BRAND), true);
  assert.deepEqual(withBrand(draft, EMPTY_BRAND), draft);
  const own = {
    ...draft,
    scenes: [{ ...draft.scenes[0], background: { type: 'color', color: '#112233' } }],
  } as const;
  const made = withBrand({ ...own, scenes: [own.scenes[0]] }, { ...EMPTY_BRAND, logo_path: 'u/logo.png' });
  assert.deepEqual(made.scenes[0].background, { type: 'color', color: '#112233' });
});

test("a brand's font is that of burned captions", () => {
  const brand = { ...EMPTY_BRAND, font: 'serif' } as const;
  assert.equal(isBlankBrand(brand), false);
  const burned = withBrand({ ...draft, output: { ...draft.output, captions: 'burned' } }, brand);
  assert.equal(toRenderRequest(burned).render_settings.caption_font, 'serif');
  assert.equal('caption_font' in toRenderRequest(withBrand(draft, brand)).render_settings, false);
});
