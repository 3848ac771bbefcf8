/**
 * Runs every check and test of the repository and prints one closing line, `N passed, N failed`. Arguments name groups
 * (`bin/test sql web`); without any, all run. A group that runs no test counts as one failure: silence proves nothing.
 */
import { spawn } from 'node:child_process';
import { glob, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

interface Tally {
  passed: number;
  failed: number;
}

interface Group {
  readonly name: string;
  run(scratch: string): Promise<Tally>;
}

const root = join(import.meta.dirname, '..');

function execute(
  command: string,
  args: readonly string[],
  env: Record<string, string> = {},
): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: root, stdio: 'inherit', env: { ...process.env, ...env } });
    child.once('error', reject);
    child.once('exit', (code) => resolve(code ?? 1));
  });
}

/** A check is one test: its exit status decides. */
function check(name: string, command: string, ...args: string[]): Group {
  return {
    name,
    async run() {
      const code = await execute(command, args);
      return { passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1 };
    },
  };
}

/** node:test files below `folders`; `concurrency` is how many files run at once on a two-core machine. */
function nodeTests(name: string, folders: readonly string[], concurrency = 2): Group {
  return {
    name,
    async run(scratch) {
      const files: string[] = [];
      for (const folder of folders) {
        for await (const file of glob(`${folder}/**/*.test.ts`, {
          cwd: root,
          exclude: (path) => path.includes('node_modules'),
        })) {
          files.push(file);
        }
      }
      const tap = join(scratch, `${name}.tap`);
      const reporters = ['--test-reporter=spec', '--test-reporter-destination=stdout', '--test-reporter=tap'];
      const code = await execute('node', [
        '--test',
        `--test-concurrency=${concurrency}`,
        ...reporters,
        `--test-reporter-destination=${tap}`,
        ...files.sort(),
      ]);
      const text = await readFile(tap, 'utf8').catch(() => '');
      const count = (label: string): number =>
        Number(new RegExp(`^# ${label} (\\d+)$`, 'm').exec(text)?.[1] ?? 0);
      const failed = count('fail') + count('cancelled');
      return { passed: count('pass'), failed: code !== 0 && failed === 0 ? 1 : failed };
    },
  };
}

const playwright: Group = {
  name: 'web-e2e',
  async run(scratch) {
    const report = join(scratch, 'playwright.json');
    const code = await execute(
      'npx',
      ['playwright', 'test', '--config', 'web/playwright.config.ts', '--reporter=list,json'],
      {
        PLAYWRIGHT_JSON_OUTPUT_NAME: report,
      },
    );
    const parsed: unknown = JSON.parse(await readFile(report, 'utf8').catch(() => '{}'));
    const stats = (parsed as { stats?: { expected: number; unexpected: number } }).stats;
    const failed = stats?.unexpected ?? 0;
    return { passed: stats?.expected ?? 0, failed: code !== 0 && failed === 0 ? 1 : failed };
  },
};

const groups: Group[] = [
  check('lint', 'npx', 'biome', 'check', '.'),
  check('types', 'npx', 'tsc', '-p', 'tsconfig.json'),
  check('web-types', 'npx', 'tsc', '-p', 'web/tsconfig.json'),
  nodeTests('system', ['tests', 'deploy'], 1),
  check('catalogue', 'node', 'seed/catalogue.ts', '--check'),
  check('database-types', 'node', 'local-stack/src/types.ts', '--check'),
  nodeTests('sql', ['supabase/tests']),
  nodeTests('stack', ['local-stack']),
  nodeTests('api', ['supabase/functions', 'client']),
  nodeTests('avatar', ['avatar', 'seed']),
  nodeTests('agent', ['gpu-agent/src', 'gpu-agent/unreal']),
  nodeTests('faults', ['gpu-agent/tests'], 1),
  nodeTests('web', ['web']),
  playwright,
];

const { positionals } = parseArgs({ allowPositionals: true });
const unknown = positionals.filter((name) => !groups.some((group) => group.name === name));
if (unknown.length > 0) {
  console.error(
    `Unknown group ${unknown.join(', ')}; there are ${groups.map(({ name }) => name).join(', ')}.`,
  );
  process.exit(2);
}

const scratch = await mkdtemp(join(tmpdir(), 'semblante-test-'));
const total: Tally = { passed: 0, failed: 0 };
const lines: string[] = [];
for (const group of groups) {
  if (positionals.length > 0 && !positionals.includes(group.name)) continue;
  console.log(`\n── ${group.name} ${'─'.repeat(Math.max(0, 60 - group.name.length))}`);
  const started = performance.now();
  const tally = await group.run(scratch).catch((error: unknown) => {
    console.error(error);
    return { passed: 0, failed: 1 };
  });
  if (tally.passed + tally.failed === 0) tally.failed = 1;
  total.passed += tally.passed;
  total.failed += tally.failed;
  const seconds = ((performance.now() - started) / 1000).toFixed(0);
  lines.push(
    `${tally.failed === 0 ? '✓' : '✗'} ${group.name.padEnd(16)} ${tally.passed} passed, ${tally.failed} failed (${seconds} s)`,
  );
}
await rm(scratch, { recursive: true, force: true });
console.log(`\n${lines.join('\n')}\n`);
console.log(`${total.passed} passed, ${total.failed} failed`);
process.exitCode = total.failed === 0 ? 0 : 1;
