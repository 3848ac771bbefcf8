/** A job's rows as the API shows them. */

import type { Db } from '../../_shared/clients.ts';
import type { JobView } from '../../_shared/contract/api.ts';
import { FAILURE_CODES, FailureCode } from '../../_shared/contract/errors.ts';
import { JobStatus, Language, StageName, StageStatus } from '../../_shared/contract/job.ts';
import type { FunctionEnv } from '../../_shared/env.ts';
import { fromDatabase } from '../../_shared/failure.ts';
import { parseFileUrl, signFiles } from './signing.ts';

export const JOB_COLUMNS =
  'id, project_id, status, progress, current_stage, metadata, language:request->voice_config->>language, own_avatar_name:request->avatar->>name, video_url, estimated_time, error_code, error_stage, error_message, remedy, created_at, started_at, completed_at, avatar_projects(title, avatar_id, avatars_3d(name)), render_stages(stage_name, status, progress, started_at, completed_at, error_message)';

interface JobRow {
  id: string;
  project_id: string;
  status: string | null;
  progress: number | null;
  current_stage: string | null;
  metadata: unknown;
  language: unknown;
  own_avatar_name: unknown;
  video_url: string | null;
  estimated_time: number | null;
  error_code: string | null;
  error_stage: string | null;
  remedy: string | null;
  error_message: string | null;
  created_at: string | null;
  started_at: string | null;
  completed_at: string | null;
  avatar_projects: { title: string; avatar_id: string; avatars_3d: { name: string } | null } | null;
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

/** What `watch_jobs` knows of a job that its row does not say. */
interface Watched {
  readonly queue_position: number | null;
  readonly log_tail: string | null;
  readonly frame_path: string | null;
}

const UNWATCHED: Watched = { queue_position: null, log_tail: null, frame_path: null };

/** Rows as the API shows them; asks for place in the queue, first frame and log where a row may have them. */
export async function toJobViews(rows: readonly JobRow[], env: FunctionEnv, db: Db): Promise<JobView[]> {
  const ids = rows
    .filter(({ status }) => status === 'queued' || status === 'processing' || status === 'failed')
    .map(({ id }) => id);
  const watched = new Map<string, Watched>();
  if (ids.length > 0) {
    const { data, error } = await db.rpc('watch_jobs', { job_ids: ids });
    if (error) throw fromDatabase(error);
    for (const row of data) watched.set(row.job_id, row);
  }
  const shown = rows.map((row) => ({ row, watched: watched.get(row.id) ?? UNWATCHED }));
  const files = shown.map((job) => filesOf(job.row, job.watched));
  const wanted = files.flatMap((of) => Object.values(of).filter((file) => file !== null));
  // A page of jobs costs one request a bucket, not one a file.
  const signed = wanted.length > 0 ? await signFiles(env, db, wanted) : new Map<string, string>();
  return shown.map((job, i) => toJobView(job.row, job.watched, files[i] as JobFiles, signed));
}

type StoredFile = NonNullable<ReturnType<typeof parseFileUrl>>;
type JobFiles = Record<'video' | 'poster' | 'captions' | 'frame', StoredFile | null>;

function filesOf(row: JobRow, watched: Watched): JobFiles {
  const metadata = asRecord(row.metadata);
  const file = (address: unknown) => (typeof address === 'string' ? parseFileUrl(address) : null);
  return {
    video: file(row.video_url),
    poster: file(metadata.poster_url),
    captions: file(asRecord(metadata.captions).vtt),
    frame: watched.frame_path ? { bucket: 'artifacts', path: watched.frame_path } : null,
  };
}

function toJobView(
  row: JobRow,
  watched: Watched,
  files: JobFiles,
  signed: ReadonlyMap<string, string>,
): JobView {
  const metadata = asRecord(row.metadata);
  const address = (file: StoredFile | null) =>
    file ? (signed.get(`${file.bucket}/${file.path}`) ?? null) : null;
  const currentStage = StageName.safeParse(row.current_stage).data ?? null;
  return {
    job_id: row.id,
    project_id: row.project_id,
    title: row.avatar_projects?.title ?? '',
    avatar_id: row.avatar_projects?.avatar_id ?? '',
    // An own avatar may have another name since, or be gone: the job knows whom it showed.
    avatar_name:
      typeof row.own_avatar_name === 'string'
        ? row.own_avatar_name
        : (row.avatar_projects?.avatars_3d?.name ?? null),
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
    language: Language.safeParse(row.language).data ?? null,
    queue_position: watched.queue_position,
    frame_url: address(files.frame),
    video_url: address(files.video),
    poster_url: address(files.poster),
    captions_url: address(files.captions),
    estimated_time: row.estimated_time,
    error: row.status === 'failed' ? failureOf(row, watched.log_tail) : null,
    report: metadata.report === undefined ? null : asRecord(metadata.report),
    created_at: row.created_at ?? '',
    started_at: row.started_at,
    completed_at: row.completed_at,
  };
}

function failureOf(row: JobRow, logTail: string | null): JobView['error'] {
  const code = FailureCode.safeParse(row.error_code).data ?? 'internal';
  return {
    code,
    message: row.error_message ?? FAILURE_CODES[code].remedy,
    remedy: row.remedy ?? FAILURE_CODES[code].remedy,
    stage: StageName.safeParse(row.error_stage).data ?? null,
    log_tail: logTail,
  };
}
