import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { test } from 'node:test';
import { SignatureRefused, verifyWebhook } from './webhooks.ts';

const SECRET = 'whsec_segredo';
const BODY = JSON.stringify({ id: 'e', type: 'webhook.test', created_at: 'x', data: { webhook_id: 'ação' } });
const NOW = new Date('2026-11-23T12:00:00Z');
const T = NOW.getTime() / 1000;

const mac = (secret: string, t: number | string = T): string =>
  createHmac('sha256', secret).update(`${t}.${BODY}`).digest('hex');
const verify = (signature: string | null, more: object = {}) =>
  verifyWebhook({ body: BODY, signature, secret: SECRET, now: NOW, ...more });

test('what was signed with the secret is taken, also beside another signature', async () => {
  assert.equal((await verify(`t=${T},v1=${mac(SECRET)}`)).type, 'webhook.test');
  await verify(`t=${T},v1=${mac('whsec_new')},v1=${mac(SECRET)}`);
  await verify(`t=${T - 300},v1=${mac(SECRET, T - 300)}`);
});

test('everything else is refused', async () => {
  const refused: [string | null, object?][] = [
    [null],
    [''],
    ['nonsense'],
    [`v1=${mac(SECRET)}`],
    [`t=${T}`],
    [`t=${T},v1=`],
    [`t=${T},v1=${mac(SECRET).slice(1)}`],
    [`t=${T},v1=${mac(SECRET).toUpperCase()}`],
    [`t=${T},v1=${mac('whsec_other')}`],
    [`t=${T + 1},v1=${mac(SECRET)}`],
    [`t=${T},v0=${mac(SECRET)}`],
    [`t=-1,v1=${mac(SECRET, -1)}`],
    [`t=1e9,v1=${mac(SECRET, '1e9')}`],
    [`t=${T - 301},v1=${mac(SECRET, T - 301)}`],
    [`t=${T + 301},v1=${mac(SECRET, T + 301)}`],
    [`t=${T},v1=${mac(SECRET)}`, { body: `${BODY} ` }],
    [`t=${T - 20},v1=${mac(SECRET, T - 20)}`, { toleranceS: 10 }],
  ];
  for (const [signature, more] of refused) {
    await assert.rejects(verify(signature, more), SignatureRefused, String(signature));
  }
});
