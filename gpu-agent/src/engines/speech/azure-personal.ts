/**
 * Azure personal voice: a project, a consent and a voice of our own naming in the agent's Speech resource, made from a
 * recording and from the speaker's statement in Microsoft's words. Shapes of the custom voice API, 2024-02-01-preview:
 * https://learn.microsoft.com/azure/ai-services/speech-service/personal-voice-overview
 */
import { z } from 'zod';
import type { VoiceArtifact } from '../../../../supabase/functions/_shared/contract/job.ts';
import { StageFailure } from '../../failures.ts';
import type { CloneRequest, EngineContext, VoiceModel } from '../engine.ts';
import { ATTEMPTS, type AzureAccount, accountOf, REMEDY } from './azure-account.ts';
import { backoff, type CloudLine, PRODUCT_LINE, retryAfter } from './cloud-line.ts';
import { encodeForCloud } from './cloud-recording.ts';

/** Where personal voices may be made; others need AZURE_PERSONAL_VOICE_HOST, for what Microsoft adds. */
const REGIONS = ['westeurope', 'eastus', 'westus2', 'southeastasia', 'eastasia'];
const API_VERSION = '2024-02-01-preview';
/** Tells word times and takes IPA, which the Dragon models do not. */
const MODEL = 'PhoenixLatestNeural';
const PROMPT_SECONDS = 90;
const STATEMENT_SECONDS = 60;
const POLL_SECONDS = 2;
/** Microsoft speaks of seconds; after this the service is taken to be stuck. */
const LONGEST_WAIT_SECONDS = 300;
/** 16 bits at 24 kHz, as the prompts and consents of the documentation. */
const WAV = ['-ar', '24000', '-c:a', 'pcm_s16le'];
const CLEAN_UP_MS = 10_000;

interface Api extends AzureAccount {
  /** Of the custom voice API, https. */
  readonly api: string;
  readonly version: string;
}

export interface PersonalAccount extends Api {
  /** As speakers say it in their statement. */
  readonly company: string;
  readonly model: string;
}

/** @returns the account, or a sentence that says what its operator must set up first */
export function personalAccountOf(line: CloudLine): PersonalAccount | string {
  const account = accountOf(line);
  if (account === null) return REMEDY;
  const { env } = line;
  const company = (env.AZURE_SPEECH_COMPANY ?? '').trim();
  if (company === '') {
    return 'Set AZURE_SPEECH_COMPANY to the company that speakers name in their statement, as registered with Microsoft for personal voice (limited access: https://aka.ms/customneural).';
  }
  const named = env.AZURE_PERSONAL_VOICE_HOST ?? '';
  if (named === '' && !REGIONS.includes(account.region)) {
    return `Azure makes personal voices in ${REGIONS.join(', ')}, not in ${account.region}: use a Speech resource there, or set AZURE_PERSONAL_VOICE_HOST.`;
  }
  return { ...apiOf(account, env), company, model: env.AZURE_PERSONAL_VOICE_MODEL || MODEL };
}

function apiOf(account: AzureAccount, env: NodeJS.ProcessEnv): Api {
  const host = env.AZURE_PERSONAL_VOICE_HOST || `https://${account.region}.api.cognitive.microsoft.com`;
  const version = env.AZURE_PERSONAL_VOICE_API_VERSION || API_VERSION;
  return { ...account, api: host.replace(/\/+$/, ''), version };
}

const Profile = z.object({
  kind: z.literal('azure personal voice'),
  speaker_profile_id: z.string().min(1),
  model: z.string().min(1),
  region: z.string(),
});

/** What to speak with of what training left, or null when another engine trained. */
export function personalProfile(
  profile: Readonly<Record<string, unknown>>,
): { readonly speakerProfileId: string; readonly model: string; readonly region: string } | null {
  const parsed = Profile.safeParse(profile).data;
  if (!parsed) return null;
  return { speakerProfileId: parsed.speaker_profile_id, model: parsed.model, region: parsed.region };
}

const Made = z.object({
  status: z.enum(['NotStarted', 'Running', 'Succeeded', 'Failed', 'Disabling', 'Disabled']),
  speakerProfileId: z.string().optional(),
  properties: z.object({ failureReason: z.string().optional() }).nullish(),
});
type Made = z.infer<typeof Made>;

/**
 * Project, consent, voice, each waited for. The names are the voice's own, so that an attempt which broke off is found
 * and removed by the next one.
 *
 * @throws {StageFailure} `consent_refused` when the statement is missing, is not the one asked for, or is another
 *   person's; `input_invalid` for what is no recording; as `call`. Nothing is left with the provider then.
 */
