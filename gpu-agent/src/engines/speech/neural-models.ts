/**
 * The neural voices installed on this host: one folder each, `<voices>/<id>`, holding a model in the layout that
 * sherpa-onnx reads and `voice.json` with where it came from. What a voice speaks is read from the model itself.
 */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { access, readdir, readFile, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { z } from 'zod';
import { Language } from '../../../../supabase/functions/_shared/contract/job.ts';
import { readOnnxMetadata } from './onnx-metadata.ts';

/** Written when a voice is installed. */
export const VoiceManifest = z.object({
  version: z.literal(1),
  id: z.string().min(1),
  /** Where the files were taken from; a folder for those that were brought by hand. */
  source: z.string(),
  /** The publisher's commit, where it has one. */
  revision: z.string().nullable(),
  licence: z.string(),
  /** Of a voice with one speaker; the model does not tell. */
  gender: z.enum(['female', 'male']).nullable().default(null),
  accepted_at: z.string(),
  /** SHA-256 of every installed file, computed after the publisher's own digests were checked. */
  sha256: z.record(z.string(), z.string()),
});
export type VoiceManifest = z.infer<typeof VoiceManifest>;

export interface VoiceSpeaker {
  readonly id: number;
  readonly name: string;
  readonly language: Language;
  readonly gender: 'female' | 'male' | null;
}

export interface InstalledVoice {
  readonly id: string;
  readonly folder: string;
  readonly kind: 'vits' | 'kokoro';
  readonly model: string;
  readonly tokens: string;
  /** Folder of espeak-ng's data, which the model's text front end reads; null where the model needs none. */
  readonly dataDir: string | null;
  /** Kokoro's speaker embeddings. */
  readonly voices: string | null;
  /** Comma-separated word lists of Kokoro, empty where there are none. */
  readonly lexicon: string;
  readonly sampleRate: number;
  readonly speakers: readonly VoiceSpeaker[];
  readonly manifest: VoiceManifest | null;
}

export interface VoiceProblem {
  readonly id: string;
  readonly problem: string;
}

/** `SEMBLANTE_VOICES_DIR`, else the user's cache. */
export function voicesFolder(env: NodeJS.ProcessEnv = process.env): string {
  return (
    env.SEMBLANTE_VOICES_DIR ?? join(env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'semblante/voices')
  );
}

const SYSTEM_DATA = [
  '/usr/lib/x86_64-linux-gnu/espeak-ng-data',
  '/usr/lib/aarch64-linux-gnu/espeak-ng-data',
  '/usr/share/espeak-ng-data',
  '/opt/homebrew/share/espeak-ng-data',
  '/usr/local/share/espeak-ng-data',
];

/** espeak-ng's own data: `ESPEAK_DATA_PATH`, else where packages put it. */
export async function espeakData(env: NodeJS.ProcessEnv = process.env): Promise<string | null> {
  const named = env.ESPEAK_DATA_PATH;
  const candidates = named ? [named, join(named, 'espeak-ng-data')] : SYSTEM_DATA;
  for (const folder of candidates) if (await exists(join(folder, 'phontab'))) return folder;
  return null;
}

export const ESPEAK_DATA_REMEDY =
  'Install espeak-ng’s data: `apt-get install espeak-ng-data` (Debian, Ubuntu) or `brew install espeak-ng`.';

export async function installedVoices(
  folder = voicesFolder(),
): Promise<{ readonly voices: InstalledVoice[]; readonly problems: VoiceProblem[] }> {
  const voices: InstalledVoice[] = [];
  const problems: VoiceProblem[] = [];
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    // Dotted folders are downloads under way.
    if (!entry.isDirectory() || entry.name.startsWith('.')) continue;
    try {
      voices.push(await describeVoice(join(folder, entry.name), entry.name));
    } catch (error) {
      problems.push({ id: entry.name, problem: error instanceof Error ? error.message : String(error) });
    }
  }
  return { voices, problems };
}

