/** The task protocol as an agent speaks it: SQL functions called through PostgREST, every answer checked. */
import type { SupabaseClient } from '@supabase/supabase-js';
import { z } from 'zod';
import {
  ClaimedTask,
  HeartbeatAnswer,
  type TaskFailure,
  type TaskReport,
} from '../../supabase/functions/_shared/contract/job.ts';
import { LeaseLost } from './lease.ts';

/** Nobody answered, or the answer says to try again: network, 5xx, 429, an expired token. */
export class QueueUnreachable extends Error {
  override readonly name = 'QueueUnreachable';
}

/** The database understood and said no. Trying again changes nothing. */
export class QueueRefused extends Error {
  override readonly name = 'QueueRefused';
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

export interface QueueSession {
  readonly client: SupabaseClient;
  renew(): Promise<void>;
}

const WebhookDelivery = z.object({
  id: z.uuid(),
  /** Fences the settlement. */
  attempt: z.int(),
  url: z.string(),
  body: z.string(),
  /** The value of Semblante-Signature: an agent holds no secret. */
  signature: z.string(),
});
export type WebhookDelivery = z.infer<typeof WebhookDelivery>;

/** What an agent offers when it asks for work: stages it does and qualified names of engines it has free. */
export interface WorkOffer {
  readonly stages: readonly string[];
  readonly engines: readonly string[];
  readonly leaseSeconds: number;
}

const CompletionAnswer = z.object({ completed: z.object({ task_id: z.uuid() }), task: z.unknown() });

const FailAnswer = z.object({ status: z.enum(['retrying', 'failed']), run_after: z.string().nullish() });
export type FailAnswer = z.infer<typeof FailAnswer>;

/** An object that nobody refers to any more, and the folder (`id`) it was queued with. */
const Deletion = z.object({ id: z.int(), bucket: z.string().min(1), path: z.string().min(1) });
export type Deletion = z.infer<typeof Deletion>;

/** A model of a deleted voice that its engine's provider still keeps. */
const VoiceRemoval = z.object({
  id: z.int(),
  engine: z.string().min(1),
  voice_id: z.uuid(),
  model_id: z.string().min(1),
  profile: z.record(z.string(), z.unknown()),
});
export type VoiceRemoval = z.infer<typeof VoiceRemoval>;

/** How much of a stage waits and runs in the whole project. */
const QueueDepth = z.object({
  stage: z.string(),
  waiting: z.int(),
  running: z.int(),
  /** How long the oldest waiting task could have run. */
  oldest_age_s: z.number(),
});
export type QueueDepth = z.infer<typeof QueueDepth>;

export class TaskQueue {
  readonly #session: QueueSession;

  constructor(session: QueueSession) {
    this.#session = session;
  }

  async register(name: string, version: string, capabilities: Record<string, unknown>): Promise<void> {
    await this.#call('register_agent', { name, version, capabilities });
  }

  /** One task under a new lease, or null when nothing waits that these stages and engines could do. */
  async claim({ stages, engines, leaseSeconds }: WorkOffer): Promise<ClaimedTask | null> {
    return this.#read(await this.#call('claim_task', { stages, engines, lease_seconds: leaseSeconds }));
  }

