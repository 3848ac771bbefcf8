import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { after, test } from 'node:test';
import { isFree, portHolder, requireFree } from './ports.ts';

const children: ChildProcess[] = [];
after(() => {
  for (const child of children) child.kill();
});

/** A stranger that listens, and the port it was given. */
async function stranger(host: string): Promise<{ pid: number; port: number }> {
  const program = `const s = require('node:net').createServer().listen(0, '${host}', () => console.log(s.address().port))`;
  const child = spawn(process.execPath, ['-e', program, 'squatter'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  children.push(child);
  assert.ok(child.stdout && child.pid);
  const [chunk] = (await once(child.stdout, 'data')) as [Buffer];
  return { pid: child.pid, port: Number(chunk.toString()) };
}

for (const host of ['127.0.0.1', '0.0.0.0', '::']) {
  test(`a port taken on ${host} is named with who holds it`, async () => {
    const { pid, port } = await stranger(host);
    assert.equal(await isFree(port), false);
    const holder = await portHolder(port);
    assert.equal(holder?.pid, pid);
    assert.match(holder?.command ?? '', /squatter/);
    await assert.rejects(requireFree(port, 'the API', 'SEMBLANTE_API_PORT'), (error: Error) => {
      assert.match(
        error.message,
        new RegExp(`Port ${port}, for the API, is taken by pid ${pid} \\(.*squatter`),
      );
      assert.match(error.message, /SEMBLANTE_API_PORT/);
      return true;
    });
  });
}

test('a free port has no holder and is no error', async () => {
  const { port } = await stranger('127.0.0.1');
  const [child] = children.slice(-1);
  child?.kill();
  await once(child as ChildProcess, 'exit');
  assert.equal(await isFree(port), true);
  assert.equal(await portHolder(port), undefined);
  await requireFree(port, 'the API', 'SEMBLANTE_API_PORT');
});
