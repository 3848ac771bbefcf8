import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { Workdir } from './workdir.ts';

const base = await mkdtemp(join(tmpdir(), 'semblante-workdir-'));
after(() => rm(base, { recursive: true, force: true }));

test('each attempt has an empty folder that is gone afterwards', async () => {
  const { workdir } = await Workdir.open(base);
  let path = '';
  {
    await using folder = await workdir.attempt('lease-1');
    path = folder.path;
    await mkdir(join(path, 'deep'));
    await writeFile(join(path, 'deep', 'file'), 'x');
    assert.deepEqual(await readdir(workdir.path), ['lease-1']);
  }
  assert.deepEqual(await readdir(workdir.path), []);
  await workdir.close();
  assert.deepEqual(await readdir(base), []);
});

test('removes what dead agents of this host left, and nothing else', async () => {
  const dead = spawn(process.execPath, ['-e', '']);
  await once(dead, 'exit');
  const live = spawn(process.execPath, ['-e', 'process.stdin.resume()']);
  const names = {
    dead: `${hostname()}.${dead.pid}.aaaaaa`,
    ownPid: `${hostname()}.${process.pid}.bbbbbb`,
    live: `${hostname()}.${live.pid}.cccccc`,
    elsewhere: `other-host.${dead.pid}.dddddd`,
    stranger: 'something of the user',
  };
  for (const name of Object.values(names)) await mkdir(join(base, name, 'lease'), { recursive: true });
  const { workdir, removed } = await Workdir.open(base);
  assert.deepEqual(removed.sort(), [names.dead, names.ownPid].sort());
  const left = await readdir(base);
  for (const name of [names.live, names.elsewhere, names.stranger]) assert.ok(left.includes(name), name);
  await workdir.close();
  live.kill();
  await once(live, 'exit');
});
