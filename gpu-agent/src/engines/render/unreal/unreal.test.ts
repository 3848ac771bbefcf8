import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';
import { CURVE_NAMES, CURVES_FPS } from '../../../../../supabase/functions/_shared/contract/job.ts';
import { StageFailure } from '../../../failures.ts';
import { hasAlpha, probeVideo } from '../../../media.ts';
import { encodeWav } from '../../../speech/pcm.ts';
import { type ToolContext, toolContext } from '../../../speech/tool-context.ts';
import type { RenderEngine, RenderRequest } from '../../engine.ts';
import { type FakeUnreal, fakeUnreal } from './testing.ts';
import { createUnrealEngine } from './unreal.ts';

const FRAMES = 100;
const FPS = 25;
let context: ToolContext;
let request: RenderRequest;

/** The jaw opens steadily over the film, so that a frame's brightness tells which one it is. */
const jaw = (seconds: number) => seconds / 4;

before(async () => {
  context = await toolContext();
  const frame_count = (FRAMES / FPS) * CURVES_FPS;
  const data = Buffer.alloc(frame_count * CURVE_NAMES.length * 4);
  for (let frame = 0; frame < frame_count; frame++) {
    data.writeFloatLE(
      jaw(frame / CURVES_FPS),
      (frame * CURVE_NAMES.length + CURVE_NAMES.indexOf('jawOpen')) * 4,
    );
  }
  const file = (name: string) => join(context.workdir, name);
  await writeFile(
    file('curves.json'),
    JSON.stringify({ version: 1, fps: CURVES_FPS, frame_count, names: CURVE_NAMES }),
  );
  await writeFile(file('curves.f32'), data);
  await writeFile(
    file('audio.wav'),
    encodeWav({ samples: new Float32Array(4 * 48_000), sampleRate: 48_000 }),
  );
  request = {
    avatar: {
      id: 'br_corporate_ana',
      look: {},
      metahuman: { name: 'MH_AnaPaula', asset: '/Game/MetaHumans/AnaPaula/BP_AnaPaula' },
    },
    audio: file('audio.wav'),
    curves: { header: file('curves.json'), data: file('curves.f32') },
    firstFrame: 0,
    frameCount: 20,
    fps: FPS,
    width: 160,
    height: 90,
    quality: 'standard',
    framing: 'medium',
    background: { type: 'set', name: 'office' },
    mood: 'neutral',
    seed: 1,
  };
});
after(() => context[Symbol.asyncDispose]());

interface Range {
  readonly request?: Partial<RenderRequest>;
  readonly signal?: AbortSignal;
}

async function render(engine: RenderEngine, range: Range = {}) {
  await using own = await toolContext(range.signal);
  const shares: number[] = [];
  const result = await engine.render(
    { ...request, ...range.request },
    { ...own, progress: (share) => shares.push(share) },
  );
  const video = await probeVideo(own, result.video);
  const levels = await brightness(result.video);
  const poster = result.poster ? (await readFile(result.poster)).length : 0;
  return { result, video, levels, shares, poster };
}

/** Mean of the middle of each frame, 0 to 255. */
async function brightness(video: string): Promise<number[]> {
  const { stdout } = await promisify(execFile)(
    'ffmpeg',
    ['-v', 'error', '-i', video, '-vf', 'crop=20:20,scale=1:1:flags=area,format=gray', '-f', 'rawvideo', '-'],
    { encoding: 'buffer' },
  );
  return [...stdout];
}

async function failureOf(engine: RenderEngine, range: Range = {}): Promise<StageFailure> {
  const error = await render(engine, range).then(
    () => assert.fail('the render should have failed'),
    (reason: unknown) => reason,
  );
  assert.ok(error instanceof StageFailure, String(error));
  return error;
}

/** Editors of this project that are running. */
async function editors(unreal: FakeUnreal): Promise<string[]> {
  const ids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const lines = await Promise.all(ids.map((id) => readFile(`/proc/${id}/cmdline`, 'utf8').catch(() => '')));
  return lines.filter((line) => line.includes('fake_editor.py') && line.includes(unreal.folder));
}

