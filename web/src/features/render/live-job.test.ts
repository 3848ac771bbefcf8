import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { JobView } from '../../../../supabase/functions/_shared/contract/api.ts';
import type { JobEvent } from '../../../../supabase/functions/_shared/contract/events.ts';
import { StageName } from '../../../../supabase/functions/_shared/contract/job.ts';
import { applyEvent, mergeRow, remainingSeconds } from './live-job.ts';

const ID = '6f1f0c5e-8a53-4d8e-9a51-0b8f2d1c7e11';

const row = (change: Partial<JobView> = {}): JobView => ({
  job_id: ID,
  project_id: ID,
  title: 'x',
  avatar_name: 'Ana Paula - Executiva',
  avatar_id: 'a',
  status: 'queued',
  progress: 0,
  current_stage: null,
  stages: StageName.options.map((stage_name) => ({
    stage_name,
    status: 'pending',
    progress: 0,
    started_at: null,
    completed_at: null,
    error_message: null,
  })),
  language: 'pt-BR',
  queue_position: null,
  frame_url: null,
  video_url: null,
  poster_url: null,
  captions_url: null,
  estimated_time: 30,
  error: null,
  report: null,
  created_at: '2026-01-01T00:00:00Z',
  started_at: null,
  completed_at: null,
  ...change,
});

const event = (seq: number, change: Partial<JobEvent> = {}): JobEvent => ({
  job_id: ID,
  seq,
  status: 'processing',
  progress: 0.4,
  current_stage: 'ue5',
  stage_progress: 0.25,
  eta_s: 12,
  ...change,
});

const start = mergeRow(undefined, row(), 0);

test('an event moves the job and settles the stages before the running one', () => {
  const { view, etaSeconds } = applyEvent(start, event(3), 10);
  assert.equal(view.status, 'processing');
  assert.equal(view.progress, 0.4);
  assert.equal(etaSeconds, 12);
  assert.deepEqual(
    view.stages.map(({ status, progress }) => [status, progress]),
    [
      ['completed', 1],
      ['completed', 1],
      ['processing', 0.25],
      ['pending', 0],
    ],
  );
});

test('stale, repeated and foreign events change nothing', () => {
  const live = applyEvent(start, event(3), 10);
  assert.equal(applyEvent(live, event(3, { progress: 0.9 }), 11), live);
  assert.equal(applyEvent(live, event(2, { progress: 0.9 }), 11), live);
  assert.equal(applyEvent(live, event(9, { job_id: ID.replace('6f', '7f') }), 11), live);
});

test('a row asked for before the last event does not take the job back', () => {
  const live = applyEvent(start, event(3), 10);
  assert.equal(mergeRow(live, row({ progress: 0.1 }), 9), live);
  assert.equal(mergeRow(live, row({ status: 'processing', progress: 0.3 }), 11).view.progress, 0.3);
});

test('an ended row always counts, and events after it do not', () => {
  const live = applyEvent(start, event(3), 10);
  const ended = mergeRow(live, row({ status: 'completed', progress: 1 }), 9);
  assert.equal(ended.view.status, 'completed');
  assert.equal(ended.etaSeconds, null);
  assert.equal(applyEvent(ended, event(99), 20), ended);
});

test('an event of the end is remembered but the row must tell how it ended', () => {
  const live = applyEvent(start, event(5, { status: 'completed', progress: 1 }), 10);
  assert.equal(live.view.status, 'queued');
  assert.equal(live.seq, 5);
});

test('the time to go is the last announced one, else what is left of the estimate', () => {
  assert.equal(remainingSeconds(mergeRow(undefined, row({ status: 'processing', progress: 0.5 }), 0)), 15);
  assert.equal(remainingSeconds(applyEvent(start, event(3), 10)), 12);
  assert.equal(remainingSeconds(mergeRow(undefined, row({ estimated_time: null }), 0)), null);
  assert.equal(remainingSeconds(mergeRow(undefined, row({ status: 'completed' }), 0)), null);
});

test('a job that is slower than announced is told by its own pace, a faster one by what was announced', () => {
  const seen = applyEvent(start, event(1, { progress: 0.2, eta_s: 8 }), 1_000);
  // A twentieth of the job says nothing of its pace yet.
  assert.equal(remainingSeconds(applyEvent(seen, event(2, { progress: 0.25, eta_s: 7 }), 21_000)), 7);
  const slow = applyEvent(seen, event(2, { progress: 0.4, eta_s: 6 }), 21_000);
  assert.equal(Math.round(remainingSeconds(slow) ?? 0), 60);
  const fast = applyEvent(seen, event(2, { progress: 0.4, eta_s: 6 }), 1_500);
  assert.equal(remainingSeconds(fast), 6);
});
