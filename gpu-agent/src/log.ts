/**
 * Structured log on standard error: one JSON object a line, or a readable line on a terminal. Secrets are removed
 * by value, wherever in a line they stand, because tools and libraries quote what they were given.
 */
import { type Logger, pino } from 'pino';

export type AgentLog = Logger;

const JWT = /eyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]{8,}/g;
const SECRET_KEY = /sb_secret_[\w-]+/g;

/** Makes the function that removes `secrets`, signed tokens and secret keys from a text. */
export function createScrubber(secrets: readonly (string | undefined)[]): (text: string) => string {
  const values = secrets.filter((secret): secret is string => secret !== undefined && secret.length >= 6);
  const forms = values.flatMap((value) => {
    const escaped = JSON.stringify(value).slice(1, -1);
    return escaped === value ? [value] : [value, escaped];
  });
  return (text) => {
    let clean = text.replace(JWT, '[token]').replace(SECRET_KEY, '[secret]');
    for (const form of forms) clean = clean.replaceAll(form, '[secret]');
    return clean;
  };
}

const LEVELS: Readonly<Record<number, string>> = {
  20: 'debug',
  30: 'info',
  40: 'warn',
  50: 'error',
  60: 'fatal',
};

/** `12:00:01 info  message key=value …`, for people; the fields every line repeats are left out. */
export function prettyLine(json: string): string {
  const {
    level,
    time,
    msg,
    pid: _pid,
    hostname: _host,
    agent: _agent,
    ...fields
  } = JSON.parse(json) as Record<string, unknown>;
  const clock = typeof time === 'string' ? time.slice(11, 19) : '';
  const rest = Object.entries(fields)
    .map(([key, value]) => `${key}=${typeof value === 'string' ? value : JSON.stringify(value)}`)
    .join(' ');
  return `${clock} ${(LEVELS[Number(level)] ?? '?').padEnd(5)} ${String(msg ?? '')}${rest ? `  ${rest}` : ''}\n`;
}

export interface LogOptions {
  readonly level: string;
  readonly name: string;
  readonly scrub: (text: string) => string;
  readonly stream?: NodeJS.WriteStream;
}

export function createLog({ level, name, scrub, stream = process.stderr }: LogOptions): AgentLog {
  const pretty = stream.isTTY === true;
  return pino(
    { level, base: { agent: name }, timestamp: pino.stdTimeFunctions.isoTime },
    {
      write(line: string) {
        const clean = scrub(line);
        stream.write(pretty ? prettyLine(clean) : clean);
      },
    },
  );
}
