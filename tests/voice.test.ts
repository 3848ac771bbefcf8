/**
 * A recording becomes a voice through the queue: stored, judged and learnt by a real agent, or refused with advice; and
 * speaks sentences for its owner alone, while they agree.
 */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { createClient } from '@supabase/supabase-js';
import { espeakEngine } from '../gpu-agent/src/engines/speech/espeak.ts';
import { decodeWav } from '../gpu-agent/src/speech/pcm.ts';
import { median, trackPitch } from '../gpu-agent/src/speech/pitch.ts';
import { toolContext } from '../gpu-agent/src/speech/tool-context.ts';
import {
  SpeechPreviewAnswer,
  SpeechPreviewPending,
  VoiceAnswer,
} from '../supabase/functions/_shared/contract/api.ts';
import { CURRENT_CONSENT } from '../supabase/functions/_shared/contract/consent.ts';
import { type RealAgent, startRealAgent } from './real-agent.ts';

const SENTENCE = 'Todos os dias conferimos as escadas, os cintos e os capacetes antes de subir na obra. ';

let world: RealAgent;
before(async () => {
  world = await startRealAgent();
});
after(() => world.stop());

async function create(name: string, audio: Uint8Array<ArrayBuffer>): Promise<string> {
  const form = new FormData();
  form.set('name', name);
  form.set('language', 'pt-BR');
  form.set('audio_file', new Blob([audio], { type: 'audio/wav' }), 'voz.wav');
  const response = await fetch(`${world.stack.url}/api/v2/voice-cloning/create`, {
    method: 'POST',
    headers: { authorization: `Bearer ${world.token}` },
    body: form,
  });
  const text = await response.text();
  assert.equal(response.status, 202, text);
  return VoiceAnswer.parse(JSON.parse(text)).voice_id;
}

interface Voice {
  status: string;
  training_progress: number;
  profile: Record<string, unknown> | null;
  error_code: string | null;
  remedy: string | null;
}

/** Asks as a client does until training has ended. */
async function settled(id: string): Promise<Voice> {
  for (;;) {
    const { rows } = await world.stack.sql<Voice & Record<string, unknown>>(
      'select status, training_progress, profile, error_code, remedy from public.voice_clones where id = $1',
      [id],
    );
    assert.ok(rows[0]);
    if (rows[0].status !== 'training') return rows[0];
    await delay(100);
  }
}

/** Half a minute of a low voice, as somebody would record themselves: WAV. */
async function recorded(): Promise<Uint8Array<ArrayBuffer>> {
  await using context = await toolContext();
  const speech = await espeakEngine.speak(
    {
      script: SENTENCE.repeat(7),
      language: 'pt-BR',
      voice: { language: 'pt-BR' },
      defaults: { gender: 'male', variant: 'm3' },
      seed: 1,
    },
    context,
  );
  return new Uint8Array(await readFile(speech.audio));
}

/** The owner's, learnt by the first test. */
let own: { readonly id: string; readonly pitch: number };

test('half a minute of speech becomes a voice', async () => {
  const recording = await recorded();
  const id = await create('Minha voz', recording);
  const voice = await settled(id);
  assert.deepEqual([voice.status, voice.error_code], ['ready', null], world.log());
  assert.equal(voice.training_progress, 1);
  assert.ok(voice.profile && Object.keys(voice.profile).length > 0);
  own = { id, pitch: pitchOf(recording) };
});

const ask = (
  method: string,
  path: string,
  body?: FormData | object,
  token = world.token,
): Promise<Response> =>
  fetch(`${world.stack.url}/api/v2${path}`, {
    method,
    headers: {
      authorization: `Bearer ${token}`,
      ...(body && !(body instanceof FormData) ? { 'content-type': 'application/json' } : {}),
    },
    ...(body ? { body: body instanceof FormData ? body : JSON.stringify(body) } : {}),
  });

/** A sentence by Ana of the catalogue; `voice` replaces her own. */
const sentence = (voice?: string) => ({
  text: 'Bom dia, pessoal. Hoje vamos conferir os capacetes.',
  voice_config: { language: 'pt-BR', ...(voice === undefined ? {} : { clone_id: voice }) },
  avatar_id: 'br_corporate_ana',
});

