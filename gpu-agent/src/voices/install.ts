/** Puts a voice into the cache whole or not at all, and takes it out again. */
import {
  appendFile,
  copyFile,
  cp,
  mkdir,
  readdir,
  readFile,
  rename,
  rm,
  stat,
  writeFile,
} from 'node:fs/promises';
import { basename, join } from 'node:path';
import { z } from 'zod';
import {
  describeVoice,
  type InstalledVoice,
  sha256,
  type VoiceManifest,
} from '../engines/speech/neural-models.ts';
import { encodeOnnxMetadata, readOnnxMetadata } from '../engines/speech/onnx-metadata.ts';
import type { CatalogueVoice } from './catalogue.ts';
import { downloadFile, type Line } from './download.ts';
import type { Listing } from './publisher.ts';
import { VoiceError } from './voice-error.ts';

const CARDS = ['MODEL_CARD', 'LICENSE', 'LICENSE.txt', 'LICENCE', 'README.md'];

/** Where a download stands until it is whole; kept when it breaks off, so that it is continued. */
const staging = (voices: string, id: string) => join(voices, `.download-${id}`);

/** Fetches the publisher's card first: nobody accepts a licence after 300 MB. @returns its text, or null */
export async function fetchLicence(
  voices: string,
  voice: CatalogueVoice,
  listing: Listing,
  line: Line,
): Promise<string | null> {
  const folder = staging(voices, voice.id);
  const card = listing.files.find((file) => CARDS.includes(basename(file.name)));
  if (card === undefined) return null;
  const target = join(folder, card.name);
  await downloadFile(card, target, line, () => {});
  return readFile(target, 'utf8');
}

/** @throws {VoiceError} */
export async function installListed(
  voices: string,
  voice: CatalogueVoice,
  listing: Listing,
  licence: string,
  line: Line,
  progress: (bytes: number, total: number) => void,
): Promise<InstalledVoice> {
  const folder = staging(voices, voice.id);
  const total = listing.files.reduce((sum, file) => sum + file.size, 0);
  let before = 0;
  for (const file of listing.files) {
    const target = join(folder, file.name);
    // Whole files of an earlier run were verified when they got their name.
    const done = await stat(target).catch(() => null);
    if (done?.size !== file.size) {
      await downloadFile(file, target, line, (bytes) => progress(before + bytes, total));
    }
    before += file.size;
    progress(before, total);
  }
  return await finish(voices, folder, {
    id: voice.id,
    source: listing.page,
    revision: listing.revision,
    licence,
    gender: voice.gender,
  });
}

/** A folder brought by hand, in Piper's layout or in sherpa-onnx's. @throws {VoiceError} */
export async function installFolder(
  voices: string,
  source: string,
  id: string,
  licence: string,
  gender: CatalogueVoice['gender'],
): Promise<InstalledVoice> {
  const folder = staging(voices, id);
  await rm(folder, { recursive: true, force: true });
  await mkdir(voices, { recursive: true });
  await cp(source, folder, { recursive: true, dereference: true });
  await rm(join(folder, 'voice.json'), { force: true });
  try {
    return await finish(voices, folder, { id, source, revision: null, licence, gender });
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    throw error;
  }
}

/** The licence's text in a folder, or null. */
export async function licenceIn(folder: string): Promise<string | null> {
  for (const card of CARDS) {
    const text = await readFile(join(folder, card), 'utf8').catch(() => null);
    if (text !== null) return text;
  }
  return null;
}

/** The id a folder's voice gets: that of its Piper model, else the folder's name without sherpa-onnx's prefix. */
export async function idOfFolder(folder: string): Promise<string> {
  const files = await readdir(folder).catch(() => {
    throw new VoiceError('files', `There is no folder ${folder}.`);
  });
  const model = files.find((file) => /^[a-z]{2}_[A-Z]{2}-.+\.onnx$/.test(file));
  const id = model?.slice(0, -'.onnx'.length) ?? basename(folder).replace(/^vits-piper-/, '');
  if (!/^[A-Za-z0-9][\w.-]{0,99}$/.test(id)) {
    throw new VoiceError('files', `"${id}" cannot be a voice's name; rename the folder.`);
  }
  return id;
}

