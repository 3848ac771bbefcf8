/** One JSON object a line: readable by `stack logs` and by whoever collects logs. */
import { createWriteStream, type WriteStream } from 'node:fs';
import type { StackLog } from './context.ts';

type Level = 'info' | 'warn' | 'error';

export interface LogSink {
  write(line: string): unknown;
}

function plain(value: unknown): unknown {
  if (value instanceof Error) {
    const code = 'code' in value ? { code: value.code } : {};
    return { name: value.name, message: value.message, ...code, stack: value.stack };
  }
  return value;
}

/** A log that writes to `sink`; `part` names the service in every line. */
export function createLog(sink: LogSink, part = 'stack'): StackLog {
  const write = (level: Level, message: string, fields: Record<string, unknown> = {}) => {
    const line: Record<string, unknown> = { time: new Date().toISOString(), level, part, message };
    for (const [name, value] of Object.entries(fields)) line[name] = plain(value);
    sink.write(`${JSON.stringify(line)}\n`);
  };
  return {
    info: (message, fields) => write('info', message, fields),
    warn: (message, fields) => write('warn', message, fields),
    error: (message, fields) => write('error', message, fields),
  };
}

/** Appends to a file. */
export function fileSink(path: string): WriteStream {
  return createWriteStream(path, { flags: 'a', mode: 0o600 });
}

/** Drops everything: for tests that assert on behaviour, not on logs. */
export const silentLog: StackLog = { info: () => {}, warn: () => {}, error: () => {} };
