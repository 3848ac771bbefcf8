/**
 * The agent: signs in, says what it can do, and keeps its slots busy. Realtime wakes it where it is allowed to listen;
 * a poll with jitter finds work in any case, so a refused or broken Realtime costs seconds and never a task.
 */
import { AGENTS_TOPIC, agentTopic } from '../../supabase/functions/_shared/contract/events.ts';
import type { ClaimedTask, TaskStage } from '../../supabase/functions/_shared/contract/job.ts';
import { keptCalibration, type RateSample } from './calibration.ts';
import { capabilitiesOf } from './capabilities.ts';
import type { AgentConfig } from './config.ts';
import { removeQueued, removeVoiceModels } from './deletions.ts';
import { EngineLimits } from './engine-limits.ts';
import { keepHostReady } from './engines/hosted.ts';
import {
  type Engines,
  onlyNamed,
  type ProbedEngines,
  probeEngines,
  qualifiedNames,
  STAGE_ENGINES,
  whyNothing,
} from './engines/registry.ts';
import { HostGuard } from './host-guard.ts';
import { Housekeeping } from './housekeeping.ts';
import { type ClaimedWork, type Lane, LaneLoop, lanesOf } from './lanes.ts';
import type { AgentLog } from './log.ts';
import { AgentMetrics, serveMetrics } from './metrics.ts';
import { QueueRefused, TaskQueue, type WorkOffer } from './queue.ts';
import { AgentSession, SignInRefused } from './session.ts';
import type { Stop } from './shutdown.ts';
import type { Stages } from './stages/stage.ts';
import { Toolbox } from './subprocess.ts';
import { type RunnerParts, type RunningTask, startTask } from './task-runner.ts';
import { VERSION } from './version.ts';
import { startWebhooks } from './webhooks/deliver.ts';
import { Workdir } from './workdir.ts';

export interface AgentParts {
  readonly config: AgentConfig;
  readonly engines: Engines;
  readonly stages: Stages;
  readonly log: AgentLog;
  readonly scrub: (text: string) => string;
  readonly stop: Stop;
}

/** Nothing this host can do is missing only one thing: the message names each engine and its remedy. */
export class NothingToOffer extends Error {
  override readonly name = 'NothingToOffer';
}

/** With Realtime listening, polling is only the safety net. */
const QUIET_POLL_FACTOR = 5;
/** How long after a call for work the agent looks more often, milliseconds. */
const CALL_ECHO_MS = 3000;

/**
 * Works until `stop` says so, or with `once` until nothing is left to do.
 *
 * @throws SignInRefused, NothingToOffer
 */
export async function runAgent(parts: AgentParts): Promise<void> {
  const { config, log } = parts;
  const toolbox = new Toolbox({ termGraceMs: config.termGraceMs });
  const { workdir, removed } = await Workdir.open(config.workdir);
  if (removed.length > 0)
    log.info({ event: 'leftovers_removed', folders: removed }, 'removed folders of dead agents');
  const session = new AgentSession(config);
  const metrics = new AgentMetrics();
  const metricsServer = config.metricsAddress
    ? await serveMetrics(metrics, config.metricsAddress)
    : undefined;
  try {
    const probed = await probeEngines(parts.engines, config.engines);
    const stages = offeredStages(config.stages, parts.stages, probed);
    if (stages.length === 0) throw new NothingToOffer(whyNothing(probed));
    const engines = qualifiedNames(probed.offered);
    await persist('sign-in', () => session.signIn(), parts);
    const queue = new TaskQueue(session);
    metrics.watch({ queueDepths: () => queue.depths(), workdir: config.workdir });
    const capabilities = await capabilitiesOf(probed, config, toolbox, workdir.path);
    const measured = await keptCalibration(config.workdir, probed);
    const register = (calibration: readonly RateSample[]) =>
      queue.register(config.name, VERSION, { ...capabilities, calibration });
    await persist('registration', () => register(measured ?? []), parts);
    metrics.contacted();
    log.info(
      { event: 'agent_ready', agent_id: session.agentId, stages, engines, version: VERSION },
      'agent ready',
    );
    const runner: RunnerParts = {
      queue,
      session,
      stages: parts.stages,
      engines: probed.offered,
      toolbox,
      workdir,
      log,
      metrics,
      scrub: parts.scrub,
      leaseMs: config.leaseSeconds * 1000,
      heartbeatMs: config.heartbeatMs,
      stallMs: config.stallMs,
    };
    if (stages.includes('speech_preview') && config.previews > 0) keepHostReady(toolbox, workdir.path);
    const keeping = { config, probed, session, toolbox, workdir, log, tell: register };
    const housekeeping = new Housekeeping(keeping, measured !== undefined);
    await new Slots(parts, runner, stages, engines, housekeeping).work();
  } finally {
    await Promise.all(parts.engines.render.map((engine) => engine.close?.()));
    toolbox.close();
    await metricsServer?.close();
    await workdir.close();
    await Promise.race([
      session.close().catch(() => {}),
      new Promise((late) => setTimeout(late, 2000).unref()),
    ]);
  }
}

