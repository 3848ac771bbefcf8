/** Which Azure Speech resource this agent speaks with, and the list of its voices, which tells a wrong key by status. */
import { z } from 'zod';
import { StageFailure } from '../../failures.ts';
import { backoff, type CloudLine, retryAfter } from './cloud-line.ts';

export const ATTEMPTS = 5;
const REGION = /^[a-z][a-z0-9]{3,40}$/;
export const REMEDY =
  'Set AZURE_SPEECH_KEY and AZURE_SPEECH_REGION (for example brazilsouth) in the agent’s environment to a Speech resource of portal.azure.com and start the agent anew.';

const Voices = z.array(
  z.object({
    ShortName: z.string(),
    Locale: z.string(),
    SecondaryLocaleList: z.array(z.string()).optional(),
    Gender: z.string().optional(),
  }),
);
export type AzureVoice = z.infer<typeof Voices>[number];

export interface AzureAccount {
  readonly key: string;
  readonly region: string;
  /** Of a private endpoint or a test: AZURE_SPEECH_HOST, https. */
  readonly host: string;
}

export function accountOf({ env }: CloudLine): AzureAccount | null {
  const key = env.AZURE_SPEECH_KEY ?? '';
  const region = (env.AZURE_SPEECH_REGION ?? '').toLowerCase().replaceAll(' ', '');
  if (key === '' || !REGION.test(region)) return null;
  const host = env.AZURE_SPEECH_HOST || `https://${region}.tts.speech.microsoft.com`;
  return { key, region, host: host.replace(/\/+$/, '') };
}

/** @throws {StageFailure} what the service's status says, with what to do */
export async function listVoices(
  account: AzureAccount,
  signal: AbortSignal,
  line: CloudLine,
): Promise<AzureVoice[]> {
  for (let attempt = 1; ; attempt++) {
    const limit = AbortSignal.timeout(line.timeoutSeconds * 1000);
    let failure: StageFailure;
    let after: number | null = null;
    try {
      const response = await fetch(`${account.host}/cognitiveservices/voices/list`, {
        headers: { 'ocp-apim-subscription-key': account.key, 'user-agent': 'semblante' },
        signal: AbortSignal.any([signal, limit]),
      });
      if (response.ok) return Voices.parse(await response.json());
      await response.body?.cancel();
      if (response.status === 401 || response.status === 403) {
        throw new StageFailure(
          'engine_refused',
          `Azure Speech refuses this agent’s key in the region ${account.region}: a key belongs to one region. ${REMEDY}`,
        );
      }
      after = retryAfter(response.headers);
      failure = new StageFailure(
        'engine_unavailable',
        `Azure Speech answers with status ${response.status}.`,
      );
      if (response.status !== 429 && response.status < 500)
        throw new StageFailure('engine_refused', failure.message);
    } catch (cause) {
      signal.throwIfAborted();
      if (cause instanceof StageFailure) throw cause;
      failure = limit.aborted
        ? new StageFailure('tool_timeout', `Azure Speech did not answer within ${line.timeoutSeconds} s.`, {
            cause,
          })
        : new StageFailure(
            'engine_unavailable',
            `${new URL(account.host).host} cannot be reached; check AZURE_SPEECH_REGION (${account.region}) and the network.`,
            { cause },
          );
    }
    if (attempt >= ATTEMPTS) throw failure;
    await line.wait(after ?? backoff(attempt), signal);
  }
}
