import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { JobView } from '../../../../supabase/functions/_shared/contract/api.ts';
import { arrange, needsEveryPage, viewOf } from './film-list.ts';

const film = (title: string, day: number, avatar_id: string, language: JobView['language']): JobView => ({
  job_id: title,
  project_id: title,
  title,
  avatar_id,
  avatar_name: null,
  status: 'completed',
  progress: 1,
  current_stage: null,
  stages: [],
  language,
  queue_position: null,
  frame_url: null,
  video_url: 'https://x/y.mp4',
  poster_url: null,
  captions_url: null,
  estimated_time: null,
  error: null,
  report: null,
  created_at: `2026-11-0${day}T00:00:00Z`,
  started_at: null,
  completed_at: null,
});
const FILMS = [
  film('Ética 10', 1, 'ana', 'pt-BR'),
  film('ética 9', 3, 'ana', 'es-ES'),
  film('Bem-vindos', 2, 'carlos', 'pt-BR'),
];
const shown = (search: string): string[] =>
  arrange(FILMS, viewOf(new URLSearchParams(search)), 'pt-BR').map(({ title }) => title);

test('films are ordered as asked: numbers by value, accents and case aside', () => {
  assert.deepEqual(shown(''), ['ética 9', 'Bem-vindos', 'Ética 10']);
  assert.deepEqual(shown('sort=oldest'), ['Ética 10', 'Bem-vindos', 'ética 9']);
  assert.deepEqual(shown('sort=title'), ['Bem-vindos', 'ética 9', 'Ética 10']);
});

test('filters narrow together, and what nobody knows is left out', () => {
  assert.deepEqual(shown('avatar=ana&language=pt-BR'), ['Ética 10']);
  assert.deepEqual(shown('q=etica&sort=up&language=xx'), ['ética 9', 'Ética 10']);
  assert.equal(needsEveryPage(viewOf(new URLSearchParams('sort=up'))), false);
  assert.equal(needsEveryPage(viewOf(new URLSearchParams('avatar=ana'))), true);
});
