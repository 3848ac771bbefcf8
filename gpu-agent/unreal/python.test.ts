import { execFile } from 'node:child_process';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);
const here = fileURLToPath(new URL('.', import.meta.url));

test('the Python that runs inside Unreal passes its own tests', async () => {
  const env = { ...process.env, PYTHONDONTWRITEBYTECODE: '1' };
  await run('python3', ['-m', 'unittest', 'discover', '-s', 'tests'], { cwd: here, env });
});

test('and is typed without a gap, for the oldest Python it meets', async () => {
  const pyright = fileURLToPath(new URL('../../node_modules/pyright/index.js', import.meta.url));
  await run(process.execPath, [pyright, '--project', here], { cwd: here });
});

test('and linted', async () => {
  await run('flake8', ['.'], { cwd: here });
});
