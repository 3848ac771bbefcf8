/** Films of people one made: a look of the creator, and a GLB of another tool; from the API to the picture. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import sharp from 'sharp';
import { exported } from '../avatar/import/testing.ts';
import { callApi, followJob } from '../bin/demo-follow.ts';
import { Avatar3D, JobView, RenderAnswer } from '../supabase/functions/_shared/contract/api.ts';
import { FilmReport } from '../supabase/functions/_shared/contract/film-report.ts';
import { emptyGlb } from '../supabase/functions/api/testing.ts';
import { type RealAgent, startRealAgent } from './real-agent.ts';

let world: RealAgent;
before(async () => {
  world = await startRealAgent();
});
after(() => world.stop());

const post = (path: string, body: unknown, method = 'POST') =>
  callApi(world.stack.url, world.token, path, { method, body: JSON.stringify(body) });
const avatarOf = async (id: string): Promise<Avatar3D> =>
  Avatar3D.parse(await callApi(world.stack.url, world.token, `/avatars/gallery/${id}`));

async function queueFilm(avatar_id: string): Promise<string> {
  const answer = await post('/avatars/render', {
    avatar_id,
    script: 'Oi.',
    voice_config: { language: 'pt-BR', engine: 'espeak' },
    render_settings: { quality: 'draft', resolution: '320x180', framing: 'medium' },
  });
  return RenderAnswer.parse(answer).job_id;
}

async function finished(id: string): Promise<JobView> {
  const status = async () =>
    JobView.parse(await callApi(world.stack.url, world.token, `/avatars/render/status/${id}`));
  const { job } = await followJob(world.client, status, id, () => {});
  assert.equal(job.status, 'completed', `${JSON.stringify(job.error)}\n${world.log()}`);
  assert.equal(FilmReport.parse(job.report).engines.ue5?.name, 'three');
  return job;
}

type Rgb = readonly [number, number, number];

/** Share of a film's picture that `is` says yes to. */
async function shareOf(job: JobView, is: (pixel: Rgb) => boolean): Promise<number> {
  assert.ok(job.poster_url);
  const file = Buffer.from(await (await fetch(job.poster_url)).arrayBuffer());
  const { data, info } = await sharp(file).removeAlpha().raw().toBuffer({ resolveWithObject: true });
  assert.deepEqual([info.width, info.height], [320, 180]);
  let hits = 0;
  for (let i = 0; i < data.length; i += 3) {
    if (is([data[i] ?? 0, data[i + 1] ?? 0, data[i + 2] ?? 0])) hits++;
  }
  return hits / (info.width * info.height);
}

const green = ([r, g, b]: Rgb): boolean => g > r + 25 && g > b + 25;
const blue = ([r, g, b]: Rgb): boolean => b > r + 25 && b > g + 25;
const red = ([r, g, b]: Rgb): boolean => r > g + 90 && r > b + 90;

test('a look of one’s own is baked when its film is drawn, as it was when the film was queued', async () => {
  const base = await avatarOf('br_corporate_ana');
  const look = structuredClone(base.assets.look) as Record<string, Record<string, unknown>>;
  const dressed = (colour: string) => ({
    ...look,
    face: { ...look.face, noseWidth: 0.6, headRound: 0.4 },
    wardrobe: { ...look.wardrobe, blazer: { colour } },
  });
  const made = Avatar3D.parse(
    await post('/avatars/custom', {
      name: 'Ana de verde',
      base_avatar_id: base.id,
      look: dressed('#10c020'),
    }),
  );
  const id = await queueFilm(made.id);
  await post(`/avatars/custom/${made.id}`, { name: 'Ana de vermelho', look: dressed('#e01010') }, 'PATCH');
  const job = await finished(id);
  const share = await shareOf(job, green);
  assert.ok(share > 0.03, `only ${(100 * share).toFixed(1)} % of the picture is green`);
  assert.ok((await shareOf(job, red)) < 0.01, 'it is drawn with the look of later');
});

/** Sends a file and waits until an agent has judged it; answers the avatar and every progress it told. */
async function judged(name: string, glb: Uint8Array): Promise<{ avatar: Avatar3D; told: Set<number> }> {
  const form = new FormData();
  form.set('name', name);
  form.set('gender', 'female');
  form.set('glb', new File([Uint8Array.from(glb)], 'person.glb'));
  const answer = await fetch(`${world.stack.url}/api/v2/avatars/import`, {
    method: 'POST',
    headers: { authorization: `Bearer ${world.token}` },
    body: form,
  });
  const { id, own } = Avatar3D.parse(await answer.json());
  assert.deepEqual([answer.status, own?.status], [202, 'checking']);
  const told = new Set<number>();
  for (let state = 'checking'; state === 'checking'; ) {
    await delay(100);
    const { rows } = await world.stack.sql<{ status: string; progress: number }>(
      'select status, progress from public.avatars_3d where id = $1',
      [id],
    );
    state = rows[0]?.status ?? 'gone';
    told.add(rows[0]?.progress ?? 0);
  }
  return { avatar: await avatarOf(id), told };
}

test('a person of another tool comes in, is judged, and is drawn', async () => {
  const glb = await exported((document) => {
    const root = document.getRoot();
    for (const material of root.listMaterials()) {
      if (material.getName() === 'blazer' || material.getName() === 'outfit')
        material.setBaseColorFactor([0, 0.02, 1, 1]);
    }
    // As Character Creator leaves her: in centimetres, with her back to the camera.
    root
      .listNodes()
      .find((node) => node.getName() === 'avatar')
      ?.setScale([100, 100, 100])
      .setRotation([0, 1, 0, 0]);
  });
  const { avatar, told } = await judged('Visita', glb);
  assert.equal(avatar.own?.status, 'ready', `${JSON.stringify(avatar.own?.error)}\n${world.log()}`);
  assert.ok(told.size > 1, 'progress was never told');
  assert.deepEqual(
    [avatar.own.report?.unit, avatar.own.report?.facing, avatar.own.report?.grade],
    ['cm', '-z', 'full'],
  );
  assert.ok(avatar.poster_url);
  const poster = await sharp(Buffer.from(await (await fetch(avatar.poster_url)).arrayBuffer())).metadata();
  assert.deepEqual([poster.width, poster.format], [720, 'webp']);
  const preview = await fetch(String(avatar.assets.glb));
  assert.equal(preview.headers.get('content-type'), 'model/gltf-binary');
  assert.equal(Buffer.from(await preview.arrayBuffer()).toString('latin1', 0, 4), 'glTF');

  const job = await finished(await queueFilm(avatar.id));
  const share = await shareOf(job, blue);
  assert.ok(share > 0.03, `only ${(100 * share).toFixed(1)} % of the picture is blue`);
});

test('a file without a person in it is refused, with what to do', async () => {
  const { avatar } = await judged('Ninguém', emptyGlb());
  assert.equal(avatar.own?.status, 'failed');
  const { error } = avatar.own;
  assert.deepEqual([error?.code, error?.message.endsWith('(malformed)')], ['glb_unreadable', true]);
  assert.match(error?.remedy ?? '', /^Export/);
  await assert.rejects(queueFilm(avatar.id), { code: 'avatar_not_ready' });
});