/** @throws {Error} with one sentence that says what is wrong with the folder */
export async function describeVoice(folder: string, id: string): Promise<InstalledVoice> {
  const files = await readdir(folder);
  const models = files.filter((file) => file.endsWith('.onnx')).sort();
  const [model] = models.includes('model.onnx') ? ['model.onnx'] : models;
  if (model === undefined) throw new Error('It holds no .onnx model.');
  const metadata = await readOnnxMetadata(join(folder, model));
  if (!files.includes('tokens.txt')) throw new Error('tokens.txt is missing.');
  if ((await stat(join(folder, 'tokens.txt'))).size === 0) throw new Error('tokens.txt is empty.');
  const kokoro = files.includes('voices.bin');
  const type = metadata.get('model_type');
  if (!kokoro && type !== 'vits') {
    throw new Error(
      `${model} is ${type ? `of the type ${type}` : 'without metadata'}; add Piper or Kokoro models.`,
    );
  }
  const raw = await readFile(join(folder, 'voice.json'), 'utf8').catch(() => null);
  const manifest = raw === null ? null : parseManifest(raw);
  const speakers = kokoro ? kokoroSpeakers(metadata) : piperSpeakers(metadata, id, manifest?.gender ?? null);
  if (speakers.length === 0) throw new Error('It speaks none of pt-BR, en-US and es-ES.');
  const own = files.includes('espeak-ng-data') ? join(folder, 'espeak-ng-data') : null;
  const needsData = kokoro || metadata.get('has_espeak') === '1' || metadata.get('comment') === 'piper';
  const dataDir = needsData ? (own ?? (await espeakData())) : null;
  if (needsData && dataDir === null) throw new Error(`espeak-ng’s data is missing. ${ESPEAK_DATA_REMEDY}`);
  const lexicon = files.filter((file) => /^lexicon.*\.txt$/.test(file)).sort();
  return {
    id,
    folder,
    kind: kokoro ? 'kokoro' : 'vits',
    model: join(folder, model),
    tokens: join(folder, 'tokens.txt'),
    dataDir,
    voices: kokoro ? join(folder, 'voices.bin') : null,
    lexicon: kokoro ? lexicon.map((file) => join(folder, file)).join(',') : '',
    sampleRate: Number(metadata.get('sample_rate') ?? 22_050),
    speakers,
    manifest,
  };
}

function parseManifest(raw: string): VoiceManifest {
  const parsed = VoiceManifest.safeParse(JSON.parse(raw));
  if (!parsed.success) throw new Error('voice.json is damaged; remove the voice and add it again.');
  return parsed.data;
}

/** espeak-ng's names for the languages we speak; es-419 and en-gb are others. */
const ESPEAK_LANGUAGES: Readonly<Record<string, Language>> = {
  'pt-br': 'pt-BR',
  pt_br: 'pt-BR',
  'en-us': 'en-US',
  en_us: 'en-US',
  es: 'es-ES',
  'es-es': 'es-ES',
  es_es: 'es-ES',
};

/**
 * Piper writes espeak's voice into the metadata. espeak's `es` is Castilian, but Piper's Mexican voices also use it,
 * so the locale in the name decides where there is one ("es_MX-claude-high").
 */
function piperSpeakers(
  metadata: ReadonlyMap<string, string>,
  id: string,
  gender: VoiceSpeaker['gender'],
): VoiceSpeaker[] {
  const locale = /(?:^|[-_])([a-z]{2}_[A-Z]{2})(?=-)/.exec(id)?.[1];
  const spoken = ESPEAK_LANGUAGES[(locale ?? metadata.get('voice') ?? '').toLowerCase()];
  if (spoken === undefined) return [];
  const count = Number(metadata.get('n_speakers') ?? 1);
  return Array.from({ length: Math.max(1, count) }, (_, n) => ({
    id: n,
    name: count > 1 ? String(n) : '',
    language: spoken,
    gender: count > 1 ? null : gender,
  }));
}

/** Kokoro names its speakers by language and gender: `pf_dora` is a Brazilian woman. */
const KOKORO_LANGUAGES: Readonly<Record<string, Language>> = { p: 'pt-BR', a: 'en-US', e: 'es-ES' };

function kokoroSpeakers(metadata: ReadonlyMap<string, string>): VoiceSpeaker[] {
  const names = (metadata.get('speaker_names') ?? '').split(',').map((name) => name.trim());
  return names.flatMap((name, id): VoiceSpeaker[] => {
    const language = KOKORO_LANGUAGES[name[0] ?? ''];
    if (language === undefined || !/^[a-z][fm]_/.test(name)) return [];
    return [{ id, name, language, gender: name[1] === 'f' ? 'female' : 'male' }];
  });
}

export const languagesOf = (voices: readonly InstalledVoice[]): Language[] =>
  Language.options.filter((language) =>
    voices.some((voice) => voice.speakers.some((speaker) => speaker.language === language)),
  );

/** @returns the names of installed files that are gone or not what was installed; empty without a manifest. */
export async function damagedFiles(voice: InstalledVoice): Promise<string[]> {
  const damaged: string[] = [];
  for (const [file, digest] of Object.entries(voice.manifest?.sha256 ?? {})) {
    const actual = await sha256(join(voice.folder, file)).catch(() => null);
    if (actual !== digest) damaged.push(file);
  }
  return damaged;
}

export async function sha256(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