export async function cloneAzureVoice(
  { samplePath, language, name, statement }: CloneRequest,
  context: EngineContext,
  line: CloudLine = PRODUCT_LINE,
): Promise<VoiceArtifact> {
  const account = personalAccountOf(line);
  if (typeof account === 'string') throw new StageFailure('engine_refused', account);
  if (!statement) {
    throw new StageFailure('consent_refused', 'Azure needs the statement of consent as its speaker said it.');
  }
  const prompt = await encodeForCloud(samplePath, 'azure-prompt.wav', WAV, PROMPT_SECONDS, context);
  const spoken = await encodeForCloud(statement.path, 'azure-statement.wav', WAV, STATEMENT_SECONDS, context);
  const id = name.replaceAll(/[^A-Za-z0-9.-]+/g, '-');
  const on = { account, line, signal: context.signal };
  await remove(id, on);
  context.progress(0.1);
  try {
    const project = JSON.stringify({ kind: 'PersonalVoice', description: 'Made by Semblante' });
    await call(on, 'PUT', `projects/${id}`, { body: project, type: 'application/json' });
    context.progress(0.2);
    await call(on, 'POST', `consents/${id}`, {
      body: () =>
        form(spoken, {
          projectId: id,
          voiceTalentName: statement.talent,
          companyName: account.company,
          locale: statement.language,
        }),
    });
    context.progress(0.35);
    await settled(on, `consents/${id}`, account.company);
    context.progress(0.6);
    await call(on, 'POST', `personalvoices/${id}`, {
      body: () => form(prompt, { projectId: id, consentId: id }),
    });
    context.progress(0.75);
    const { speakerProfileId } = await settled(on, `personalvoices/${id}`, account.company);
    if (!speakerProfileId)
      throw new StageFailure('tool_output_invalid', 'Azure made a voice without a profile.');
    context.progress(1);
    return {
      engine: 'azure',
      profile: {
        kind: 'azure personal voice',
        voice_id: id,
        speaker_profile_id: speakerProfileId,
        model: account.model,
        region: account.region,
        language,
      },
    };
  } catch (error) {
    // What cannot be removed now is removed by the next attempt, or when the voice is deleted.
    await remove(id, { ...on, signal: AbortSignal.timeout(CLEAN_UP_MS) }).catch((left: unknown) =>
      context.log.warn({ id, err: left }, 'a voice that could not be made is still with Azure'),
    );
    throw error;
  }
}

/**
 * Voice, consent and project, in this order. What is gone already is deleted. Needs the key alone: a host may lose its
 * company's name, and its voices must go all the same.
 *
 * @throws {StageFailure} as `call`; ask again later when it is retryable
 */
export async function deleteAzureVoice(
  { modelId, profile }: Pick<VoiceModel, 'modelId' | 'profile'>,
  signal: AbortSignal,
  line: CloudLine = PRODUCT_LINE,
): Promise<void> {
  const account = accountOf(line);
  if (account === null) throw new StageFailure('engine_unavailable', REMEDY);
  if (typeof profile?.region === 'string' && profile.region !== account.region) {
    // Not there is gone: in another region that would be a lie.
    throw new StageFailure(
      'engine_unavailable',
      `The voice is kept in ${profile.region}, not in ${account.region}.`,
    );
  }
  await remove(modelId, { account: apiOf(account, line.env), line, signal });
}

interface On {
  readonly account: Api;
  readonly line: CloudLine;
  readonly signal: AbortSignal;
}

async function remove(id: string, on: On): Promise<void> {
  for (const what of ['personalvoices', 'consents', 'projects'] as const) {
    await call(on, 'DELETE', `${what}/${encodeURIComponent(id)}`, { absent: true });
  }
}

function form(wav: Buffer, fields: Readonly<Record<string, string>>): FormData {
  const data = new FormData();
  for (const [name, value] of Object.entries(fields)) data.set(name, value);
  data.append('audiodata', new Blob([new Uint8Array(wav)], { type: 'audio/wav' }), 'recording.wav');
  return data;
}
/** Waits until the service has judged what was sent. */
async function settled(on: On, path: string, company: string): Promise<Made> {
  for (let waited = 0; waited <= LONGEST_WAIT_SECONDS; waited += POLL_SECONDS) {
    const made = Made.safeParse(await call(on, 'GET', path));
    if (!made.success)
      throw new StageFailure('tool_output_invalid', 'Azure answered without a known status.');
    if (made.data.status === 'Succeeded') return made.data;
    if (made.data.status !== 'NotStarted' && made.data.status !== 'Running')
      throw refusal(made.data, company);
    await on.line.wait(POLL_SECONDS, on.signal);
  }
  throw new StageFailure('tool_timeout', `Azure did not finish within ${LONGEST_WAIT_SECONDS} s.`);
}

