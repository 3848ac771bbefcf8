/** A real agent, with nothing else to do, measures its own engines, and what it found is what callers are told. */
import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';
import { z } from 'zod';
import { FaultStage, PRODUCT_AGENT } from './fault-stage.ts';

let faults: FaultStage;
before(async () => {
  faults = await FaultStage.open();
});
afterEach(() => faults.clear());
after(() => faults.close());

const MEASURED_MS = 240_000;
const Speeds = z.array(
  z.object({
    stage: z.string(),
    engine: z.string(),
    size: z.string().optional(),
    seconds_per_second: z.number(),
  }),
);
const IDLE = {
  SEMBLANTE_AGENT_LEASE_SECONDS: '20',
  SEMBLANTE_AGENT_HEARTBEAT_SECONDS: '1',
  SEMBLANTE_LOG_LEVEL: 'debug',
  SEMBLANTE_AGENT_IDLE_SECONDS: '0.2',
  SEMBLANTE_AGENT_SWEEP_SECONDS: '0.8',
};
const ENGINES = ['--engines', 'tts:espeak,face:visemes,render:three,compositing:ffmpeg'];

async function estimateOf(): Promise<number> {
  const { data, error } = await faults.user.rpc('create_render_job', {
    avatar_id: 'br_corporate_ana',
    script: 'Bom dia, pessoal.',
    voice_config: { language: 'pt-BR' },
    render_settings: { resolution: '640x360', engine: 'three' },
  });
  assert.equal(error, null);
  const { job_id, estimated_time } = data as { job_id: string; estimated_time: number };
  const cancelled = await faults.user.rpc('cancel_render_job', { job_id });
  assert.equal(cancelled.error, null);
  return estimated_time;
}

async function speedsOf(name: string): Promise<z.infer<typeof Speeds>> {
  const { data, error } = await faults.user.rpc('list_agents');
  assert.equal(error, null);
  return Speeds.parse(
    (data as { name: string; speeds: unknown }[]).find((agent) => agent.name === name)?.speeds,
  );
}

test('an idle agent measures itself, shows it, and estimates begin with it', {
  timeout: 240_000,
}, async () => {
  // Far from what any host does, so that what is told afterwards can only be what was measured.
  await faults.stack.sql('update public.stage_rates set seconds_per_second = 1000');
  const before_ = await estimateOf();
  const idle = await faults.agent('idle', ENGINES, IDLE, PRODUCT_AGENT);
  const said = await idle.said(
    (line) => line.event === 'calibrated' || line.event === 'housekeeping_failed',
    // Baking and drawing take 8 s of CPU, and a machine that tests may do other things too.
    MEASURED_MS,
  );
  assert.equal(said.event, 'calibrated', JSON.stringify(said));
  assert.ok(!idle.lines.some((line) => line.event === 'calibration_skipped'), JSON.stringify(idle.lines));

  const speeds = await speedsOf('idle');
  assert.deepEqual(
    speeds.map(({ stage, engine, size }) => [stage, engine, size]),
    [
      ['tts', 'espeak', undefined],
      ['audio2face', 'visemes', undefined],
      ['ue5', 'three', '640x360'],
    ],
  );
  const { rows } = await faults.stack.sql<{ stage: string; seconds_per_second: number }>(
    'select stage, seconds_per_second from public.stage_rates where samples > 0 order by stage',
  );
  assert.deepEqual(
    rows.map(({ stage, seconds_per_second }) => [stage, seconds_per_second.toFixed(6)]),
    speeds.map(({ stage, seconds_per_second }) => [stage, seconds_per_second.toFixed(6)]).sort(),
  );
  // Compositing alone keeps its prior: 1.8 s of film at 1000 s a second, scaled to the smaller picture.
  const after_ = await estimateOf();
  assert.ok(after_ < before_ / 2, `${before_} s before, ${after_} s after`);

  // It works after that, and the next start of the same agent has nothing to measure.
  const job = await faults.createJob({ resolution: '160x90', quality: 'draft', engine: 'three' });
  await faults.ended(job, 'completed');
  idle.kill('SIGTERM');
  assert.equal(await idle.exited, 0);
  const again = await faults.agent('idle', ENGINES, IDLE, PRODUCT_AGENT);
  await again.said((line) => line.event === 'agent_ready');
  assert.deepEqual(await speedsOf('idle'), speeds, 'kept beside the work folders');
  assert.ok(!again.lines.some((line) => line.event === 'calibrated'));
});
