import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  formatAgo,
  formatBytes,
  formatClock,
  formatDay,
  formatPercent,
  formatShare,
  formatSpan,
  initialsOf,
} from './format.ts';

/** Intl uses several kinds of space; what matters here is the words. */
const plain = (text: string) => text.replaceAll(/\s/gu, ' ');

test('clock', () => {
  assert.equal(formatClock(0), '0:00');
  assert.equal(formatClock(59.6), '1:00');
  assert.equal(formatClock(75), '1:15');
  assert.equal(formatClock(3725), '1:02:05');
  assert.equal(formatClock(-3), '0:00');
});

test('span picks the unit that says something', () => {
  assert.equal(plain(formatSpan(40, 'pt-BR')), '40 s');
  assert.equal(plain(formatSpan(185, 'pt-BR')), '3 min');
  assert.equal(plain(formatSpan(4800, 'pt-BR')), '1 h 20 min');
  assert.equal(plain(formatSpan(3600, 'en-US')), '1 hr');
});

test('percent never claims the end early', () => {
  assert.equal(formatPercent(0.999, 'en-US'), '99%');
  assert.equal(formatPercent(1, 'en-US'), '100%');
  assert.equal(formatPercent(-1, 'en-US'), '0%');
});

test('a measured share flatters nobody', () => {
  assert.equal(plain(formatShare(0.9989, 'pt-BR', 'floor')), '99,8%');
  assert.equal(plain(formatShare(0.9999, 'pt-BR', 'floor')), '99,9%');
  assert.equal(formatShare(1, 'en-US', 'floor'), '100%');
  assert.equal(formatShare(0.0001, 'en-US', 'ceil'), '0.1%');
  assert.equal(formatShare(0.003, 'en-US', 'ceil'), '0.3%');
  assert.equal(formatShare(0, 'en-US', 'ceil'), '0%');
});

test('a day is that day wherever it is read', () => {
  assert.equal(formatDay('2026-11-23', 'en-US'), 'Nov 23, 2026');
});

test('bytes', () => {
  assert.equal(plain(formatBytes(0, 'en-US')), '0 byte');
  assert.equal(plain(formatBytes(1_532_000, 'pt-BR')), '1,5 MB');
});

test('ago', () => {
  const now = Date.parse('2026-01-02T12:00:00Z');
  assert.equal(formatAgo('2026-01-02T11:57:00Z', 'en-US', now), '3 minutes ago');
  assert.equal(formatAgo('2026-01-01T11:00:00Z', 'pt-BR', now), 'ontem');
  assert.equal(formatAgo('2026-01-02T12:00:05Z', 'en-US', now), 'now');
});

test('initials leave the role out', () => {
  assert.equal(initialsOf('Ana Paula - Executiva'), 'AP');
  assert.equal(initialsOf('Carlos Silva - Segurança'), 'CS');
  assert.equal(initialsOf('Íris'), 'Í');
  assert.equal(initialsOf(''), '');
});