test('ranges of one film come from one warm editor, each frame where it belongs', async () => {
  await using unreal = await fakeUnreal();
  const engine = unreal.engine();
  const first = await render(engine);
  assert.deepEqual(
    [first.video.codec, first.video.width, first.video.frames, first.video.fps],
    ['ffv1', 160, 20, FPS],
  );
  assert.equal(first.result.engine.version, '5.4.4');
  assert.ok(first.poster > 0, 'the first range brings a still');
  const running = await editors(unreal);
  assert.equal(running.length, 2, 'one editor makes assets, one renders');

  const second = await render(engine, { request: { firstFrame: 60, frameCount: 40 } });
  assert.equal(second.video.frames, 40);
  assert.equal(second.poster, 0);
  assert.deepEqual(await editors(unreal), running, 'both are kept');
  // The fake paints 60 + 180 × jawOpen; the file is limited range: 16 + 219/255 × grey.
  for (const [range, start] of [
    [first, 0],
    [second, 60],
  ] as const) {
    for (const [i, level] of range.levels.entries()) {
      const wanted = 60 + 180 * jaw((start + i) / FPS);
      assert.ok(Math.abs(level - wanted) < 4, `frame ${start + i} is ${level}, not ${wanted.toFixed(0)}`);
    }
    assert.ok(
      range.shares.every((share, k) => k === 0 || share >= (range.shares[k - 1] ?? 0)),
      'progress only grows',
    );
    assert.equal(range.shares.at(-1), 1);
  }
  assert.deepEqual(
    (await readdir(join(unreal.content, 'Game/Semblante/Jobs'))).length,
    1,
    'the assets of the first range went with the second',
  );
});

test('the sequence holds the person, face, camera and sound', async () => {
  await using unreal = await fakeUnreal();
  await render(unreal.engine(), { request: { framing: 'close' } });
  const jobs = join(unreal.content, 'Game/Semblante/Jobs');
  const [job] = await readdir(jobs);
  const sequence = JSON.parse(await readFile(join(jobs, job ?? '', 'LS.json'), 'utf8'));
  assert.equal(sequence.person, '/Game/MetaHumans/AnaPaula/BP_AnaPaula');
  assert.deepEqual([sequence.fps, sequence.end], [FPS, FRAMES], 'the whole film, whatever the range');
  assert.equal(Object.keys(sequence.animation.curves).length, CURVE_NAMES.length);
  assert.ok(sequence.animation.curves.EyeBlinkLeft && sequence.animation.curves.HeadPitch);
  assert.equal(sequence.sounds.length, 1);
  assert.ok(Math.abs(sequence.focal_length - 67.8) < 0.5, `${sequence.focal_length} mm for 17 degrees`);
});

test('transparent films have alpha, colours are laid behind, another map is another editor', async () => {
  await using unreal = await fakeUnreal();
  const engine = unreal.engine();
  await render(engine);
  const alpha = await render(engine, { request: { background: { type: 'transparent' } } });
  assert.ok(hasAlpha(alpha.video), alpha.video.pixelFormat);
  assert.equal((await editors(unreal)).filter((line) => line.includes('/Maps/plain')).length, 1);
  assert.equal((await editors(unreal)).filter((line) => line.includes('/Maps/office')).length, 0);
  const color = await render(engine, { request: { background: { type: 'color', color: '#ffffff' } } });
  assert.ok(!hasAlpha(color.video));
  assert.equal(color.video.frames, 20);
});

const FAULTS: readonly (readonly [string, string, RegExp])[] = [
  ['segfault_at_start', 'tool_crashed', /was lost: .* killed by SIGSEGV/],
  ['licence', 'engine_unavailable', /licence/],
  ['out_of_memory', 'tool_crashed', /too little memory/],
  ['hang_at_start', 'tool_timeout', /did not start within 1 s/],
  ['hang_midway', 'tool_timeout', /made no progress for 1 s/],
  ['crash_midway', 'tool_crashed', /The GPU stopped/],
  ['fails', 'tool_crashed', /Movie Render Queue reported a failure/],
  ['few_frames', 'tool_output_invalid', /18 of 20 were written/],
  ['black', 'tool_output_invalid', /20 are black, the first is frame 0/],
  ['wrong_size', 'tool_output_invalid', /is 80x90, not 160x90/],
];
for (const [misbehaviour, code, message] of FAULTS) {
  test(`${misbehaviour}: ${code}, and the next task gets a fresh editor`, async () => {
    await using unreal = await fakeUnreal();
    const engine = unreal.engine({
      SEMBLANTE_UNREAL_START_SECONDS: misbehaviour === 'hang_at_start' ? '1' : '60',
      SEMBLANTE_UNREAL_STALL_SECONDS: misbehaviour === 'hang_midway' ? '1' : '60',
    });
    await unreal.misbehave(misbehaviour);
    const failure = await failureOf(engine);
    assert.equal(failure.code, code, failure.message);
    assert.match(failure.message, message);
    assert.equal(failure.retryable, true);
    if (code === 'tool_output_invalid') return;
    assert.equal((await editors(unreal)).filter((line) => line.includes('-game')).length, 0);
    if (code === 'tool_timeout') return;
    await unreal.misbehave('');
    assert.equal((await render(engine)).video.frames, 20);
  });
}

test('pictures without alpha are refused where alpha was asked for', async () => {
  await using unreal = await fakeUnreal();
  await unreal.misbehave('no_alpha');
  const failure = await failureOf(unreal.engine(), {
    request: { background: { type: 'transparent' } },
  });
  assert.match(failure.message, /has no alpha/);
});

