/**
 * Runs every check and test of the repository and prints one closing line, `N passed, N failed`. Arguments name groups
 * (`bin/test sql web`); without any, all run. A group that runs no test counts as one failure: silence proves nothing.
 * What failed is told again at the end, where a long log is read first.
 */
import { spawn } from 'node:child_process';
import { glob, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs, stripVTControlCharacters } from 'node:util';
import type { FileResult } from './test-reporter.ts';

interface Tally {
  passed: number;
  failed: number;
  /** One text for each failure. */
  readonly failures: string[];
  /** What failed once and passed when it was run again, alone. */
  readonly unsteady: string[];
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
      if (code === 0) return { passed: 1, failed: 0, failures: [], unsteady: [] };
      const failure = `${[command, ...args].join(' ')} ended with ${code}; its output is above.`;
      return { passed: 0, failed: 1, failures: [failure], unsteady: [] };
    },
  };
}

/** Runs `files` with node:test; what each came to, by its path. */
async function runFiles(files: readonly string[], results: string, concurrency: number) {
  const code = await execute('node', [
    '--test',
    `--test-concurrency=${concurrency}`,
    '--test-reporter=spec',
    '--test-reporter-destination=stdout',
    `--test-reporter=${join(import.meta.dirname, 'test-reporter.ts')}`,
    `--test-reporter-destination=${results}`,
    ...files,
  ]);
  const written = await readFile(results, 'utf8').catch(() => '{}');
  return { code, byFile: new Map(Object.entries(JSON.parse(written) as Record<string, FileResult>)) };
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
      const results = join(scratch, `${name}.json`);
      const { code, byFile } = await runFiles(files.sort(), results, concurrency);
      const broken = [...byFile].filter(([, result]) => result.failed > 0).map(([file]) => file);
      const unsteady: string[] = [];
      if (broken.length > 0 && process.env.CI) {
        console.log(`\nOnce more, one by one: ${broken.join(', ')}`);
        const again = await runFiles(broken, join(scratch, `${name}-again.json`), 1);
        for (const [file, result] of again.byFile) {
          if (result.failed === 0 && result.passed > 0) unsteady.push(...(byFile.get(file)?.failures ?? []));
          byFile.set(file, result);
        }
      }
      const tally: Tally = { passed: 0, failed: 0, failures: [], unsteady };
      for (const result of byFile.values()) {
        tally.passed += result.passed;
        tally.failed += result.failed;
        tally.failures.push(...result.failures);
      }
      if (code !== 0 && broken.length === 0) tally.failed += 1;
      return tally;
    },
  };
}

interface PlaywrightSuite {
  readonly suites?: readonly PlaywrightSuite[];
  readonly specs?: readonly {
    readonly title: string;
    readonly file: string;
    readonly line: number;
    readonly tests: readonly {
      readonly status: 'expected' | 'unexpected' | 'flaky' | 'skipped';
      readonly results: readonly {
        readonly error?: { readonly stack?: string; readonly message?: string };
      }[];
    }[];
  }[];
}

interface PlaywrightReport extends PlaywrightSuite {
  readonly stats?: { readonly expected: number; readonly unexpected: number; readonly flaky: number };
}

/** The first error of each spec that ended as `status`. */
function told(suite: PlaywrightSuite, status: 'unexpected' | 'flaky'): string[] {
  const here = (suite.specs ?? []).flatMap(({ title, file, line, tests }) =>
    tests
      .filter((test) => test.status === status)
      .map(({ results }) => {
        const error = results.find((result) => result.error)?.error;
        const text = error?.stack ?? error?.message ?? 'no error was reported';
        return `${title}\n  ${file}:${line}\n  ${stripVTControlCharacters(text).replaceAll('\n', '\n  ')}`;
      }),
  );
  return [...here, ...(suite.suites ?? []).flatMap((inner) => told(inner, status))];
}

const playwright: Group = {
  name: 'web-e2e',
  async run(scratch) {
    const file = join(scratch, 'playwright.json');
    const args = ['playwright', 'test', '--config', 'web/playwright.config.ts', '--reporter=list,json'];
    const code = await execute('npx', args, { PLAYWRIGHT_JSON_OUTPUT_NAME: file });
    const report = JSON.parse(await readFile(file, 'utf8').catch(() => '{}')) as PlaywrightReport;
    const failed = report.stats?.unexpected ?? 0;
    return {
      passed: (report.stats?.expected ?? 0) + (report.stats?.flaky ?? 0),
      failed: code !== 0 && failed === 0 ? 1 : failed,
      failures: told(report, 'unexpected'),
      unsteady: told(report, 'flaky'),
    };
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
const total: Tally = { passed: 0, failed: 0, failures: [], unsteady: [] };
const lines: string[] = [];
for (const group of groups) {
  if (positionals.length > 0 && !positionals.includes(group.name)) continue;
  console.log(`\n── ${group.name} ${'─'.repeat(Math.max(0, 60 - group.name.length))}`);
  const started = performance.now();
  const tally = await group.run(scratch).catch((error: unknown): Tally => {
    console.error(error);
    return { passed: 0, failed: 1, failures: [String(error)], unsteady: [] };
  });
  if (tally.passed + tally.failed === 0) tally.failed = 1;
  total.passed += tally.passed;
  total.failed += tally.failed;
  total.failures.push(...tally.failures);
  total.unsteady.push(...tally.unsteady);
  const seconds = ((performance.now() - started) / 1000).toFixed(0);
  lines.push(
    `${tally.failed === 0 ? '✓' : '✗'} ${group.name.padEnd(16)} ${tally.passed} passed, ${tally.failed} failed (${seconds} s)`,
  );
}
await rm(scratch, { recursive: true, force: true });
for (const text of total.failures) console.log(`\n✗ ${text}`);
for (const text of total.unsteady) console.log(`\n⚠ failed once, passed alone: ${text}`);
console.log(`\n${lines.join('\n')}\n`);
console.log(`${total.passed} passed, ${total.failed} failed`);
process.exitCode = total.failed === 0 ? 0 : 1;
