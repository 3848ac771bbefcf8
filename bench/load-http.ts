/**
 * What the API costs over PostgREST: the same films queued by the same people, in turn over one road and the other, four
 * at a time. On the local stack both roads end in the same gateway and database.
 */
import { percentile } from '../gpu-agent/src/speech/pitch.ts';
import type { TestStack } from '../local-stack/src/testing.ts';

const AT_ONCE = 4;
const WARM_UP = 5;

export interface HttpFigures {
  readonly api_p50_ms: number;
  readonly api_p95_ms: number;
  readonly postgrest_p50_ms: number;
  readonly postgrest_p95_ms: number;
  readonly jobs: number;
}

/**
 * @param tokens Access tokens of as many people as requests run at once
 * @throws when a request is refused
 */
export async function compareRoads(
  stack: TestStack,
  tokens: readonly string[],
  requests: number,
): Promise<HttpFigures> {
  const film = {
    avatar_id: 'br_corporate_ana',
    script: 'Bom dia, pessoal.',
    voice_config: { language: 'pt-BR' },
    render_settings: { resolution: '640x360', quality: 'draft' },
  };
  const post = async (url: string, token: string): Promise<number> => {
    const started = performance.now();
    const response = await fetch(url, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${token}`,
        apikey: stack.keys.publishable,
        'content-type': 'application/json',
      },
      body: JSON.stringify(film),
    });
    const answer = await response.text();
    if (!response.ok) throw new Error(`${url} answered ${response.status}: ${answer.slice(0, 300)}`);
    return performance.now() - started;
  };
  const roads = {
    api: `${stack.url}/api/v2/avatars/render`,
    postgrest: `${stack.url}/rest/v1/rpc/create_render_job`,
  };
  const times = { api: [] as number[], postgrest: [] as number[] };
  await Promise.all(
    tokens.slice(0, AT_ONCE).map(async (token) => {
      for (let i = -WARM_UP; i < requests / AT_ONCE; i += 1) {
        for (const road of ['api', 'postgrest'] as const) {
          const took = await post(roads[road], token);
          if (i >= 0) times[road].push(took);
        }
      }
    }),
  );
  const at = (road: keyof typeof times, share: number) => Number(percentile(times[road], share).toFixed(1));
  return {
    api_p50_ms: at('api', 0.5),
    api_p95_ms: at('api', 0.95),
    postgrest_p50_ms: at('postgrest', 0.5),
    postgrest_p95_ms: at('postgrest', 0.95),
    jobs: times.api.length,
  };
}