test('progress comes from the log where the executor stays silent', async () => {
  await using unreal = await fakeUnreal();
  await unreal.misbehave('silent_progress');
  // Long enough for the log to be looked at while frames are drawn.
  const { shares } = await render(unreal.engine(), { request: { frameCount: FRAMES } });
  assert.ok(
    shares.some((share) => share > 0.1 && share < 0.9),
    shares.join(' '),
  );
});

test('a cancelled render ends its editor', async () => {
  await using unreal = await fakeUnreal();
  await unreal.misbehave('hang_midway');
  const engine = unreal.engine();
  const stop = new AbortController();
  await using own = await toolContext(stop.signal);
  const rendering = engine.render(request, {
    ...own,
    progress: (share) => share > 0.1 && stop.abort(new Error('cancelled')),
  });
  await assert.rejects(rendering, /cancelled/);
  assert.equal((await editors(unreal)).filter((line) => line.includes('-game')).length, 0);
});

test('an editor without work goes', async () => {
  await using unreal = await fakeUnreal();
  await render(unreal.engine({ SEMBLANTE_UNREAL_IDLE_SECONDS: '0' }));
  const deadline = AbortSignal.timeout(10_000);
  while ((await editors(unreal)).length > 0) deadline.throwIfAborted();
});

test('what the project lacks is said with its name, and is not tried again', async () => {
  await using unreal = await fakeUnreal();
  const engine = unreal.engine();
  const set = await failureOf(engine, { request: { background: { type: 'set', name: 'moon' } } });
  assert.deepEqual([set.code, set.retryable], ['engine_refused', false]);
  assert.match(set.message, /no set "moon"; choose one of office, plain/);
  const person = await failureOf(engine, { request: { avatar: { id: 'x', look: {}, metahuman: null } } });
  assert.equal(person.code, 'avatar_invalid');
  const elsewhere = { asset: '/Game/MetaHumans/Nobody/BP_Nobody' };
  const nobody = await failureOf(engine, {
    request: { avatar: { id: 'x', look: {}, metahuman: elsewhere } },
  });
  assert.deepEqual([nobody.code, nobody.retryable], ['engine_unavailable', true]);
  const faceless = { asset: '/Game/MetaHumans/Faceless/BP_Faceless' };
  const refused = await failureOf(engine, {
    request: { avatar: { id: 'x', look: {}, metahuman: faceless } },
  });
  assert.equal(refused.code, 'engine_refused');
  assert.match(refused.message, /has no component Face/);
});

test('the doctor is told what is missing', async () => {
  assert.match((await createUnrealEngine({}).probe()).remedy ?? '', /SEMBLANTE_UNREAL_EDITOR/);
  const remedy = async (unreal: FakeUnreal, env: NodeJS.ProcessEnv = {}) =>
    unreal
      .engine(env)
      .probe()
      .then(
        () => 'nothing is missing',
        (error: Error) => error.message,
      );
  await using old = await fakeUnreal({ version: [5, 2, 1] });
  assert.match(await remedy(old), /5\.2 is too old/);
  await using bare = await fakeUnreal({ plugins: ['PythonScriptPlugin'] });
  assert.match(await remedy(bare), /MovieRenderPipeline, EditorScriptingUtilities/);
  await using fine = await fakeUnreal();
  assert.match(await remedy(fine, { SEMBLANTE_UNREAL_EDITOR: '/none' }), /not there or not executable/);
  assert.match(await remedy(fine, { SEMBLANTE_UNREAL_ANIM_BLUEPRINT: '/Game/X' }), /has no \/Game\/X/);
  const probe = await fine.engine().probe();
  assert.deepEqual(
    [probe.available, probe.version, probe.details?.sets],
    [true, '5.4.4', ['office', 'plain']],
  );
});

test('a film is accepted where the project has its MetaHuman and its set', async () => {
  await using unreal = await fakeUnreal();
  const engine = unreal.engine();
  const { avatar, background } = request;
  const stranger = { ...avatar, metahuman: { asset: '/Game/MetaHumans/Nobody/BP_Nobody' } };
  const accepts = (scene: Partial<RenderRequest>) => engine.accepts?.({ avatar, background, ...scene });
  assert.equal(await accepts({}), true);
  assert.equal(await accepts({ background: { type: 'transparent' } }), true);
  assert.equal(await accepts({ avatar: stranger }), false);
  assert.equal(await accepts({ avatar: { id: 'x', look: {} } }), false);
  assert.equal(await accepts({ background: { type: 'set', name: 'moon' } }), false);
  // Light of one's own is a map beside the set's, which this project lacks: another engine may have it.
  assert.equal(await accepts({ light: 'set' }), true);
  assert.equal(await accepts({ light: 'three-point' }), false);
});
