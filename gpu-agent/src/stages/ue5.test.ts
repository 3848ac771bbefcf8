/** The poster of a film's first range goes up while the range is drawn, and once. */
import assert from 'node:assert/strict';
import { access, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { RenderArtifact } from '../../../supabase/functions/_shared/contract/job.ts';
import type { RenderEngine } from '../engines/engine.ts';
import { toolContext } from '../speech/tool-context.ts';
import type { StageContext } from './stage.ts';
import { ue5 } from './ue5.ts';

const PREFIX = 'job/ue5/0/lease/';

/** Draws five grey pictures once the poster was taken, or refused, by Storage. */
function engineAfter(taken: Promise<void>): RenderEngine {
  return {
    name: 'three',
    probe: async () => ({ available: true, version: '1' }),
    async render({ frameCount, fps, width, height }, context) {
      const poster = join(context.workdir, 'poster.png');
      const video = join(context.workdir, 'range.mkv');
      await writeFile(poster, 'a picture');
      context.posterReady?.(poster);
      await taken;
      const grey = `color=gray:size=${width}x${height}:rate=${fps}`;
      await context.run('ffmpeg', [
        '-v',
        'error',
        '-f',
        'lavfi',
        '-i',
        grey,
        '-frames:v',
        `${frameCount}`,
        '-c:v',
        'ffv1',
        video,
      ]);
      return { video, poster, frameCount, engine: { name: 'three', version: '1' } };
    },
  };
}

/** Runs the stage; Storage refuses the first `refused` uploads. Every accepted one in order, with whether the range's file existed by then. */
async function drawn(refused: number) {
  await using tools = await toolContext();
  const uploads: { readonly name: string; readonly early: boolean }[] = [];
  const taken = Promise.withResolvers<void>();
  let asked = 0;
  const context = {
    ...tools,
    engines: { render: [engineAfter(taken.promise)] },
    settleEngine: async (engine: string) => engine,
    storage: {
      download: async () => undefined,
      async upload(_bucket: string, path: string) {
        asked += 1;
        queueMicrotask(taken.resolve);
        if (asked <= refused) throw new Error('Storage is away');
        const early = await access(join(tools.workdir, 'range.mkv')).then(
          () => false,
          () => true,
        );
        uploads.push({ name: path, early });
      },
    },
    task: {
      job_id: 'job',
      stage: 'ue5',
      range_index: 0,
      lease_id: 'lease',
      first_frame: 0,
      frame_count: 5,
      engine: 'render:three',
      render_settings: { resolution: '64x64' },
      avatar: { id: 'ana', kind: 'look', assets: { look: {} } },
      inputs: { audio2face: { bucket: 'artifacts', prefix: 'job/face/', files: { header: 'h', data: 'd' } } },
    },
  } as unknown as StageContext;
  const { artifact } = await ue5(context);
  return { uploads, files: RenderArtifact.parse(artifact).files };
}

test('the poster is in Storage while the range is drawn, and not sent twice', async () => {
  const { uploads, files } = await drawn(0);
  assert.deepEqual(uploads, [
    { name: `${PREFIX}poster.png`, early: true },
    { name: `${PREFIX}range.mkv`, early: false },
  ]);
  assert.deepEqual(files, { video: 'range.mkv', poster: 'poster.png' });
});

test('a poster that Storage refused goes up with its range', async () => {
  const { uploads, files } = await drawn(1);
  assert.deepEqual(
    uploads.map(({ name, early }) => [name, early]),
    [
      [`${PREFIX}range.mkv`, false],
      [`${PREFIX}poster.png`, false],
    ],
  );
  assert.deepEqual(files, { video: 'range.mkv', poster: 'poster.png' });
});
