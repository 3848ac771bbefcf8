/**
 * Files over HTTP, resumed and verified. A download stands as `<file>.part` until its size and digest are the ones the
 * publisher lists; what was received is kept when the line breaks and asked for no second time.
 */
import { createHash, type Hash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { VoiceError } from './voice-error.ts';

/** As the publisher lists it: SHA-256 of large files, git's own object name of small ones. */
export interface Digest {
  readonly algorithm: 'sha256' | 'git-sha1';
  readonly hex: string;
}

export interface RemoteFile {
  /** Path below the voice's folder. */
  readonly name: string;
  readonly url: string;
  readonly size: number;
  readonly digest: Digest;
}

export interface Line {
  readonly signal: AbortSignal;
  /** Seconds before the next attempt; tests return at once. */
  readonly wait: (seconds: number, signal: AbortSignal) => Promise<void>;
}

const ATTEMPTS = 6;
const CONNECT_SECONDS = 30;
const LONGEST_WAIT_SECONDS = 60;

/** @throws {VoiceError} */
export async function downloadFile(
  file: RemoteFile,
  target: string,
  line: Line,
  progress: (bytes: number) => void,
): Promise<void> {
  const part = `${target}.part`;
  await mkdir(dirname(target), { recursive: true });
  for (let attempt = 1; ; attempt++) {
    let have = await sizeOf(part);
    if (have > file.size) {
      await rm(part);
      have = 0;
    }
    progress(have);
    if (have === file.size) break;
    try {
      await continueDownload(file, part, have, line, progress);
      const got = await sizeOf(part);
      if (got === file.size) break;
      if (got > file.size) {
        await rm(part);
        throw new VoiceError(
          'checksum',
          `${file.name} is longer than its publisher lists; it was discarded.`,
        );
      }
      throw new BrokenLine(`${file.name} ended after ${got} of ${file.size} bytes.`);
    } catch (error) {
      line.signal.throwIfAborted();
      if (error instanceof VoiceError && error.kind !== 'network_closed') throw error;
      const received = (await sizeOf(part)) > have;
      // A line that brings bytes each time is slow, not dead: only attempts that bring nothing are counted.
      if (received) attempt = 0;
      if (attempt >= ATTEMPTS) throw closedOr(error, file);
      const pause = error instanceof BusyServer ? error.seconds : Math.min(30, 2 ** attempt);
      await line.wait(pause, line.signal);
    }
  }
  if ((await digestOf(part, file)) !== file.digest.hex) {
    await rm(part);
    throw new VoiceError(
      'checksum',
      `${file.name} is not what its publisher lists (${file.digest.algorithm} differs); it was discarded. Try again; if it persists, do not use it.`,
    );
  }
  await rename(part, target);
}

class BrokenLine extends Error {}

class BusyServer extends Error {
  readonly seconds: number;
  constructor(seconds: number) {
    super('the server is busy');
    this.seconds = seconds;
  }
}

async function continueDownload(
  file: RemoteFile,
  part: string,
  have: number,
  { signal }: Line,
  progress: (bytes: number) => void,
): Promise<void> {
  const response = await request(file.url, signal, have > 0 ? { range: `bytes=${have}-` } : {});
  if (response.status === 416) {
    await response.body?.cancel();
    await rm(part, { force: true });
    throw new BrokenLine('the server refused to continue');
  }
  await check(response, file.name);
  // A server that does not know ranges starts over; one that continues elsewhere must not be appended.
  const from = /^bytes (\d+)-/.exec(response.headers.get('content-range') ?? '')?.[1];
  const append = response.status === 206 && Number(from) === have;
  if (response.status === 206 && !append) {
    await response.body?.cancel();
    await rm(part, { force: true });
    throw new BrokenLine('the server continued at another place');
  }
  if (response.body === null) throw new BrokenLine('an empty answer');
  let bytes = append ? have : 0;
  await using out = await open(part, append ? 'a' : 'w');
  // Written as it comes, so that a line that breaks leaves what it brought.
  for await (const chunk of response.body) {
    signal.throwIfAborted();
    await out.write(chunk);
    bytes += chunk.length;
    progress(bytes);
  }
}

/** @throws {VoiceError} `network_closed` when nobody answers */
export async function request(
  url: string,
  signal: AbortSignal,
  headers: Record<string, string> = {},
): Promise<Response> {
  const started = new AbortController();
  // Only the answer's beginning has a limit: a large file may take as long as it takes.
  const timer = setTimeout(() => started.abort(new Error('no answer')), CONNECT_SECONDS * 1000);
  try {
    return await fetch(url, {
      headers: { 'user-agent': 'semblante-voices', 'accept-encoding': 'identity', ...headers },
      signal: AbortSignal.any([signal, started.signal]),
    });
  } catch (cause) {
    signal.throwIfAborted();
    throw new VoiceError('network_closed', `${new URL(url).host} cannot be reached (${reasonOf(cause)}).`, {
      cause,
    });
  } finally {
    clearTimeout(timer);
  }
}

/** @throws {VoiceError} or `BusyServer` for what may pass */
export async function check(response: Response, what: string): Promise<void> {
  if (response.ok) return;
  await response.body?.cancel();
  const { status } = response;
  const host = new URL(response.url).host;
  if (status === 404 || status === 410) {
    throw new VoiceError('not_found', `${host} no longer has ${what} (status ${status}).`);
  }
  if (status === 429 || status >= 500) {
    const seconds = Number(response.headers.get('retry-after') ?? 5);
    throw new BusyServer(Math.min(LONGEST_WAIT_SECONDS, Number.isFinite(seconds) ? seconds : 5));
  }
  throw new VoiceError('refused', `${host} refuses ${what} (status ${status}).`);
}

function closedOr(error: unknown, file: RemoteFile): unknown {
  if (error instanceof VoiceError) return error;
  const message = `The download of ${file.name} broke off ${ATTEMPTS} times (${reasonOf(error)}). Run the same command again: it continues where it stopped.`;
  return new VoiceError('broken_off', message, { cause: error });
}

function reasonOf(error: unknown): string {
  for (let at = error; at instanceof Error; at = at.cause) {
    const { code } = at as NodeJS.ErrnoException;
    if (typeof code === 'string') return code;
    if (at.cause === undefined) return at.message;
  }
  return String(error);
}

async function sizeOf(path: string): Promise<number> {
  return stat(path).then(
    ({ size }) => size,
    () => 0,
  );
}

async function digestOf(path: string, { digest, size }: RemoteFile): Promise<string> {
  const hash: Hash = createHash(digest.algorithm === 'sha256' ? 'sha256' : 'sha1');
  // git names an object by the digest of its kind, its size and its bytes.
  if (digest.algorithm === 'git-sha1') hash.update(`blob ${size}\0`);
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}
