/** Against the results the packages' documentation and the standards print, not against our own tables. */
import assert from 'node:assert/strict';
import { STATUS_CODES } from 'node:http';
import { test } from 'node:test';
import { decodeBase64Url, encodeBase64Url } from './base64url.ts';
import {
  isClientErrorStatus,
  isErrorStatus,
  isStatus,
  isSuccessfulStatus,
  STATUS_CODE,
  STATUS_TEXT,
} from './status.ts';

test('base64url encodes as RFC 4648 section 10 and the package documentation print', () => {
  const vectors: [string, string][] = [
    ['', ''],
    ['f', 'Zg'],
    ['fo', 'Zm8'],
    ['foo', 'Zm9v'],
    ['foob', 'Zm9vYg'],
    ['fooba', 'Zm9vYmE'],
    ['foobar', 'Zm9vYmFy'],
  ];
  for (const [plain, encoded] of vectors) {
    assert.equal(encodeBase64Url(plain), encoded);
    assert.equal(new TextDecoder().decode(decodeBase64Url(encoded)), plain);
  }
});

test('base64url uses - and _, takes bytes and buffers, and matches the platform', () => {
  assert.equal(encodeBase64Url(new Uint8Array([0xfb, 0xff, 0xfe])), '-__-');
  const bytes = Uint8Array.from({ length: 256 }, (_, i) => i);
  assert.equal(encodeBase64Url(bytes), Buffer.from(bytes).toString('base64url'));
  assert.equal(encodeBase64Url(bytes.buffer), Buffer.from(bytes).toString('base64url'));
  assert.equal(
    encodeBase64Url(bytes.subarray(3, 9)),
    Buffer.from(bytes.subarray(3, 9)).toString('base64url'),
  );
  assert.deepEqual(decodeBase64Url(encodeBase64Url(bytes)), bytes);
  assert.deepEqual(decodeBase64Url('Zg=='), new Uint8Array([0x66]));
});

test('what is not base64url is a TypeError', () => {
  for (const bad of ['a+b=', 'a/bc', 'a', '%%%%', 'Zg===']) {
    assert.throws(() => decodeBase64Url(bad), TypeError, bad);
  }
});

test('status names agree with the platform', () => {
  assert.equal(STATUS_TEXT[404], 'Not Found');
  assert.equal(STATUS_CODE.NotFound, 404);
  // Node keeps the older names of RFC 7231 for these
  const renamed: Record<number, string> = {
    413: 'Content Too Large',
    418: "I'm a teapot",
    422: 'Unprocessable Entity',
    203: 'Non-Authoritative Information',
    103: 'Early Hints',
  };
  for (const [code, text] of Object.entries(STATUS_TEXT)) {
    assert.equal(text, renamed[Number(code)] ?? STATUS_CODES[code], code);
  }
  assert.deepEqual(
    Object.keys(STATUS_TEXT).map(Number),
    Object.values(STATUS_CODE).toSorted((a, b) => a - b),
  );
});

test('the predicates know the registered codes of their class and no others', () => {
  assert.equal(isStatus(404), true);
  assert.equal(isStatus(1000), false);
  assert.equal(isSuccessfulStatus(200), true);
  assert.equal(isClientErrorStatus(404), true);
  assert.equal(isClientErrorStatus(499), false);
  assert.equal(isErrorStatus(503), true);
  assert.equal(isErrorStatus(204), false);
});
