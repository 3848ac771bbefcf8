import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { test } from 'node:test';
import { RenderRequest } from '../../../../supabase/functions/_shared/contract/api.ts';
import { Language } from '../../../../supabase/functions/_shared/contract/job.ts';
import { curlExamples, maskToken } from './curl-examples.ts';

/** What the shell hands to curl: printf stands in for it, one argument a line. */
function argumentsOf(command: string): string[] {
  const script = command.replace(/^curl/, "printf '%s\\n'");
  const env = { ...process.env, TOKEN: 't0ken', JOB_ID: 'job-1' };
  return execFileSync('sh', ['-c', script], { encoding: 'utf8', env }).trimEnd().split('\n');
}

test('each example survives the shell and expands the variables it names', () => {
  for (const { name, command } of Language.options.flatMap((language) =>
    curlExamples('http://127.0.0.1:54321', language),
  )) {
    const args = argumentsOf(command);
    assert.match(args[0] ?? '', /^http:\/\/127\.0\.0\.1:54321\/functions\/v1\/api\/v2\//, name);
    if (name !== 'gallery') assert.ok(args.includes('Authorization: Bearer t0ken'), name);
    if (name === 'status') assert.ok(args[0]?.endsWith('/status/job-1'));
  }
});

test('the render example is a request that the contract accepts, in the language of its reader', () => {
  for (const language of Language.options) {
    const render = curlExamples('http://s', language).find(({ name }) => name === 'render');
    // The body is two lines long.
    const body: unknown = JSON.parse(
      argumentsOf(render?.command ?? '')
        .slice(-2)
        .join(''),
    );
    assert.deepEqual(RenderRequest.parse(body), body);
    assert.equal(RenderRequest.parse(body).voice_config.language, language);
  }
});

test('a masked token shows ten characters at most', () => {
  assert.equal(maskToken('eyJhbGciOiJFUzI1NiJ9.payload.signature'), 'eyJhbG…ture');
});
