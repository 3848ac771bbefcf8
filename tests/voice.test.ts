/** A recording becomes a voice through the queue: stored, judged and learnt by a real agent, or refused with advice. */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { espeakEngine } from '../gpu-agent/src/engines/speech/espeak.ts';
import { toolContext } from '../gpu-agent/src/speech/tool-context.ts';
import { VoiceAnswer } from '../supabase/functions/_shared/contract/api.ts';
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

test('half a minute of speech becomes a voice', async () => {
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
  const id = await create('Minha voz', new Uint8Array(await readFile(speech.audio)));
  const voice = await settled(id);
  assert.deepEqual([voice.status, voice.error_code], ['ready', null], world.log());
  assert.equal(voice.training_progress, 1);
  assert.ok(voice.profile && Object.keys(voice.profile).length > 0);
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
