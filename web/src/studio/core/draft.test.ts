import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RenderRequest } from '../../../../supabase/functions/_shared/contract/api.ts';
import { Quality } from '../../../../supabase/functions/_shared/contract/job.ts';
import {
  changeDraft,
  DraftDefaults,
  newDraft,
  parseDraft,
  RESOLUTIONS,
  resolutionsOf,
  toRenderRequest,
  withDrawnResolution,
} from './draft.ts';
import { inverse } from './history.ts';
import { estimateSpeech } from './speech-estimate.ts';
import { problemsOf } from './validation.ts';

const defaults = DraftDefaults.parse({});
const written = changeDraft(newDraft(defaults, 'br_corporate_ana'), {
  type: 'scene',
  scene: { script: '  Bom dia, equipe.  ' },
});

test('a written draft becomes a request that the contract accepts', () => {
  const request = toRenderRequest(written);
  assert.deepEqual(RenderRequest.parse(request), request);
  assert.equal(request.script, 'Bom dia, equipe.');
  assert.equal('title' in request, false);
});

test('changes touch only what they name and never the draft they start from', () => {
  const next = changeDraft(written, { type: 'voice', voice: { rate: 1.2 } });
  assert.equal(next.voice.rate, 1.2);
  assert.equal(next.voice.language, 'pt-BR');
  assert.equal(written.voice.rate, 1);
  assert.equal(next.scenes, written.scenes);
});

test('a picture is never larger than its quality draws, whichever way it is turned, and an undo brings it back', () => {
  const large = changeDraft(written, {
    type: 'output',
    output: { quality: 'cinematic', resolution: '3840x2160' },
  });
  assert.equal(large.output.resolution, '3840x2160');
  const change = { type: 'output', output: { quality: 'standard' } } as const;
  const smaller = changeDraft(large, change);
  assert.equal(smaller.output.resolution, '1920x1080');
  assert.deepEqual(RenderRequest.parse(toRenderRequest(smaller)), toRenderRequest(smaller));
  assert.deepEqual(changeDraft(smaller, inverse(large, change)), large);

  const stored = { ...large, output: { ...large.output, quality: 'standard' } };
  assert.equal(parseDraft(JSON.stringify(stored))?.output.resolution, '1920x1080');
  assert.equal(DraftDefaults.parse({ quality: 'premium', resolution: '3840x2160' }).resolution, '1920x1080');
  for (const quality of Quality.options)
    for (const resolution of RESOLUTIONS) {
      const fitted = withDrawnResolution({ quality, resolution });
      assert.ok(resolutionsOf(quality).includes(fitted.resolution));
      if (resolutionsOf(quality).includes(resolution)) assert.equal(fitted.resolution, resolution);
    }
});

test('a draft survives storage; a damaged or foreign one is refused', () => {
  assert.deepEqual(parseDraft(JSON.stringify(written)), written);
  assert.equal(parseDraft('{'), null);
  assert.equal(parseDraft(JSON.stringify({ ...written, version: 2 })), null);
  assert.equal(parseDraft(null), null);
});

test('light, expressiveness and loudness reach the film; a draft of before has what films had before', () => {
  const { output, scenes, ...rest } = written;
  const { light: _, moodIntensity: __, ...scene } = scenes[0];
  const { loudness: ___, captionFont: ____, ...older } = output;
  const before = parseDraft(JSON.stringify({ ...rest, scenes: [scene], output: older }));
  assert.deepEqual(before, written);
  const lit = changeDraft(written, { type: 'scene', scene: { light: 'dramatic', moodIntensity: 0.5 } });
  const loud = changeDraft(lit, { type: 'output', output: { loudness: 'broadcast' } });
  const { render_settings } = RenderRequest.parse(toRenderRequest(loud));
  assert.deepEqual(
    [render_settings.light, render_settings.mood_intensity, render_settings.loudness],
    ['dramatic', 0.5, 'broadcast'],
  );
});

test('how burned captions look reaches the film, where they are burned; what nobody chose goes without saying', () => {
  const {
    captionSize: _,
    captionPosition: __,
    captionStyle: ___,
    captionColor: ____,
    ...older
  } = written.output;
  assert.deepEqual(parseDraft(JSON.stringify({ ...written, output: older })), written);
  const damaged = { ...written.output, captionColor: 'white', captionBacking: 7 };
  assert.deepEqual(parseDraft(JSON.stringify({ ...written, output: damaged })), written);
  const burned = changeDraft(written, { type: 'output', output: { captions: 'burned' } });
  const said = (draft: typeof written) =>
    Object.keys(RenderRequest.parse(toRenderRequest(draft)).render_settings).filter((key) =>
      key.startsWith('caption_'),
    );
  assert.deepEqual(said(burned), []);
  const change = {
    type: 'output',
    output: {
      captionSize: 'large',
      captionStyle: 'solid',
      captionColor: '#ffd400',
      captionBacking: '#0c5c58',
    },
  } as const;
  const branded = changeDraft(burned, change);
  assert.deepEqual(said(branded).sort(), [
    'caption_backing',
    'caption_color',
    'caption_size',
    'caption_style',
  ]);
  assert.deepEqual(said(changeDraft(branded, { type: 'output', output: { captions: 'sidecar' } })), []);
  assert.deepEqual(changeDraft(branded, inverse(burned, change)), burned);
});

test('problems are found per field', () => {
  assert.deepEqual(problemsOf(written), {});
  assert.deepEqual(problemsOf(newDraft(defaults)), { avatar: 'avatarMissing', script: 'scriptEmpty' });
  const script = (text: string) =>
    problemsOf(changeDraft(written, { type: 'scene', scene: { script: text } })).script;
  assert.equal(script('… !?'), 'scriptSilent');
  assert.equal(script('<break time="1s"/>'), 'scriptSilent');
  assert.equal(script('Olá <b>mundo</b>'), 'scriptMarkup');
  assert.equal(script('Olá <emphasis>mundo</emphasis>, 3 < 5'), undefined);
  assert.equal(script('a'.repeat(30_000)), undefined);
  assert.equal(script('a'.repeat(30_001)), 'scriptTooLong');
  assert.equal(problemsOf({ ...written, title: 'x'.repeat(201) }).title, 'titleTooLong');
});

test('the speech estimate grows with the text, shrinks with the rate, and is zero for silence', () => {
  assert.equal(estimateSpeech(' … ', 'pt-BR', 1), 0);
  const one = estimateSpeech('Bom dia.', 'pt-BR', 1);
  const two = estimateSpeech('Bom dia. Bom dia.', 'pt-BR', 1);
  assert.ok(two > one);
  assert.ok(estimateSpeech('Bom dia. Bom dia.', 'pt-BR', 2) < two);
  // 150 words of running text are about a minute at a trainer's pace.
  const minute = estimateSpeech('segurança é responsabilidade nossa, '.repeat(38), 'pt-BR', 1);
  assert.ok(minute > 60 && minute < 110, `${minute} s`);
});