/** A reason decides; what it means for the person who recorded is said in our words. */
function refusal({ status, properties }: Made, company: string): StageFailure {
  const reason = properties?.failureReason ?? '';
  switch (reason) {
    case 'AudioAndScriptNotMatch':
      return new StageFailure(
        'consent_refused',
        `Azure did not hear its statement of consent, with the speaker’s name as given and the company ${company}, in the recording.`,
      );
    case 'SpeakerVerificationFailed':
      return new StageFailure('consent_refused', 'Azure hears two people: one consents, another one speaks.');
    case 'Internal':
    case 'DataNotReady':
      return new StageFailure('engine_unavailable', 'Azure failed while it worked on the recordings.');
    case '':
    case 'None':
      return new StageFailure('engine_unavailable', `Azure gave up without a reason (status ${status}).`);
    default:
      return new StageFailure('engine_refused', `Azure cannot use the recordings: ${reason.slice(0, 100)}.`);
  }
}

interface Sent {
  readonly body?: string | (() => FormData);
  readonly type?: string;
  /** What is not there is no failure. */
  readonly absent?: boolean;
}

const ErrorBody = z.object({
  error: z.object({
    code: z.string(),
    message: z.string(),
    innererror: z.object({ code: z.string().optional(), message: z.string().optional() }).nullish(),
  }),
});

/**
 * One request, asked again where that may help.
 * @throws {StageFailure} `engine_refused` (key, access, request), `voice_unavailable` (not there), `engine_unavailable`
 *   or `tool_timeout` (worth another attempt later); the signal's reason when aborted
 */
async function call(
  { account, line, signal }: On,
  method: 'GET' | 'PUT' | 'POST' | 'DELETE',
  path: string,
  { body, type, absent }: Sent = {},
): Promise<unknown> {
  const url = `${account.api}/customvoice/${path}?api-version=${encodeURIComponent(account.version)}`;
  for (let attempt = 1; ; attempt++) {
    signal.throwIfAborted();
    const limit = AbortSignal.timeout(line.timeoutSeconds * 1000);
    let failure: StageFailure;
    let after: number | null = null;
    try {
      const response = await fetch(url, {
        method,
        headers: {
          'ocp-apim-subscription-key': account.key,
          'user-agent': 'semblante',
          ...(type === undefined ? {} : { 'content-type': type }),
        },
        ...(body === undefined ? {} : { body: typeof body === 'string' ? body : body() }),
        signal: AbortSignal.any([signal, limit]),
      });
      const text = await response.text();
      if (response.ok) return text === '' ? null : JSON.parse(text);
      if (response.status === 404 && absent) return null;
      failure = judge(response.status, text, account);
      after = retryAfter(response.headers);
    } catch (cause) {
      signal.throwIfAborted();
      failure = unheard(cause, limit.aborted, account, line);
    }
    if (!failure.retryable || attempt >= ATTEMPTS) throw failure;
    await line.wait(after ?? backoff(attempt), signal);
  }
}

function unheard(cause: unknown, late: boolean, account: Api, line: CloudLine): StageFailure {
  if (late) {
    return new StageFailure('tool_timeout', `Azure did not answer within ${line.timeoutSeconds} s.`, {
      cause,
    });
  }
  const message =
    cause instanceof SyntaxError
      ? 'Azure answered something that is no JSON; a proxy may stand between.'
      : `${new URL(account.api).host} cannot be reached or broke off its answer; check the agent’s network.`;
  return new StageFailure('engine_unavailable', message, { cause });
}

function judge(status: number, text: string, account: Api): StageFailure {
  const { code, said } = detailOf(text, account);
  const tell = (failure: 'engine_refused' | 'engine_unavailable' | 'voice_unavailable', why: string) =>
    new StageFailure(failure, `${why}${said === '' ? '' : ` Azure says: ${said}`}`);
  if (code === 'QuotaExceeded' || /quota/i.test(said)) {
    return tell(
      'engine_refused',
      'The Speech resource may hold no more personal voices; delete some or ask Microsoft for more.',
    );
  }
  if (status === 401) return tell('engine_refused', `Azure refuses this agent’s key. ${REMEDY}`);
  if (status === 403) {
    return tell(
      'engine_refused',
      'Personal voice is not open to this Speech resource: apply at https://aka.ms/customneural.',
    );
  }
  if (status === 404) return tell('voice_unavailable', 'Azure no longer has what was asked for.');
  if (status === 429) return tell('engine_unavailable', 'Azure allows no more requests at once.');
  // 409: what an earlier attempt left is still being removed.
  if (status === 408 || status === 409 || status >= 500) {
    return tell('engine_unavailable', `Azure failed (status ${status}).`);
  }
  return tell('engine_refused', `Azure refused the request (status ${status}).`);
}

function detailOf(text: string, { key }: Api): { readonly code: string; readonly said: string } {
  try {
    const { error } = ErrorBody.parse(JSON.parse(text));
    const said = error.innererror?.message ?? error.message;
    return { code: error.innererror?.code ?? error.code, said: said.replaceAll(key, '***').slice(0, 300) };
  } catch {
    return { code: '', said: '' };
  }
}
