/** Sentences heard at once through everything that is real: API, queue, agent process, espeak-ng, solver, Storage. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { SpeechPreviewAnswer, SpeechPreviewPending } from '../supabase/functions/_shared/contract/api.ts';
import { CURVE_NAMES } from '../supabase/functions/_shared/contract/job.ts';
import { type RealAgent, startRealAgent } from './real-agent.ts';

let world: RealAgent;
before(async () => {
  world = await startRealAgent();
});
after(() => world.stop());

const call = (method: string, path: string, body?: unknown): Promise<Response> =>
  fetch(`${world.stack.url}/api/v2/speech/preview${path}`, {
    method,
    headers: { authorization: `Bearer ${world.token}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });

/** Asks, and goes on looking where the answer is 202, as a client does. */
async function heard(body: unknown): Promise<SpeechPreviewAnswer> {
  let response = await call('POST', '', body);
  while (response.status === 202) {
    const pending = SpeechPreviewPending.parse(await response.json());
    // Each look is a request of its own; nothing is assumed about how long the agent takes.
    response = await call('GET', `/${pending.preview_id}`);
  }
  const text = await response.text();
  assert.equal(response.status, 200, `${text}\n${world.log()}`);
  return SpeechPreviewAnswer.parse(JSON.parse(text));
}

const SENTENCE = {
  text: 'Bom dia, pessoal. Ponha o capacete.',
  voice_config: { language: 'pt-BR' },
  avatar_id: 'br_corporate_ana',
  mood: 'warm',
};

test('a sentence comes with its sound, its times and its face', async () => {
  const preview = await heard(SENTENCE);
  assert.equal(preview.engine.name, 'espeak');
  const sound = Buffer.from(await (await fetch(preview.audio_url)).arrayBuffer());
  assert.equal(sound.toString('latin1', 0, 4), 'RIFF');
  assert.equal(sound.length, 44 + Math.round(preview.duration_s * 48_000) * 2);
  assert.deepEqual(
    preview.timeline.words.map(({ span: [from, to] }) => SENTENCE.text.slice(from, to)),
    ['Bom', 'dia', 'pessoal', 'Ponha', 'o', 'capacete'],
  );
  assert.ok(preview.timeline.phonemes.some(({ ipa }) => ipa === 'b'));

  const bytes = await (await fetch(preview.curves.url)).arrayBuffer();
  const curves = new Float32Array(bytes);
  const { frame_count: frames, names, fps } = preview.curves;
  assert.deepEqual(names, [...CURVE_NAMES]);
  assert.equal(curves.length, frames * names.length);
  assert.ok(Math.abs(frames / fps - preview.duration_s) <= 1 / fps);
  const jaw = names.indexOf('jawOpen');
  const widest = Math.max(...Array.from({ length: frames }, (_, i) => curves[i * names.length + jaw] ?? 0));
  assert.ok(widest > 0.2, 'the mouth does not open');
});

test('asked for again, it is the same preview; another voice is another', async () => {
  const first = await heard(SENTENCE);
  const again = await heard(SENTENCE);
  assert.equal(again.preview_id, first.preview_id);
  const other = await heard({ ...SENTENCE, voice_config: { language: 'pt-BR', rate: 1.5 } });
  assert.notEqual(other.preview_id, first.preview_id);
  assert.ok(other.duration_s < first.duration_s);
  const looked = await call('GET', `/${first.preview_id}`);
  assert.equal(looked.status, 200);
});

test('what cannot be spoken is refused with a code and what to do', async () => {
  const codeOf = async (body: unknown): Promise<unknown[]> => {
    const response = await call('POST', '', body);
    const { error } = (await response.json()) as { error: { code: string; details?: { code?: string } } };
    return [response.status, error.code, error.details?.code];
  };
  const voice = { language: 'pt-BR', voice_id: 'nobody' };
  assert.deepEqual(await codeOf({ ...SENTENCE, voice_config: voice }), [
    422,
    'speech_refused',
    'voice_unavailable',
  ]);
  assert.equal((await codeOf({ ...SENTENCE, text: '<emphasis>Bom' }))[1], 'invalid_ssml');
  const english = '<speak xml:lang="en-US">Good morning.</speak>';
  assert.deepEqual((await codeOf({ ...SENTENCE, text: english })).slice(0, 2), [400, 'invalid_ssml']);
  assert.equal((await codeOf({ ...SENTENCE, text: ' … ' }))[1], 'script_empty');
  assert.equal((await codeOf({ ...SENTENCE, text: 'a'.repeat(501) }))[1], 'invalid_request');
  const recording = { language: 'pt-BR', recording: { path: 'x/y.wav' } };
  assert.equal((await codeOf({ ...SENTENCE, voice_config: recording }))[1], 'invalid_request');
  assert.equal((await call('GET', `/${crypto.randomUUID()}`)).status, 404);
});
