/** A job's rows as the API shows them. */

import type { Db } from '../../_shared/clients.ts';
import type { JobView } from '../../_shared/contract/api.ts';
import { FAILURE_CODES, FailureCode } from '../../_shared/contract/errors.ts';
import { JobStatus, StageName, StageStatus } from '../../_shared/contract/job.ts';
import type { FunctionEnv } from '../../_shared/env.ts';
import { parseFileUrl, signFile } from './signing.ts';

export const JOB_COLUMNS =
  'id, project_id, status, progress, current_stage, metadata, video_url, estimated_time, error_code, error_stage, error_message, remedy, created_at, started_at, completed_at, avatar_projects(title, avatar_id), render_stages(stage_name, status, progress, started_at, completed_at, error_message)';

interface JobRow {
  id: string;
  project_id: string;
  status: string | null;
  progress: number | null;
  current_stage: string | null;
  metadata: unknown;
  video_url: string | null;
  estimated_time: number | null;
  error_code: string | null;
  error_stage: string | null;
  remedy: string | null;
  error_message: string | null;
  created_at: string | null;
  started_at: string | null;
  completed_at: string | null;
  avatar_projects: { title: string; avatar_id: string } | null;
  render_stages: {
    stage_name: string;
    status: string | null;
    progress: number | null;
    started_at: string | null;
    completed_at: string | null;
    error_message: string | null;
  }[];
}

const asRecord = (value: unknown): Record<string, unknown> =>
  value && typeof value === 'object' && !Array.isArray(value) ? (value as Record<string, unknown>) : {};

export async function toJobView(row: JobRow, env: FunctionEnv, db: Db): Promise<JobView> {
  const metadata = asRecord(row.metadata);
  const sign = (address: unknown): Promise<string | null> => {
    const file = typeof address === 'string' ? parseFileUrl(address) : null;
    return file ? signFile(env, db, file.bucket, file.path) : Promise.resolve(null);
  };
  const [video, poster, captions] = await Promise.all([
    sign(row.video_url),
    sign(metadata.poster_url),
    sign(asRecord(metadata.captions).vtt),
  ]);
  const currentStage = StageName.safeParse(row.current_stage).data ?? null;
  return {
    job_id: row.id,
    project_id: row.project_id,
    title: row.avatar_projects?.title ?? '',
    avatar_id: row.avatar_projects?.avatar_id ?? '',
    status: JobStatus.parse(row.status),
    progress: row.progress ?? 0,
    current_stage: currentStage,
    stages: StageName.options.flatMap((name) => {
      const stage = row.render_stages.find(({ stage_name }) => stage_name === name);
      if (!stage) return [];
      return {
        ...stage,
        stage_name: name,
        status: StageStatus.parse(stage.status),
        progress: stage.progress ?? 0,
      };
    }),
    video_url: video,
    poster_url: poster,
    captions_url: captions,
    estimated_time: row.estimated_time,
    error: row.status === 'failed' ? failureOf(row) : null,
    report: metadata.report === undefined ? null : asRecord(metadata.report),
    created_at: row.created_at ?? '',
    started_at: row.started_at,
    completed_at: row.completed_at,
  };
}

function failureOf(row: JobRow): JobView['error'] {
  const code = FailureCode.safeParse(row.error_code).data ?? 'internal';
  return {
    code,
    message: row.error_message ?? FAILURE_CODES[code].remedy,
    remedy: row.remedy ?? FAILURE_CODES[code].remedy,
    stage: StageName.safeParse(row.error_stage).data ?? null,
  };
}
