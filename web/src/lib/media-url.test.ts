import assert from 'node:assert/strict';
import { test } from 'node:test';
import { downloadUrl, fileStem, mediaUrl } from './media-url.ts';

test('storage paths are on the Supabase origin, anything unknown is not fetched', () => {
  assert.equal(
    mediaUrl('/storage/v1/object/public/avatars/a/poster.webp', 'http://s'),
    'http://s/storage/v1/object/public/avatars/a/poster.webp',
  );
  assert.equal(mediaUrl('https://cdn/x.mp4', 'http://s'), 'https://cdn/x.mp4');
  assert.equal(mediaUrl('javascript:alert(1)', 'http://s'), null);
  assert.equal(mediaUrl(null, 'http://s'), null);
});

test('a download keeps the signature', () => {
  assert.equal(downloadUrl('http://s/x.mp4?token=t', 'a b.mp4'), 'http://s/x.mp4?token=t&download=a+b.mp4');
});

test('file stems', () => {
  assert.equal(fileStem('Segurança: NR-12 – Módulo 1'), 'seguranca-nr-12-modulo-1');
  assert.equal(fileStem('…'), 'semblante');
});