async function finish(
  voices: string,
  folder: string,
  facts: Omit<VoiceManifest, 'version' | 'accepted_at' | 'sha256'>,
): Promise<InstalledVoice> {
  const target = join(voices, facts.id);
  if (await stat(target).catch(() => null)) {
    throw new VoiceError(
      'files',
      `${facts.id} is already installed; remove it first: npm run voices -- remove ${facts.id}`,
    );
  }
  try {
    await convertPiper(folder);
    const files = (await readdir(folder, { recursive: true, withFileTypes: true }))
      .filter((entry) => entry.isFile() && !entry.name.endsWith('.part'))
      .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1));
    const digests = Object.fromEntries(
      await Promise.all(files.map(async (file) => [file, await sha256(join(folder, file))] as const)),
    );
    const manifest: VoiceManifest = {
      version: 1,
      ...facts,
      accepted_at: new Date().toISOString(),
      sha256: digests,
    };
    await writeFile(join(folder, 'voice.json'), `${JSON.stringify(manifest, null, 2)}\n`);
    await describeVoice(folder, facts.id);
  } catch (error) {
    if (error instanceof VoiceError) throw error;
    await rm(folder, { recursive: true, force: true });
    const message = error instanceof Error ? error.message : String(error);
    throw new VoiceError('files', `This is no voice that can be used: ${message}`, { cause: error });
  }
  await rename(folder, target);
  return await describeVoice(target, facts.id);
}

const PiperConfig = z.object({
  audio: z.object({ sample_rate: z.number().int().positive() }),
  espeak: z.object({ voice: z.string() }),
  num_speakers: z.number().int().positive().default(1),
  phoneme_id_map: z.record(z.string(), z.array(z.number().int().min(0)).min(1)),
  language: z.object({ name_english: z.string().optional() }).optional(),
});

/**
 * Piper keeps in `<model>.onnx.json` what sherpa-onnx reads from tokens.txt and from the model's metadata: writes the
 * first and appends the second. The publisher's bytes stay as they are before it.
 */
async function convertPiper(folder: string): Promise<void> {
  const files = await readdir(folder);
  const config = files.find((file) => file.endsWith('.onnx.json'));
  if (config === undefined || files.includes('tokens.txt')) return;
  const source = config.slice(0, -'.json'.length);
  if (!files.includes(source)) throw new Error(`${source} is missing beside ${config}.`);
  let raw: unknown;
  try {
    raw = JSON.parse(await readFile(join(folder, config), 'utf8'));
  } catch {
    throw new Error(`${config} is no JSON.`);
  }
  const parsed = PiperConfig.safeParse(raw);
  if (!parsed.success) throw new Error(`${config} is not a configuration of Piper.`);
  const piper = parsed.data;
  const metadata = await readOnnxMetadata(join(folder, source));
  const tokens = Object.entries(piper.phoneme_id_map)
    .filter(([symbol]) => symbol !== '\n')
    .map(([symbol, [id]]) => `${symbol} ${id}\n`);
  await writeFile(join(folder, 'tokens.txt'), tokens.join(''));
  const model = join(folder, 'model.onnx');
  if (source === 'model.onnx') await copyFile(model, `${model}.whole`);
  else await rename(join(folder, source), `${model}.whole`);
  if (!metadata.has('model_type')) {
    await appendFile(
      `${model}.whole`,
      encodeOnnxMetadata({
        model_type: 'vits',
        comment: 'piper',
        language: piper.language?.name_english ?? 'unknown',
        voice: piper.espeak.voice,
        has_espeak: '1',
        n_speakers: String(piper.num_speakers),
        sample_rate: String(piper.audio.sample_rate),
      }),
    );
  }
  await rename(`${model}.whole`, model);
}

/** @throws {VoiceError} when it is not installed */
export async function removeVoice(voices: string, id: string): Promise<void> {
  if (!/^[A-Za-z0-9][\w.-]*$/.test(id) || !(await stat(join(voices, id)).catch(() => null))) {
    throw new VoiceError('usage', `${id} is not installed; see: npm run voices -- list`);
  }
  // Under another name first: an agent that starts meanwhile finds it whole or not at all.
  const leaving = join(voices, `.removed-${id}`);
  await rm(leaving, { recursive: true, force: true });
  await rename(join(voices, id), leaving);
  await rm(leaving, { recursive: true, force: true });
  await rm(staging(voices, id), { recursive: true, force: true });
}