function offeredStages(
  wanted: readonly TaskStage[],
  stages: Stages,
  { offered }: ProbedEngines,
): TaskStage[] {
  return wanted.filter(
    (stage) =>
      stages[stage] !== undefined &&
      offered[STAGE_ENGINES[stage]].length > 0 &&
      // A preview is spoken and solved in one go.
      (stage !== 'speech_preview' || offered.face.length > 0),
  );
}

/** Repeats what needs the network until it works or the agent stops; an account that is refused ends it at once. */
async function persist(what: string, work: () => Promise<void>, { log, stop }: AgentParts): Promise<void> {
  for (let pauseMs = 500; ; pauseMs = Math.min(30_000, pauseMs * 2)) {
    try {
      return await work();
    } catch (error) {
      if (error instanceof SignInRefused || error instanceof QueueRefused || stop.requested) throw error;
      log.warn({ event: 'unreachable', err: error, retry_ms: pauseMs }, `${what} did not work, trying again`);
      await Promise.race([stop.whenRequested, new Promise((next) => setTimeout(next, pauseMs))]);
    }
  }
}

class Slots {
  readonly #parts: AgentParts;
  readonly #runner: RunnerParts;
  readonly #engines: readonly string[];
  readonly #lanes: readonly LaneLoop[];
  readonly #housekeeping: Housekeeping;
  readonly #limits: EngineLimits;
  readonly #guard: HostGuard;
  readonly #running = new Map<string, RunningTask>();
  /** What was claimed and not yet started, by lease: the engines that were offered and the end of its count. */
  readonly #claimed = new Map<
    string,
    { readonly engines: readonly string[]; readonly counted: () => void }
  >();
  readonly #started = new Set<Promise<unknown>>();
  #listening = false;
  #calledAt = Number.NEGATIVE_INFINITY;
  #refused = false;
  #sweepAt = 0;

