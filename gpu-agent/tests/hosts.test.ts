/**
 * Whole films on a mixed fleet: one agent as on a GPU host, with Audio2Face-3D and Unreal Engine (stand-ins that check
 * what they are sent), one as on a laptop, with the embedded engines. Real stack, the product's own agents; the
 * database decides by capability who does what.
 */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, before, test } from 'node:test';
import { promisify } from 'node:util';
import { FilmReport } from '../../supabase/functions/_shared/contract/film-report.ts';
import { type FakeOptions, startFakeNim } from '../src/engines/face/audio2face/testing/fake-nim.ts';
import { fakeUnreal } from '../src/engines/render/unreal/testing.ts';
import { type AgentProcess, FaultStage, PRODUCT_AGENT } from './fault-stage.ts';

let faults: FaultStage;
before(async () => {
  faults = await FaultStage.open();
});
afterEach(() => faults.clear());
after(() => faults.close());

const LIMIT = { timeout: 240_000 };
/** Renderers start twice or more for one film here. */
const FILM_MS = 200_000;
const PATIENT = {
  SEMBLANTE_AGENT_LEASE_SECONDS: '20',
  SEMBLANTE_AGENT_HEARTBEAT_SECONDS: '1',
  SEMBLANTE_LOG_LEVEL: 'info',
};
const laptop = (): Promise<AgentProcess> =>
  faults.agent(
    'laptop',
    ['--concurrency', '2', '--engines', 'tts:espeak,render:three,compositing:ffmpeg'],
    PATIENT,
    PRODUCT_AGENT,
  );

