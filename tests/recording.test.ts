/** A film that speaks with its owner's recording, through everything that is real; and the uploads it starts from. */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, test } from 'node:test';
import { callApi, followJob } from '../bin/demo-follow.ts';
import { espeakEngine } from '../gpu-agent/src/engines/speech/espeak.ts';
import { toolContext } from '../gpu-agent/src/speech/tool-context.ts';
import { JobView, RenderAnswer, UploadAnswer } from '../supabase/functions/_shared/contract/api.ts';
import { FilmReport } from '../supabase/functions/_shared/contract/film-report.ts';
import { type RealAgent, startRealAgent } from './real-agent.ts';

const SENTENCE = 'Bom dia, pessoal. Ponha o capacete.';

let world: RealAgent;
let recording: Uint8Array<ArrayBuffer>;
before(async () => {
  world = await startRealAgent();
  await using context = await toolContext();
  // Another voice, pitch and rate than the alignment's reference.
  const spoken = await espeakEngine.speak(
    {
      script: SENTENCE,
      language: 'pt-BR',
      voice: { language: 'pt-BR', rate: 0.9, pitch: -3 },
      defaults: { gender: 'male', variant: 'm7' },
      seed: 1,
    },
    context,
  );
  recording = new Uint8Array(await readFile(spoken.audio));
});
after(() => world.stop());

async function upload(kind: string, bytes: Uint8Array<ArrayBuffer>): Promise<Response> {
  const form = new FormData();
  form.set('kind', kind);
  // The declared type is wrong on purpose: what the file is decides.
  form.set('file', new Blob([bytes], { type: 'text/html' }), 'narration.html');
  return await fetch(`${world.stack.url}/api/v2/uploads`, {
    method: 'POST',
    headers: { authorization: `Bearer ${world.token}` },
    body: form,
  });
}

async function film(script: string, recordingOf: object): Promise<JobView> {
  const { stack, client, token } = world;
  const body = JSON.stringify({
    avatar_id: 'br_corporate_ana',
    script,
    voice_config: { language: 'pt-BR', recording: recordingOf },
    render_settings: { quality: 'draft', resolution: '160x90' },
  });
  const { job_id: id } = RenderAnswer.parse(
    await callApi(stack.url, token, '/avatars/render', { method: 'POST', body }),
  );
  const status = async () => JobView.parse(await callApi(stack.url, token, `/avatars/render/status/${id}`));
  return (await followJob(client, status, id, () => {})).job;
}

test('a recording with its words becomes a film with aligned lips and captions', async () => {
  const response = await upload('recording', recording);
  const text = await response.text();
  assert.equal(response.status, 201, text);
  const { path, content_type } = UploadAnswer.parse(JSON.parse(text));
  assert.equal(content_type, 'audio/wav');

  const job = await film('', { path, text: SENTENCE });
  assert.equal(job.status, 'completed', `${JSON.stringify(job.error)}\n${world.log()}`);
  const report = FilmReport.parse(job.report);
  assert.equal(report.alignment.source, 'aligned');
  assert.ok(report.alignment.confidence > 0.5, `confidence ${report.alignment.confidence}`);
  assert.ok(report.recording && report.recording.speech_s > 1 && report.recording.mismatch !== null);
  assert.equal(report.engines.tts.name, 'recording');
  assert.equal(report.lip_sync.closure, 1, 'p, b or m with open lips');
  assert.ok(job.captions_url);
  const captions = await (await fetch(job.captions_url)).text();
  assert.match(captions.replaceAll('\n', ' '), /Bom dia, pessoal\..*capacete\./);
});

test('a recording without words becomes a film that says so, without captions', async () => {
  const { path } = UploadAnswer.parse(await (await upload('recording', recording)).json());
  const job = await film('Minha narração', { path, text: '' });
  assert.equal(job.status, 'completed', `${JSON.stringify(job.error)}\n${world.log()}`);
  const report = FilmReport.parse(job.report);
  assert.equal(report.alignment.source, 'approximate');
  assert.ok(report.recording?.warnings.some((warning) => warning.includes('approximate')));
  assert.deepEqual([report.words_per_minute, job.captions_url], [null, null]);
});

test('a recording of something else is refused with what to do', async () => {
  const { path } = UploadAnswer.parse(await (await upload('recording', recording)).json());
  const other = 'Em caso de vazamento, feche a válvula, abra as janelas e avise a brigada agora mesmo.';
  const job = await film(other, { path });
  assert.deepEqual([job.status, job.error?.code, job.error?.stage], ['failed', 'input_invalid', 'tts']);
  assert.match(job.error?.message ?? '', /does not say its text/);
});

test('only files of the right kind are stored', async () => {
  const text = new TextEncoder().encode('<html>not a picture</html>');
  for (const [kind, bytes] of [
    ['logo', recording],
    ['recording', text],
    ['background', text],
  ] as const) {
    const response = await upload(kind, bytes);
    assert.deepEqual(
      [response.status, ((await response.json()) as { error: { code: string } }).error.code],
      [422, 'upload_invalid'],
      kind,
    );
  }
  assert.equal((await upload('script', recording)).status, 400);
});
