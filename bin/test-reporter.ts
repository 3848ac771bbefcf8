/** A reporter of node:test for bin/test: one line of JSON when all has ended, what each file came to and what failed in it. */
import { relative } from 'node:path';
import type { TestEvent } from 'node:test/reporters';

export interface FileResult {
  passed: number;
  failed: number;
  /** One text for each test that failed: its name, where it stands, and the error. */
  readonly failures: string[];
}

/** What node:test says of a failure beyond the documented types. */
interface RunnerError extends Error {
  readonly failureType?: string;
  readonly exitCode?: number;
  readonly signal?: string | null;
}

/** Of a test whose only failure is that of a test inside, which is told by itself. */
const FAILED_INSIDE = 'subtestsFailed';

export default async function* results(events: AsyncIterable<TestEvent>): AsyncGenerator<string> {
  const files: Record<string, FileResult> = {};
  for await (const { type, data } of events) {
    if (type !== 'test:pass' && type !== 'test:fail') continue;
    if (data.details.type === 'suite' || data.skip !== undefined || data.todo !== undefined) continue;
    const file = relative(process.cwd(), data.file ?? data.name);
    files[file] ??= { passed: 0, failed: 0, failures: [] };
    const result = files[file];
    if (type === 'test:pass') {
      result.passed += 1;
      continue;
    }
    result.failed += 1;
    const error: RunnerError = data.details.error;
    if (error.failureType === FAILED_INSIDE) continue;
    const ended =
      error.exitCode === undefined ? '' : ` (its process ended with ${error.signal ?? error.exitCode})`;
    const cause =
      error.cause instanceof Error ? (error.cause.stack ?? error.cause.message) : error.message + ended;
    result.failures.push(`${data.name}\n  ${file}:${data.line ?? 1}\n  ${cause.replaceAll('\n', '\n  ')}`);
  }
  yield `${JSON.stringify(files)}\n`;
}