/** The film as its owner gets it: decoded without a complaint, every frame of it. */
async function filmOf(job: string): Promise<{ report: FilmReport; frames: number }> {
  const { video_url } = await faults.ended(job, 'completed', FILM_MS);
  const path = (video_url ?? '').replace('/api/v2/files/renders/', '');
  const { data, error } = await faults.user.storage.from('renders').download(path);
  assert.equal(error, null);
  const folder = await mkdtemp(join(tmpdir(), 'semblante-hosts-'));
  try {
    const file = join(folder, 'film.mp4');
    await writeFile(file, Buffer.from((await data?.arrayBuffer()) ?? []));
    const { stdout, stderr } = await promisify(execFile)('ffprobe', [
      ...['-v', 'error', '-count_frames', '-select_streams', 'v', '-of', 'csv=p=0'],
      ...['-show_entries', 'stream=nb_read_frames', file],
    ]);
    assert.equal(stderr, '');
    const { data: row } = await faults.user.from('render_jobs').select('metadata').eq('id', job).single();
    return { report: FilmReport.parse(row?.metadata.report), frames: Number.parseInt(stdout, 10) };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function engineNames(job: string): Promise<Record<string, string>> {
  const { report, frames } = await filmOf(job);
  assert.equal(frames, report.frames);
  assert.equal(report.frames, Math.ceil(report.duration_s * report.fps - 1e-6));
  return Object.fromEntries(Object.entries(report.engines).map(([stage, { name }]) => [stage, name]));
}

test(
  'two hosts make films with what each has; stand-ins that misbehave cost a retry and no film',
  LIMIT,
  async () => {
    await using unreal = await fakeUnreal();
    await unreal.misbehave('crash_midway');
    const service: { -readonly [K in keyof FakeOptions]: FakeOptions[K] } = {};
    const nim = await startFakeNim(service);
    try {
      const host = await faults.agent(
        'gpu-host',
        ['--stages', 'audio2face,ue5', '--engines', 'face:audio2face,render:unreal'],
        { ...PATIENT, SEMBLANTE_A2F_URL: `grpc://${nim.address}`, ...unreal.environment },
        PRODUCT_AGENT,
      );
      await laptop();

      // What failed is tried again, and only that.
      service.misbehave = 'error_status';
      const troubled = await faults.createJob({ engine: 'unreal' }, 'Boa tarde.');
      await host.said((line) => line.event === 'task_failed' && line.stage === 'audio2face');
      delete service.misbehave;
      await host.said((line) => line.event === 'task_failed' && line.stage === 'ue5');
      await unreal.misbehave('');
      assert.equal((await engineNames(troubled)).ue5, 'unreal');
      const tasks = await faults.tasks(troubled);
      const attempts = Object.fromEntries(tasks.map(({ stage, attempt }) => [stage, attempt]));
      assert.deepEqual(attempts, { tts: 1, audio2face: 2, ue5: 2, compositing: 1 });

      const drawnByUnreal = await faults.createJob({ engine: 'unreal' });
      const drawnByThree = await faults.createJob({ engine: 'three' });
      const settled = await faults.createJob();
      assert.deepEqual(await engineNames(drawnByUnreal), {
        tts: 'espeak',
        audio2face: 'audio2face',
        ue5: 'unreal',
        compositing: 'ffmpeg',
      });
      assert.deepEqual(await engineNames(drawnByThree), {
        tts: 'espeak',
        audio2face: 'audio2face',
        ue5: 'three',
        compositing: 'ffmpeg',
      });
      assert.match((await engineNames(settled)).ue5 ?? '', /^(unreal|three)$/);
      assert.ok(nim.streams.length >= 3, 'the service was sent the speech of every film');

      const { data: agents, error } = await faults.user.rpc('list_agents');
      assert.equal(error, null);
      const seen = (agents as { name: string; online: boolean; engines: string[] }[]).map((agent) => [
        agent.name,
        agent.online,
        agent.engines.includes('render:unreal'),
      ]);
      assert.deepEqual(seen, [
        ['gpu-host', true, true],
        ['laptop', true, false],
      ]);
      host.kill('SIGTERM');
      assert.equal(await host.exited, 0);
      assert.deepEqual(await faults.scratch('gpu-host'), []);
    } finally {
      await nim.close();
    }
  },
);

test(
  'a host whose project lacks the MetaHuman declines, and another engine draws the film',
  LIMIT,
  async () => {
    await using unreal = await fakeUnreal();
    await unreal.forget('MetaHumans/AnaPaula/BP_AnaPaula.uasset');
    const host = await faults.agent(
      'bare-host',
      ['--stages', 'ue5', '--engines', 'render:unreal'],
      { ...PATIENT, ...unreal.environment },
      PRODUCT_AGENT,
    );
    const gpuless = await faults.agent(
      'speaks',
      ['--engines', 'tts:espeak,face:visemes,compositing:ffmpeg'],
      PATIENT,
      PRODUCT_AGENT,
    );
    const job = await faults.createJob();
    await host.said((line) => line.event === 'task_declined');
    const task = await faults.until('the task given back', async () => {
      const row = await faults.task(job, 'ue5');
      return row.status === 'pending' && row;
    });
    assert.equal(task.attempt, 0, 'declining costs no attempt');
    await faults.agent('draws', ['--stages', 'ue5', '--engines', 'render:three'], PATIENT, PRODUCT_AGENT);
    assert.equal((await engineNames(job)).ue5, 'three');
    assert.equal(
      host.lines.filter((line) => line.event === 'task_claimed' && line.job_id === job).length,
      1,
      'asked once',
    );
    gpuless.kill('SIGTERM');
    assert.equal(await gpuless.exited, 0);
  },
);

test(
  'an agent on a full disk takes nothing and says why; the studio sees it offer nothing',
  LIMIT,
  async () => {
    const full = await faults.agent('full', [], { SEMBLANTE_AGENT_DISK_FLOOR_MIB: '999999999' });
    const job = await faults.createJob();
    const said = await full.said((line) => line.event === 'claiming_held_back');
    assert.equal(said.reason, 'disk');
    const seen = await faults.until('the agent in the list', async () => {
      const { data } = await faults.user.rpc('list_agents');
      return (data as { name: string; online: boolean; engines: string[] }[]).find(
        ({ name }) => name === 'full',
      );
    });
    assert.deepEqual([seen.online, seen.engines], [true, []]);
    assert.equal((await faults.job(job)).status, 'queued');
    await faults.agent('roomy');
    await faults.ended(job, 'completed');
    assert.ok(!full.lines.some((line) => line.event === 'task_claimed'));
  },
);

test('two hosts draw one film; the one that is lost costs its own range and no other', LIMIT, async () => {
  const length = { GATE_DURATION: '4.2' };
  const held = [faults.gate.hold('ue5'), faults.gate.hold('ue5')];
  const [lost] = await Promise.all(
    ['lost', 'left'].map((name) => faults.agent(name, ['--stages', 'ue5'], length)),
  );
  await faults.agent('the-rest', ['--stages', 'tts,audio2face,compositing'], length);
  const job = await faults.createJob();
  const tools = await Promise.all(held);
  const ranges = async () => {
    const { rows } = await faults.stack.sql<{
      first: number;
      frames: number;
      attempt: number;
      status: string;
      artifact: unknown;
    }>(
      `select first_frame as first, frame_count as frames, attempt, status, artifact from public.render_tasks
       where job_id = $1 and stage = 'ue5' order by range_index`,
      [job],
    );
    return rows;
  };
  const cut = await ranges();
  assert.deepEqual(
    cut.map(({ first, frames }) => [first, frames]),
    [
      [0, 52],
      [52, 53],
    ],
    '105 frames, shared equally, wherever a second ends',
  );

  // The survivor finishes first: its range must not be drawn again when the other one is.
  tools.find(({ agent }) => agent === 'left')?.proceed();
  const done = await faults.until('the range of the host that is left', async () =>
    (await ranges()).find(({ status }) => status === 'completed'),
  );
  const victim = tools.find(({ agent }) => agent === 'lost');
  lost?.kill('SIGKILL');
  await victim?.gone;

  const { report, frames } = await filmOf(job);
  assert.equal(report.frames, 105);
  assert.equal(frames, 105, 'every frame of both ranges, once');
  const after_ = await ranges();
  assert.deepEqual(
    after_.map(({ attempt }) => attempt),
    after_.map(({ first }) => (first === done.first ? 1 : 2)),
    'only what the lost host drew was drawn again',
  );
  assert.deepEqual(after_.find(({ first }) => first === done.first)?.artifact, done.artifact);
});