  constructor(
    parts: AgentParts,
    runner: RunnerParts,
    stages: readonly TaskStage[],
    engines: readonly string[],
    housekeeping: Housekeeping,
  ) {
    this.#housekeeping = housekeeping;
    this.#parts = parts;
    this.#runner = runner;
    this.#engines = engines;
    const { config, stop } = parts;
    this.#limits = new EngineLimits(config.engineLimits);
    this.#guard = new HostGuard({
      workdir: config.workdir,
      diskFloor: config.diskFloorBytes,
      gpuFloor: config.gpuFloorBytes,
      log: parts.log,
      onChange: (reason, held) => runner.metrics.heldBack(reason, held),
    });
    this.#lanes = lanesOf(stages, config).map(
      (lane) =>
        new LaneLoop(lane, {
          claim: (of) => this.#claim(of),
          start: (work, of) => {
            const started = this.#start(work, of);
            this.#started.add(started);
            return started.finally(() => this.#started.delete(started));
          },
          // Jittered, so that a fleet does not ask in step.
          restMs: () => config.pollMs * this.#patience() * (0.75 + Math.random() / 2),
          stopping: () => stop.requested,
          once: config.once,
        }),
    );
  }

  async work(): Promise<void> {
    const { config, stop } = this.#parts;
    if (!config.once) await this.#listen();
    const sweeping = config.once
      ? undefined
      : setInterval(() => void this.#tend(), Math.max(100, config.sweepMs / 4));
    const webhooks =
      config.once || config.webhookMs === 0
        ? undefined
        : startWebhooks(this.#runner.queue, config.webhookAllow, config.webhookMs, this.#parts.log);
    void stop.whenRequested.then(() => this.#rouse());
    try {
      await Promise.all(this.#lanes.map((lane) => lane.work()));
    } finally {
      clearInterval(sweeping);
      await webhooks?.stop();
      this.#housekeeping.close();
      await this.#drain();
    }
  }

  async #claim(lane: Lane): Promise<ClaimedTask | null> {
    const { log, stop } = this.#parts;
    try {
      const offer = await this.#offer(lane);
      const task = await this.#runner.queue.claim(offer);
      if (task) this.#count(task, lane, offer.engines);
      this.#runner.metrics.contacted();
      return task;
    } catch (error) {
      if (!stop.requested) log.warn({ event: 'claim_failed', err: error }, 'could not ask for work');
      return null;
    }
  }

  /** @param ending Engines of a task whose slot the work would take */
  async #offer({ stages, limited, leaseSeconds }: Lane, ending?: readonly string[]): Promise<WorkOffer> {
    const engines = limited ? this.#limits.free(this.#engines, ending) : this.#engines;
    return { ...(await this.#guard.narrow({ stages, engines })), leaseSeconds };
  }

  #count(task: ClaimedTask, { limited }: Lane, engines: readonly string[]): void {
    const counted = this.#limits.take(limited ? task.engine : undefined, engines);
    this.#claimed.set(task.lease_id, { engines, counted });
  }

  /** Resolves when the task has ended, with the one that its completion claimed. */
  async #start(work: ClaimedWork, lane: Lane): Promise<ClaimedWork | undefined> {
    const { stop, log } = this.#parts;
    const { task } = work;
    const { engines, counted } = this.#claimed.get(task.lease_id) ?? {
      engines: this.#engines,
      counted: () => {},
    };
    this.#claimed.delete(task.lease_id);
    const ending = this.#limits.counted(lane.limited ? task.engine : undefined, engines);
    let following: ClaimedWork | undefined;
    const running = startTask(
      work,
      {
        ...this.#runner,
        engines: onlyNamed(this.#runner.engines, engines),
        leaseMs: lane.leaseSeconds * 1000,
      },
      {
        offer: () =>
          stop.requested
            ? Promise.resolve(undefined)
            : this.#offer(lane, ending).catch((error: unknown) => {
                log.warn({ event: 'offer_failed', err: error }, 'completes without asking for more work');
                return undefined;
              }),
        take: (next, offer) => {
          following = next;
          counted();
          this.#count(next.task, lane, offer.engines);
          this.#runner.metrics.contacted();
        },
      },
    );
    this.#running.set(task.lease_id, running);
    this.#housekeeping.began();
    await running.ended;
    counted();
    this.#housekeeping.ended();
    this.#running.delete(task.lease_id);
    if (!following || !stop.requested) return following;
    // Claimed while the agent was told to stop: given back with its attempt, or left to the end of its lease.
    const { lease_id } = following.task;
    this.#claimed.get(lease_id)?.counted();
    this.#claimed.delete(lease_id);
    await this.#runner.queue.release(lease_id).catch((error: unknown) => {
      log.warn({ event: 'release_failed', err: error }, 'could not be given back: its lease runs out');
    });
    return undefined;
  }

  /** Shortly after a call somebody else may still hold the film's row: then the next look comes soon. */
  #patience(): number {
    const called = performance.now() - this.#calledAt < CALL_ECHO_MS;
    return called ? 0.5 : this.#listening ? QUIET_POLL_FACTOR : 1;
  }

  /** Wakes the lanes that do `stage`, or all. */
  #rouse(stage?: unknown): void {
    this.#calledAt = performance.now();
    for (const loop of this.#lanes) {
      const stages: readonly unknown[] = loop.lane.stages;
      if (stage === undefined || stages.includes(stage)) loop.rouse();
    }
  }

  async #listen(): Promise<void> {
    const { client, agentId } = this.#runner.session;
    await client.realtime.setAuth();
    this.#subscribe(AGENTS_TOPIC, 'task_available', ({ stage }) => this.#rouse(stage));
    this.#subscribe(agentTopic(agentId), 'task_cancelled', (payload) => {
      const leaseId = payload.lease_id;
      if (typeof leaseId === 'string') this.#running.get(leaseId)?.lease.abort('cancelled');
    });
  }

  #subscribe(topic: string, event: string, hear: (payload: Record<string, unknown>) => void): void {
    const { log } = this.#parts;
    this.#runner.session.client
      .channel(topic, { config: { private: true } })
      .on('broadcast', { event }, (message) => hear((message.payload ?? {}) as Record<string, unknown>))
      .subscribe((status, error) => {
        const joined = status === 'SUBSCRIBED';
        if (topic === AGENTS_TOPIC) this.#listening = joined;
        // Whatever was announced before the channel was joined has not been heard.
        if (joined) {
          log.debug({ event: 'realtime_joined', topic }, 'listening');
          this.#rouse();
        }
        if (joined || this.#refused || this.#parts.stop.requested || status === 'CLOSED') return;
        this.#refused = true;
        log.warn(
          { event: 'realtime_refused', topic, status, err: error },
          'Realtime does not answer; polling instead',
        );
      });
  }

  async #tend(): Promise<void> {
    await Promise.all([this.#sweep(), this.#housekeeping.tick()]);
  }

  async #sweep(): Promise<void> {
    const { config, log } = this.#parts;
    if (performance.now() < this.#sweepAt) return;
    this.#sweepAt = performance.now() + config.sweepMs * (0.75 + Math.random() / 2);
    try {
      await this.#runner.queue.sweep();
      const objects = await removeQueued(this.#runner.queue, this.#runner.session.client);
      if (objects > 0) log.info({ event: 'objects_removed', objects }, 'removed files nobody refers to');
      const models = await removeVoiceModels(this.#runner.queue, this.#runner.engines.speech);
      if (models.removed > 0)
        log.info(
          { event: 'voice_models_removed', models: models.removed },
          'removed models of deleted voices',
        );
      if (models.failed.length > 0)
        log.warn(
          { event: 'voice_models_left', reasons: models.failed },
          'models of deleted voices could not be removed; they are tried again',
        );
    } catch (error) {
      log.warn({ event: 'sweep_failed', err: error }, 'the sweep did not work; another one follows');
    }
  }

  /** Lets what runs go on for the grace period, then stops it and gives it back. */
  async #drain(): Promise<void> {
    const { config, log, stop } = this.#parts;
    const running = [...this.#running.values()];
    if (running.length === 0) return void (await Promise.all(this.#started));
    const ended = Promise.all(running.map((task) => task.ended));
    if (stop.requested) {
      log.info(
        { event: 'draining', tasks: running.length, grace_s: config.graceMs / 1000 },
        'waiting for running tasks',
      );
      const grace = new Promise((over) => setTimeout(over, config.graceMs).unref());
      await Promise.race([ended, grace, stop.whenForced]);
      for (const task of this.#running.values()) task.lease.abort('shutdown');
      void stop.whenForced.then(() => this.#runner.toolbox.killNow());
    }
    await ended;
    await Promise.all(this.#started);
  }
}