  /** @throws LeaseLost, QueueUnreachable */
  async heartbeat(leaseId: string, progress: number, signal: AbortSignal): Promise<HeartbeatAnswer> {
    return HeartbeatAnswer.parse(await this.#call('heartbeat_task', { lease_id: leaseId, progress }, signal));
  }

  async complete(leaseId: string, artifact: Record<string, unknown>, report: TaskReport): Promise<void> {
    await this.#call('complete_task', { lease_id: leaseId, artifact, report });
  }

  /**
   * Completes the task and claims the next in one transaction. Asked again because nobody answered, it completes nothing
   * twice and answers the task it had claimed, under the same lease and for as long again.
   *
   * @returns the next task, or null when none could be claimed at once: `claim` may find one all the same
   * @throws LeaseLost, QueueUnreachable, QueueRefused
   */
  async completeAndClaim(
    leaseId: string,
    artifact: Record<string, unknown>,
    report: TaskReport,
    { stages, engines, leaseSeconds }: WorkOffer,
  ): Promise<ClaimedTask | null> {
    const answer = await this.#call('complete_and_claim', {
      lease_id: leaseId,
      artifact,
      report,
      stages,
      engines,
      lease_seconds: leaseSeconds,
    });
    const { task } = CompletionAnswer.parse(answer);
    // The completion stands, whatever is wrong with the next task.
    return this.#read(task).catch((error: unknown) => {
      if (error instanceof QueueRefused) return null;
      throw error;
    });
  }

  async fail(leaseId: string, failure: TaskFailure): Promise<FailAnswer> {
    return FailAnswer.parse(await this.#call('fail_task', { lease_id: leaseId, ...failure }));
  }

  /** Gives the task back, and with it the attempt. */
  async release(leaseId: string): Promise<void> {
    await this.#call('release_task', { lease_id: leaseId });
  }

  /**
   * The render engine of all ranges of the film.
   *
   * @param engine Qualified name; taken unless another range settled one before
   * @throws LeaseLost
   */
  async settleEngine(leaseId: string, engine: string): Promise<string> {
    return z.string().parse(await this.#call('settle_engine', { lease_id: leaseId, engine }));
  }

  /** Gives the task back with its attempt, and is not offered it again. */
  async decline(leaseId: string): Promise<void> {
    await this.#call('decline_task', { lease_id: leaseId });
  }

  async depths(): Promise<QueueDepth[]> {
    return z.array(QueueDepth).parse(await this.#call('queue_depths', {}));
  }

  /** Settles what nobody holds. Idempotent; any agent may call it at any time. */
  async sweep(): Promise<void> {
    await this.#call('sweep', {});
  }

  async claimDeletions(limit: number): Promise<Deletion[]> {
    return z.array(Deletion).parse((await this.#call('claim_deletions', { batch: limit })) ?? []);
  }

  async settleDeletions(ids: readonly number[]): Promise<void> {
    await this.#call('settle_deletions', { ids });
  }

  /** @param engines Qualified names, as for `claim` */
  async claimVoiceRemovals(engines: readonly string[]): Promise<VoiceRemoval[]> {
    return z.array(VoiceRemoval).parse((await this.#call('claim_voice_removals', { engines })) ?? []);
  }

  /** @param error Why the model may still be there; left out when it is gone */
  async settleVoiceRemoval(id: number, error?: string): Promise<void> {
    await this.#call('settle_voice_removal', { id, ...(error === undefined ? {} : { error }) });
  }

  async claimWebhookDeliveries(limit: number): Promise<WebhookDelivery[]> {
    return z
      .array(WebhookDelivery)
      .parse((await this.#call('claim_webhook_deliveries', { batch: limit })) ?? []);
  }

  async settleWebhookDelivery(
    { id, attempt }: WebhookDelivery,
    { status, error }: { readonly status?: number; readonly error?: string },
  ): Promise<void> {
    await this.#call('settle_webhook_delivery', {
      id,
      attempt,
      ...(status === undefined ? {} : { response_status: status }),
      ...(error === undefined ? {} : { error }),
    });
  }

  async #read(answer: unknown): Promise<ClaimedTask | null> {
    const task = ClaimedTask.nullable().safeParse(answer);
    if (task.success) return task.data;
    // A task nobody can read would come back with every lease until its attempts are used up: better said at once.
    const { data: lease } = z.object({ lease_id: z.uuid() }).safeParse(answer);
    const message = `The task does not fit the contract: ${z.prettifyError(task.error)}`;
    if (lease) await this.fail(lease.lease_id, { code: 'internal', retryable: false, message, log_tail: '' });
    throw new QueueRefused(200, 'internal', message);
  }

  async #call(name: string, args: Record<string, unknown>, signal?: AbortSignal): Promise<unknown> {
    for (let attempt = 1; ; attempt += 1) {
      const request = this.#session.client.rpc(name, args);
      const { data, error, status } = await (signal ? request.abortSignal(signal) : request);
      if (!error) return data;
      if (status === 401 && attempt === 1) {
        await this.#session.renew().catch((cause: unknown) => {
          throw new QueueUnreachable(`${name}: the session could not be renewed`, { cause });
        });
        continue;
      }
      if (error.details === 'lease_lost') throw new LeaseLost(error.message);
      if (status === 0 || status === 401 || status === 408 || status === 429 || status >= 500) {
        throw new QueueUnreachable(`${name}: ${status || 'no answer'} ${error.message}`);
      }
      throw new QueueRefused(status, error.details || error.code, `${name}: ${error.message}`);
    }
  }
}

/**
 * Repeats `work` while nobody answers, with pauses that double from 100 ms to 2 s, for at most `budgetMs`.
 *
 * @throws whatever `work` threw last
 */
export async function untilAnswered<T>(work: () => Promise<T>, budgetMs: number): Promise<T> {
  const deadline = performance.now() + budgetMs;
  for (let pauseMs = 100; ; pauseMs = Math.min(2000, pauseMs * 2)) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof QueueUnreachable) || performance.now() + pauseMs > deadline) throw error;
      await new Promise((next) => setTimeout(next, pauseMs));
    }
  }
}
