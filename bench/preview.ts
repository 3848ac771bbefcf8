/**
 * How long somebody waits to hear a sentence: `POST /api/v2/speech/preview` through the real stack and the product's
 * agent as a process, from the request to the whole answer, first with nothing else to do and then while a film is
 * being drawn by the same agent. Every request is a new sentence, so that none is answered from what is kept. Whoever
 * asks hears the sentence out before asking for the next; a third round asks at once, without listening.
 */
import { loadavg } from 'node:os';
import { callApi } from '../bin/demo-follow.ts';
import { percentile } from '../gpu-agent/src/speech/pitch.ts';
import { JobView, RenderAnswer, SpeechPreviewAnswer } from '../supabase/functions/_shared/contract/api.ts';
import { type RealAgent, startRealAgent } from '../tests/real-agent.ts';

const REQUESTS = 20;
const THINGS = [
  'capacete',
  'cinto',
  'colete',
  'protetor',
  'martelo',
  'balde',
  'painel',
  'freio',
  'mapa',
  'filtro',
];
/** Long enough to be drawn for as long as the previews take. */
const FILM = 'Antes de subir, prenda o cinto, ponha o capacete e confira a escada com calma. '.repeat(40);

interface Answered {
  readonly ms: number;
  readonly status: number;
  /** How long the sentence lasts, seconds. */
  readonly speechS: number;
}

/** `n` makes the sentence one that was not asked for before. */
async function hear(world: RealAgent, n: number): Promise<Answered> {
  const thing = THINGS[n % THINGS.length];
  const text = `Bom dia, pessoal: confira o ${thing} número ${n + 1} antes de começar.`;
  const started = performance.now();
  const response = await fetch(`${world.stack.url}/api/v2/speech/preview`, {
    method: 'POST',
    headers: { authorization: `Bearer ${world.token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ text, voice_config: { language: 'pt-BR' }, avatar_id: 'br_corporate_ana' }),
  });
  const body: unknown = await response.json();
  const ms = performance.now() - started;
  if (response.status === 200) {
    return { ms, status: response.status, speechS: SpeechPreviewAnswer.parse(body).duration_s };
  }
  if (response.status !== 202) throw new Error(`${response.status}: ${JSON.stringify(body)}`);
  return { ms, status: response.status, speechS: 0 };
}

/** Until the agent has registered and answered once: starting up is no waiting for a sentence. */
async function ready(world: RealAgent): Promise<void> {
  for (let n = 900; ; n++) {
    if ((await hear(world, n)).status === 200) return;
    // A new sentence a second stays under the limit of thirty a minute.
    await new Promise((next) => setTimeout(next, 1000));
  }
}

/** One after the other, as somebody at the studio asks. Limits are the user's: each round has a user of its own. */
async function round(
  world: RealAgent,
  { from, listens, say }: { readonly from: number; readonly listens: boolean; say(text: string): void },
): Promise<Answered[]> {
  const answers: Answered[] = [];
  for (let n = from; n < from + REQUESTS; n++) {
    const answer = await hear(world, n);
    if (listens) await new Promise((heard) => setTimeout(heard, answer.speechS * 1000));
    say(`  ${String(n + 1 - from).padStart(2)}  ${answer.status}  ${answer.ms.toFixed(0)} ms`);
    answers.push(answer);
  }
  return answers;
}

const p = (answers: readonly Answered[], share: number) =>
  Math.round(
    percentile(
      answers.map(({ ms }) => ms),
      share,
    ),
  );

export async function run(options: { json: boolean }): Promise<Record<string, unknown>> {
  const say = (text: string) => {
    if (!options.json) console.error(text);
  };
  const [load = 0] = loadavg();
  const idle = await inWorld(async (world) => {
    say('nothing else to do');
    await ready(world);
    return await round(world, { from: 0, listens: true, say });
  });
  const hurried = await inWorld(async (world) => {
    say('one at once after the other');
    await ready(world);
    return await round(world, { from: 50, listens: false, say });
  });
  const rendering = await inWorld(async (world) => {
    say('while a film is drawn');
    await ready(world);
    const view = await startFilm(world);
    const answers = await round(world, { from: 100, listens: true, say });
    const during = await view();
    if (during.current_stage !== 'ue5') throw new Error('the film was no longer being drawn');
    await callApi(world.stack.url, world.token, `/avatars/render/${during.job_id}/cancel`, {
      method: 'POST',
    });
    return answers;
  });
  const late = [...idle, ...hurried, ...rendering].filter(({ status }) => status === 202).length;
  return {
    p50_ms: p(idle, 0.5),
    p95_ms: p(idle, 0.95),
    p50_ms_at_once: p(hurried, 0.5),
    p95_ms_at_once: p(hurried, 0.95),
    p50_ms_while_rendering: p(rendering, 0.5),
    p95_ms_while_rendering: p(rendering, 0.95),
    answered_202: late,
    requests: idle.length + hurried.length + rendering.length,
    load_before: Number(load.toFixed(1)),
    load_after: Number((loadavg()[0] ?? 0).toFixed(1)),
  };
}

async function inWorld<T>(work: (world: RealAgent) => Promise<T>): Promise<T> {
  const world = await startRealAgent();
  try {
    return await work(world);
  } finally {
    await world.stop();
  }
}

/** Resolves once the film is being drawn. */
async function startFilm(world: RealAgent): Promise<() => Promise<JobView>> {
  const body = JSON.stringify({
    avatar_id: 'br_corporate_ana',
    script: FILM,
    voice_config: { language: 'pt-BR' },
    render_settings: { resolution: '1280x720', quality: 'standard' },
  });
  const { job_id: id } = RenderAnswer.parse(
    await callApi(world.stack.url, world.token, '/avatars/render', { method: 'POST', body }),
  );
  const view = async () =>
    JobView.parse(await callApi(world.stack.url, world.token, `/avatars/render/status/${id}`));
  for (;;) {
    const job = await view();
    if (job.status === 'failed') throw new Error(`the film failed: ${job.error?.message}`);
    if (job.current_stage === 'ue5' && job.progress > 0) {
      const drawing = job.stages.find(({ stage_name }) => stage_name === 'ue5');
      if (drawing && drawing.progress > 0) return view;
    }
    await new Promise((next) => setTimeout(next, 200));
  }
}
