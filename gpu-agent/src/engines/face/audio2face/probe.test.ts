import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { ServerCredentials } from '@grpc/grpc-js';
import { createAudio2FaceEngine } from './audio2face.ts';
import { readAudio2FaceSettings, SettingsError } from './settings.ts';
import { type FakeOptions, startFakeNim } from './testing/fake-nim.ts';

async function probe(fake: FakeOptions, env: NodeJS.ProcessEnv = {}, scheme = 'grpc') {
  const nim = await startFakeNim(fake);
  try {
    return await createAudio2FaceEngine({ SEMBLANTE_A2F_URL: `${scheme}://${nim.address}`, ...env }).probe();
  } finally {
    await nim.close();
  }
}

/** The HTTP side of the service, telling which model it has loaded. */
async function metadataServer(model: string) {
  const server = createServer((request, response) => {
    response.statusCode = request.url === '/v1/metadata' ? 200 : 404;
    response.end(JSON.stringify({ version: '2.0.0', modelInfo: [{ shortName: `audio2face-3d:${model}` }] }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { url, [Symbol.asyncDispose]: () => new Promise<void>((done) => server.close(() => done())) };
}

test('a healthy service is warmed up and described', async () => {
  const found = await probe({ fps: 30, tongue: true });
  assert.equal(found.available, true, found.remedy);
  assert.deepEqual([found.details?.frames_per_second, found.details?.blend_shapes], [30, 68]);
});

test('without an address the engine is not offered and says how to', async () => {
  const { available, remedy } = await createAudio2FaceEngine({}).probe();
  assert.equal(available, false);
  assert.match(remedy ?? '', /SEMBLANTE_A2F_URL=grpc/);
});

test('a service that still loads is not offered', async () => {
  const { available, remedy } = await probe({ health: 'NOT_SERVING' });
  assert.equal(available, false);
  assert.match(remedy ?? '', /NOT_SERVING/);
});

test('a service that fell back to another model is not offered', async () => {
  await using james = await metadataServer('james_v2.3.1');
  const env = { SEMBLANTE_A2F_MODEL: 'claire_v2.3.1', SEMBLANTE_A2F_HTTP_URL: james.url };
  const wrong = await probe({}, env);
  assert.equal(wrong.available, false);
  assert.match(wrong.remedy ?? '', /james_v2\.3\.1.* instead of claire_v2\.3\.1/);
  const right = await probe({}, { ...env, SEMBLANTE_A2F_MODEL: 'james_v2.3.1' });
  assert.equal(right.available, true, right.remedy);
  assert.equal(right.version, '2.0.0 james_v2.3.1');
});

test('TLS, client certificate and the metadata of the hosted service', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'semblante-tls-'));
  try {
    const file = (name: string) => join(folder, name);
    const openssl = (...args: string[]) => promisify(execFile)('openssl', args, { cwd: folder });
    const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'];
    await openssl(
      'req',
      '-x509',
      ...key,
      '-keyout',
      'ca.key',
      '-out',
      'ca.pem',
      '-subj',
      '/CN=test authority',
    );
    for (const name of ['server', 'client']) {
      const san = ['-addext', 'subjectAltName=IP:127.0.0.1'];
      const ca = ['-CA', 'ca.pem', '-CAkey', 'ca.key'];
      const out = ['-keyout', `${name}.key`, '-out', `${name}.pem`, '-subj', `/CN=${name}`];
      await openssl('req', '-x509', ...key, ...ca, ...out, ...san);
    }
    const [ca, cert, privateKey] = await Promise.all(
      ['ca.pem', 'server.pem', 'server.key'].map((name) => readFile(file(name))),
    );
    const credentials = ServerCredentials.createSsl(
      ca as Buffer,
      [{ cert_chain: cert as Buffer, private_key: privateKey as Buffer }],
      true,
    );
    const metadata = { authorization: 'Bearer nvapi-test', 'function-id': 'f-1' };
    const env = {
      SEMBLANTE_A2F_CA_FILE: file('ca.pem'),
      SEMBLANTE_A2F_CERT_FILE: file('client.pem'),
      SEMBLANTE_A2F_KEY_FILE: file('client.key'),
      SEMBLANTE_A2F_API_KEY: 'nvapi-test',
      SEMBLANTE_A2F_FUNCTION_ID: 'f-1',
    };
    const known = await probe({ credentials, metadata }, env, 'grpcs');
    assert.equal(known.available, true, known.remedy);
    const nobody = await probe({ credentials, metadata }, { SEMBLANTE_A2F_CA_FILE: file('ca.pem') }, 'grpcs');
    assert.equal(nobody.available, false, 'a client without a certificate is let in');
    const stranger = await probe(
      { credentials, metadata },
      { ...env, SEMBLANTE_A2F_API_KEY: 'other' },
      'grpcs',
    );
    assert.match(stranger.remedy ?? '', /UNAUTHENTICATED.*SEMBLANTE_A2F_API_KEY/);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});

const MISTAKES: readonly (readonly [NodeJS.ProcessEnv, RegExp])[] = [
  [{ SEMBLANTE_A2F_URL: 'localhost:52000' }, /SEMBLANTE_A2F_URL must look like/],
  [{ SEMBLANTE_A2F_URL: 'grpc://nim:52000', SEMBLANTE_A2F_API_KEY: 'k' }, /must begin with grpcs/],
  [{ SEMBLANTE_A2F_URL: 'grpcs://nim:52000', SEMBLANTE_A2F_CERT_FILE: '/c.pem' }, /go together/],
  [
    { SEMBLANTE_A2F_URL: 'grpcs://nim:52000', SEMBLANTE_A2F_CA_FILE: '/none.pem' },
    /\/none\.pem cannot be read/,
  ],
];
for (const [env, message] of MISTAKES) {
  test(`a mistake in the environment is named: ${message.source}`, async () => {
    assert.throws(
      () => readAudio2FaceSettings(env),
      (error) => error instanceof SettingsError && message.test(error.message),
    );
  });
}
