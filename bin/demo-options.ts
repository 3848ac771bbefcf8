/** What `bin/demo` accepts, read and checked before anything is installed or started. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import {
  Language,
  MAX_SCRIPT_CHARACTERS,
  Quality,
  RenderSettings,
} from '../supabase/functions/_shared/contract/job.ts';

export interface DemoOptions {
  readonly script: string;
  readonly avatar: string;
  readonly language: Language;
  readonly quality: Quality;
  readonly resolution: string;
  /** Undefined: named after the job, in the current folder. */
  readonly out: string | undefined;
  readonly json: boolean;
  readonly stopAfter: boolean;
}

export class UsageError extends Error {}

const SCRIPTS: Record<Language, string> = {
  'pt-BR': 'Olá! Antes de subir, prenda o cinto e ponha o capacete.',
  'en-US': 'Hello! Before you climb, fasten your belt and put on your helmet.',
  'es-ES': '¡Hola! Antes de subir a la plataforma, póngase el casco.',
};

export const USAGE = `Usage: bin/demo [options]

  --script TEXT|@file     what the person says (default: a sentence of safety training)
  --avatar ID             br_corporate_ana (default), br_safety_carlos, …
  --language LANG         ${Language.options.join(' | ')} (default pt-BR)
  --quality TIER          ${Quality.options.join(' | ')} (default standard)
  --resolution WxH        1280x720 by default
  --out FILE              where the mp4 goes (default ./semblante-<job>.mp4)
  --json                  the last line is one JSON object with the figures
  --stop-after            stop the stack, the agent and the studio at the end
  --help`;

function oneOf<T extends string>(name: string, value: string, options: readonly T[]): T {
  const found = options.find((option) => option === value);
  if (!found)
    throw new UsageError(`--${name} must be one of ${options.join(', ')}, not ${JSON.stringify(value)}.`);
  return found;
}

function readScript(value: string): string {
  if (!value.startsWith('@')) return value;
  try {
    return readFileSync(value.slice(1), 'utf8');
  } catch (cause) {
    throw new UsageError(`--script names the file ${value.slice(1)}, which cannot be read.`, { cause });
  }
}

/** @throws UsageError with one sentence saying which option is wrong. Null asks for the usage text. */
export function readOptions(argv: readonly string[]): DemoOptions | null {
  let values: ReturnType<typeof parse>['values'];
  try {
    values = parse(argv).values;
  } catch (cause) {
    throw new UsageError(cause instanceof Error ? cause.message : String(cause), { cause });
  }
  if (values.help) return null;
  const language = oneOf('language', values.language, Language.options);
  const script = readScript(values.script ?? SCRIPTS[language]);
  if (script.trim() === '') throw new UsageError('--script is empty: write at least one word to be spoken.');
  if (script.length > MAX_SCRIPT_CHARACTERS) {
    throw new UsageError(`--script has ${script.length} characters; the limit is ${MAX_SCRIPT_CHARACTERS}.`);
  }
  const resolution = RenderSettings.shape.resolution.safeParse(values.resolution);
  if (!resolution.success) throw new UsageError(`--resolution ${resolution.error.issues[0]?.message}.`);
  return {
    script,
    avatar: values.avatar,
    language,
    quality: oneOf('quality', values.quality, Quality.options),
    resolution: values.resolution,
    out: values.out === undefined ? undefined : resolve(values.out),
    json: values.json,
    stopAfter: values['stop-after'],
  };
}

function parse(argv: readonly string[]) {
  return parseArgs({
    args: [...argv],
    options: {
      script: { type: 'string' },
      avatar: { type: 'string', default: 'br_corporate_ana' },
      language: { type: 'string', default: 'pt-BR' },
      quality: { type: 'string', default: 'standard' },
      resolution: { type: 'string', default: '1280x720' },
      out: { type: 'string' },
      json: { type: 'boolean', default: false },
      'stop-after': { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
}