/** Asks and goes on looking, as a client does. */
async function heard(body: object): Promise<SpeechPreviewAnswer & { readonly pitch: number }> {
  let response = await ask('POST', '/speech/preview', body);
  while (response.status === 202) {
    const { preview_id } = SpeechPreviewPending.parse(await response.json());
    response = await ask('GET', `/speech/preview/${preview_id}`);
  }
  const text = await response.text();
  assert.equal(response.status, 200, `${text}\n${world.log()}`);
  const answer = SpeechPreviewAnswer.parse(JSON.parse(text));
  const sound = await (await fetch(answer.audio_url)).arrayBuffer();
  return { ...answer, pitch: pitchOf(new Uint8Array(sound)) };
}

/** Median of the voiced frames, Hz. */
function pitchOf(wav: Uint8Array): number {
  const { samples, sampleRate } = decodeWav(Buffer.from(wav));
  return median(trackPitch(samples, sampleRate).filter((f0) => f0 > 0));
}

const semitones = (a: number, b: number): number => Math.abs(12 * Math.log2(a / b));

test('a voice of one’s own speaks a preview once its owner agrees, for nobody else, and no more when they withdraw', async () => {
  const codeOf = async (response: Response): Promise<unknown[]> => {
    const { error } = (await response.json()) as { error: { code: string } };
    return [response.status, error.code];
  };
  const preview = () => ask('POST', '/speech/preview', sentence(own.id));
  assert.equal((await codeOf(await preview()))[1], 'voice_consent_missing');

  const consent = new FormData();
  consent.set('consent_name', 'Ana Paula');
  consent.set('consent_statement_version', CURRENT_CONSENT);
  const agreed = await ask('POST', `/voice-cloning/${own.id}/consent`, consent);
  assert.ok(agreed.ok, `${agreed.status}`);

  const personal = await heard(sentence(own.id));
  const catalogue = await heard(sentence());
  assert.equal(personal.engine.name, 'espeak');
  assert.ok(semitones(personal.pitch, own.pitch) < 2, `${personal.pitch} Hz, recorded ${own.pitch} Hz`);
  assert.ok(semitones(catalogue.pitch, own.pitch) > 4, `${catalogue.pitch} Hz is Ana’s`);
  assert.ok(personal.timeline.phonemes.some(({ ipa }) => ipa === 'b'));
  assert.ok(Math.abs(personal.curves.frame_count / personal.curves.fps - personal.duration_s) < 0.05);

  const stranger = createClient(world.stack.url, world.stack.keys.publishable, {
    auth: { persistSession: false, autoRefreshToken: false },
  });
  const { data } = await stranger.auth.signUp({ email: 'bia@example.com', password: 'a long one for bia' });
  const token = data.session?.access_token;
  assert.ok(token);
  const stolen = await ask('POST', '/speech/preview', sentence(own.id), token);
  assert.equal((await codeOf(stolen))[1], 'voice_not_found');

  assert.ok((await ask('DELETE', `/voice-cloning/${own.id}/consent`)).ok);
  assert.equal((await codeOf(await preview()))[1], 'voice_consent_missing');
});

test('half a minute of silence is refused, and the refusal says what to do', async () => {
  const bytes = new Uint8Array(44 + 31 * 16_000);
  bytes.set(silenceHeader(31 * 16_000));
  const voice = await settled(await create('Silêncio', bytes));
  assert.deepEqual([voice.status, voice.error_code], ['failed', 'sample_too_short'], world.log());
  assert.match(voice.remedy ?? '', /Record at least 30 seconds/);
});

/** RIFF header of 8 kHz mono 16-bit PCM with `length` bytes of data. */
function silenceHeader(length: number): Uint8Array {
  const header = Buffer.alloc(44);
  header.write('RIFF', 0);
  header.writeUInt32LE(36 + length, 4);
  header.write('WAVEfmt ', 8);
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(1, 20);
  header.writeUInt16LE(1, 22);
  header.writeUInt32LE(8000, 24);
  header.writeUInt32LE(16_000, 28);
  header.writeUInt16LE(2, 32);
  header.writeUInt16LE(16, 34);
  header.write('data', 36);
  header.writeUInt32LE(length, 40);
  return header;
}
