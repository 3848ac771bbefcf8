/**
 * What happens to a preview when its agent dies, and when a film keeps every other slot busy. Real stack, real agent
 * processes; only the engines are the gated ones, so that a sentence can be caught in its middle.
 */
import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';
import { FaultStage } from './fault-stage.ts';

let faults: FaultStage;
before(async () => {
  faults = await FaultStage.open();
});
afterEach(() => faults.clear());
after(() => faults.close());

const LIMIT = { timeout: 120_000 };

interface Preview {
  readonly [column: string]: unknown;
  readonly status: string;
  readonly attempt: number;
  readonly agent_id: string | null;
  readonly prefix: string | null;
  readonly lease_id: string | null;
}

async function ask(text: string): Promise<string> {
  const { data, error } = await faults.user.rpc('request_speech_preview', {
    spoken_text: text,
    voice_config: { language: 'pt-BR' },
  });
  if (error) throw error;
  return (data as { preview_id: string }).preview_id;
}

async function look(id: string): Promise<Preview> {
  const { rows } = await faults.stack.sql<Preview>(
    `select p.status, t.attempt, t.agent_id, t.lease_id, p.result ->> 'prefix' as prefix
     from public.speech_previews p join public.render_tasks t on t.preview_id = p.id where p.id = $1`,
    [id],
  );
  assert.ok(rows[0]);
  return rows[0];
}

const ready = (id: string): Promise<Preview> =>
  faults.until('the preview', async () => {
    const preview = await look(id);
    assert.notEqual(preview.status, 'failed');
    return preview.status === 'ready' && preview;
  });

test('an agent killed in the middle of a preview: another one speaks it', LIMIT, async () => {
  const held = faults.gate.hold('tts');
  const victim = await faults.agent('victim');
  const id = await ask('Bom dia.');
  const tool = await held;
  const before = await look(id);
  assert.equal(before.status, 'processing');
  victim.kill('SIGKILL');
  await victim.exited;
  await tool.gone;

  const heir = await faults.agent('heir');
  const after = await ready(id);
  assert.equal(after.attempt, 2);
  assert.notEqual(after.agent_id, before.agent_id);
  assert.ok(after.prefix?.includes(after.lease_id ?? '?'), 'only what the heir wrote is told');

  const zombie = await faults.agentClient('victim');
  const { error, status } = await zombie.rpc('heartbeat_task', { lease_id: before.lease_id, progress: 1 });
  assert.deepEqual([status, error?.details], [409, 'lease_lost']);
  heir.kill('SIGTERM');
  assert.equal(await heir.exited, 0);
});

test('a film in every slot of an agent does not keep a preview waiting', LIMIT, async () => {
  const held = faults.gate.hold('ue5');
  const agent = await faults.agent('busy');
  const job = await faults.createJob();
  const tool = await held;
  const id = await ask('E agora?');
  await ready(id);
  assert.equal((await faults.task(job, 'ue5')).status, 'processing', 'the film is still being drawn');
  tool.proceed();
  await faults.ended(job, 'completed');
  agent.kill('SIGTERM');
  assert.equal(await agent.exited, 0);
});

test('an agent told to stop gives its preview back, and the attempt with it', LIMIT, async () => {
  const held = faults.gate.hold('tts');
  const leaving = await faults.agent('leaving');
  const id = await ask('Até logo.');
  await held;
  leaving.kill('SIGTERM');
  assert.equal(await leaving.exited, 0);
  const waiting = await look(id);
  assert.deepEqual([waiting.status, waiting.attempt, waiting.lease_id], ['queued', 0, null]);
  await faults.agent('next');
  assert.equal((await ready(id)).attempt, 1);
});
