/** How long after a cancel the agent's tools are gone, in each stage, on the stack that `env` points at. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { parseEnv } from 'node:util';
import { createClient } from '@supabase/supabase-js';
import { callApi } from '../bin/demo-follow.ts';
import { JobView, RenderAnswer } from '../supabase/functions/_shared/contract/api.ts';
import { StageName } from '../supabase/functions/_shared/contract/job.ts';

const POLL_MS = 20;
const GIVE_UP_MS = 120_000;

/** Long enough that every stage lasts longer than a poll. */
const SCRIPT = 'Antes de subir, prenda o cinto, ponha o capacete e confira a escada com calma. '.repeat(12);

/** Processes below `pid`, at any depth. */
function descendants(pid: number): number {
  const rows = execFileSync('ps', ['-A', '-o', 'pid=,ppid='], { encoding: 'utf8' }).trim().split('\n');
  const children = new Map<number, number[]>();
  for (const row of rows) {
    const [child = 0, parent = 0] = row.trim().split(/\s+/).map(Number);
    children.set(parent, [...(children.get(parent) ?? []), child]);
  }
  const count = (of: number): number =>
    (children.get(of) ?? []).reduce((sum, child) => sum + 1 + count(child), 0);
  return count(pid);
}

async function until(condition: () => Promise<boolean> | boolean, what: string): Promise<void> {
  const deadline = performance.now() + GIVE_UP_MS;
  while (!(await condition())) {
    if (performance.now() > deadline) throw new Error(`gave up waiting: ${what}`);
    await delay(POLL_MS);
  }
}

/** Seconds by stage from the cancel request to a cancelled job with no tool left. */
export async function cancelSeconds(env: NodeJS.ProcessEnv): Promise<Record<StageName, number>> {
  const state = env.SEMBLANTE_STATE ?? '';
  const settings = parseEnv(readFileSync(join(state, 'semblante.env'), 'utf8'));
  const url = settings.SUPABASE_URL ?? '';
  const account = JSON.parse(readFileSync(join(state, 'demo-user.json'), 'utf8')) as {
    email: string;
    password: string;
  };
  const agent = JSON.parse(readFileSync(join(state, 'companions/agent.json'), 'utf8')) as { pid: number };
  const client = createClient(url, settings.SUPABASE_PUBLISHABLE_KEY ?? '', {
    auth: { persistSession: false },
  });
  const { data, error } = await client.auth.signInWithPassword(account);
  if (error) throw error;
  const token = data.session.access_token;
  const result: Partial<Record<StageName, number>> = {};
  for (const stage of StageName.options) {
    const idle = descendants(agent.pid);
    const body = JSON.stringify({
      avatar_id: 'br_corporate_ana',
      script: stage === 'compositing' ? SCRIPT.slice(0, 80) : SCRIPT,
      voice_config: { language: 'pt-BR' },
      render_settings: { resolution: '640x360', quality: 'draft' },
    });
    const { job_id: id } = RenderAnswer.parse(
      await callApi(url, token, '/avatars/render', { method: 'POST', body }),
    );
    const status = async () => JobView.parse(await callApi(url, token, `/avatars/render/status/${id}`));
    await until(async () => {
      const job = await status();
      if (job.status === 'completed' || job.status === 'failed')
        throw new Error(`the job ended before ${stage}`);
      return job.current_stage === stage && descendants(agent.pid) > idle;
    }, `${stage} to begin`);
    const asked = performance.now();
    await callApi(url, token, `/avatars/render/${id}/cancel`, { method: 'POST' });
    await until(() => descendants(agent.pid) <= idle, `the tools of ${stage} to end`);
    result[stage] = Number(((performance.now() - asked) / 1000).toFixed(2));
    if ((await status()).status !== 'cancelled') throw new Error(`the job was not cancelled in ${stage}`);
  }
  return result as Record<StageName, number>;
}
