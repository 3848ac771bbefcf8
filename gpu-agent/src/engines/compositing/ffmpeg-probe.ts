/** What the installed ffmpeg can really do, found by doing it: a listed encoder may lack its hardware. */
import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { captionLook } from '../../../../supabase/functions/_shared/contract/caption-look.ts';
import { resolveSettings } from '../../../../supabase/functions/_shared/contract/job.ts';
import { findExecutable, toolEnvironment } from '../../subprocess.ts';
import type { EngineContext, EngineProbe } from '../engine.ts';
import { toAss } from './caption-files.ts';

const run = promisify(execFile);
const NEEDED_ENCODERS = ['libx264', 'aac', 'libvpx-vp9', 'libopus', 'libwebp', 'ffv1'] as const;
const INSTALL =
  process.platform === 'darwin' ? 'brew install ffmpeg' : 'apt-get install -y ffmpeg fonts-dejavu-core';

let detected: Promise<EngineProbe> | undefined;

/** Version, encoders and whether captions can be burned in; asked once per process. */
export function detectFfmpeg(): Promise<EngineProbe> {
  detected ??= detect();
  return detected;
}

async function ask(tool: string, ...args: string[]): Promise<string> {
  const env = toolEnvironment(process.env);
  const { stdout } = await run(tool, ['-hide_banner', ...args], { env, timeout: 20_000, maxBuffer: 8 << 20 });
  return stdout;
}

async function detect(): Promise<EngineProbe> {
  for (const tool of ['ffmpeg', 'ffprobe']) {
    if (!findExecutable(tool)) return { available: false, remedy: `${tool} is not installed: ${INSTALL}` };
  }
  try {
    const version = /^ffmpeg version (\S+)/.exec(await ask('ffmpeg', '-version'))?.[1] ?? 'unknown';
    const encoders = await ask('ffmpeg', '-encoders');
    const missing = NEEDED_ENCODERS.filter((name) => !new RegExp(`^ \\S+ ${name} `, 'm').test(encoders));
    if (missing.length > 0) {
      const remedy = `ffmpeg ${version} lacks ${missing.join(', ')}; install a full build: ${INSTALL}`;
      return { available: false, version, remedy };
    }
    const filters = await ask('ffmpeg', '-filters');
    const details = { libass: / ass +V->V/.test(filters), nvenc_listed: encoders.includes('h264_nvenc') };
    return { available: true, version, details };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return { available: false, remedy: `ffmpeg does not run (${why}): ${INSTALL}` };
  }
}

type Tools = Pick<EngineContext, 'run' | 'signal'>;

/** An answer about the host, asked for once. */
interface Memo {
  answer?: Promise<boolean> | undefined;
}
const nvenc: Memo = {};
const burning: Memo = {};

/** Encodes one frame on the GPU: drivers, licences and boards without an encoder all show here and nowhere else. */
export function nvencWorks(tools: Tools): Promise<boolean> {
  return remembered(nvenc, tools, async () => {
    if ((await detectFfmpeg()).details?.nvenc_listed !== true) return false;
    const frame = [
      '-f',
      'lavfi',
      '-i',
      'color=size=256x256:rate=25',
      '-frames:v',
      '1',
      '-pix_fmt',
      'yuv420p',
    ];
    const args = [...frame, '-c:v', 'h264_nvenc', '-f', 'null', '-'];
    return (await attempt(tools, args)) !== null;
  });
}

/** Draws a caption and looks whether anything is there: without a font libass stays silent and draws nothing. */
export function canBurn(tools: Tools & Pick<EngineContext, 'workdir'>): Promise<boolean> {
  return remembered(burning, tools, async () => {
    if ((await detectFfmpeg()).details?.libass !== true) return false;
    const size = { width: 320, height: 180 };
    const look = captionLook({ ...resolveSettings({}), ...size, logo: false });
    await writeFile(
      join(tools.workdir, 'probe.ass'),
      toAss([{ start: 0, end: 1, lines: ['MMMM'] }], { ...size, font: 'sans', look }),
    );
    const drawn = 'color=black:size=320x180:rate=1,ass=filename=probe.ass,format=gray';
    const args = ['-f', 'lavfi', '-i', drawn, '-frames:v', '1', '-f', 'rawvideo', '-'];
    const picture = await attempt(tools, args, tools.workdir);
    return picture?.some((level) => level > 128) ?? false;
  });
}

/** A question that was stopped together with the task that asked says nothing of the host: the next task asks anew. */
async function remembered(memo: Memo, tools: Tools, ask: () => Promise<boolean>): Promise<boolean> {
  for (;;) {
    memo.answer ??= ask();
    const asked = memo.answer;
    try {
      return await asked;
    } catch {
      if (memo.answer === asked) memo.answer = undefined;
      tools.signal.throwIfAborted();
    }
  }
}

/** What ffmpeg wrote, or null when it failed; rejects only when the task is stopped. */
async function attempt(tools: Tools, args: readonly string[], cwd?: string): Promise<Buffer | null> {
  try {
    const options = { timeoutSeconds: 20, ...(cwd === undefined ? {} : { cwd }) };
    return (await tools.run('ffmpeg', ['-v', 'error', '-nostdin', ...args], options)).stdout;
  } catch {
    tools.signal.throwIfAborted();
    return null;
  }
}
