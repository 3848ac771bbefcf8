/** What Realtime broadcasts. Rows are the truth; an event only says that it is worth looking again. */
import { z } from 'zod';
import { JobStatus, StageName } from './job.ts';

export const JOB_EVENTS = ['job_progressed', 'job_completed', 'job_failed', 'job_cancelled'] as const;
export type JobEventName = (typeof JOB_EVENTS)[number];

export const JobEvent = z.object({
  job_id: z.uuid(),
  /** Grows by one with every change of the job: an event with a smaller seq than one already seen is stale. */
  seq: z.int().min(0),
  status: JobStatus,
  progress: z.number().min(0).max(1),
  current_stage: StageName.nullable(),
  stage_progress: z.number().min(0).max(1),
  eta_s: z.number().nullable(),
});
export type JobEvent = z.infer<typeof JobEvent>;

/** Private topic of a job: its owner may listen, nobody may speak. */
export const jobTopic = (jobId: string): string => `job:${jobId}`;

/** Private topics agents listen on where Realtime lets their role in; `task_available` {stage}. */
export const AGENTS_TOPIC = 'agents';
/** `task_cancelled` {lease_id}. The id is the agent's user id. */
export const agentTopic = (agentId: string): string => `agent:${agentId}`;
