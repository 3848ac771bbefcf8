/** `npm run voices -- list|add|remove|test`: neural voices of this host. Exit status: 0 done, 1 failed, 2 told wrong. */
import { copyFile, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import type { Language } from '../../../supabase/functions/_shared/contract/job.ts';
import { neuralEngine } from '../engines/speech/neural.ts';
import {
  damagedFiles,
  type InstalledVoice,
  installedVoices,
  voicesFolder,
} from '../engines/speech/neural-models.ts';
import { StageFailure } from '../failures.ts';
import { toolContext } from '../speech/tool-context.ts';
import { CATALOGUE, type CatalogueVoice, catalogueVoice } from './catalogue.ts';
import type { Line } from './download.ts';
import { fetchLicence, idOfFolder, installFolder, installListed, licenceIn, removeVoice } from './install.ts';
import { hubAddress, listFiles } from './publisher.ts';
import { VoiceError } from './voice-error.ts';

const USAGE = `Neural voices of this host

  npm run voices -- list [--json]                    what is installed and what can be
  npm run voices -- add VOICE [--accept-licence]     from its publisher, verified; continues what broke off
  npm run voices -- add ./FOLDER [--accept-licence]  a model that was downloaded elsewhere
  npm run voices -- remove VOICE
  npm run voices -- test VOICE [--text T] [--out F]  speaks a sentence into a WAV file

  SEMBLANTE_VOICES_DIR   where voices are kept (default: semblante/voices in the user's cache)
  HF_ENDPOINT            another address of the publisher's hub, for mirrors
`;

export interface Terminal {
  readonly out: (text: string) => void;
  readonly status: (text: string) => void;
  /** Asks a person; null where nobody can answer. */
  readonly ask: ((question: string) => Promise<string>) | null;
  readonly line: Line;
}

const mb = (bytes: number) => `${(bytes / 1e6).toFixed(bytes < 1e7 ? 1 : 0)} MB`;

export async function runVoices(argv: readonly string[], terminal: Terminal): Promise<number> {
  try {
    const { values, positionals } = parse(argv);
    const [command = 'help', name, ...rest] = positionals;
    if (values.help || command === 'help') {
      terminal.out(USAGE);
      return 0;
    }
    if (rest.length > 0) throw new VoiceError('usage', USAGE);
    if (command === 'list') await list(values.json ?? false, terminal);
    else if (name === undefined) throw new VoiceError('usage', USAGE);
    else if (command === 'add') await add(name, values['accept-licence'] ?? false, terminal);
    else if (command === 'remove') {
      await removeVoice(voicesFolder(), name);
      terminal.out(`${name} is removed.\n`);
    } else if (command === 'test') await speakTest(name, values, terminal);
    else throw new VoiceError('usage', USAGE);
    return 0;
  } catch (error) {
    if (error instanceof VoiceError || error instanceof StageFailure) {
      terminal.status(`${error.message}\n`);
      return error instanceof VoiceError && error.kind === 'usage' ? 2 : 1;
    }
    throw error;
  }
}

function parse(argv: readonly string[]) {
  try {
    return parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: {
        json: { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
        'accept-licence': { type: 'boolean' },
        text: { type: 'string' },
        out: { type: 'string' },
      },
    });
  } catch (error) {
    throw new VoiceError('usage', `${error instanceof Error ? error.message : String(error)}\n\n${USAGE}`);
  }
}

async function list(asJson: boolean, { out }: Terminal): Promise<void> {
  const folder = voicesFolder();
  const { voices, problems } = await installedVoices(folder);
  const available = CATALOGUE.filter((known) => !voices.some((voice) => voice.id === known.id));
  if (asJson) {
    const installed = voices.map(({ id, kind, speakers, sampleRate, manifest }) => ({
      id,
      kind,
      sample_rate: sampleRate,
      speakers,
      source: manifest?.source ?? null,
    }));
    const known = available.map(({ files: _files, ...voice }) => voice);
    out(`${JSON.stringify({ folder, installed, problems, available: known })}\n`);
    return;
  }
  out(`Installed in ${folder}:\n`);
  if (voices.length === 0) out('  none\n');
  for (const voice of voices) {
    const languages = [...new Set(voice.speakers.map((speaker) => speaker.language))].join(', ');
    const speakers = voice.speakers.length > 1 ? `, ${voice.speakers.length} speakers` : '';
    out(`  ${voice.id.padEnd(26)} ${languages}${speakers}\n`);
  }
  for (const { id, problem } of problems) out(`  ${id.padEnd(26)} cannot be used: ${problem}\n`);
  out('\nCan be added:\n');
  for (const voice of available) {
    const facts = [
      voice.languages.join(', ').padEnd(7),
      (voice.gender ?? 'several').padEnd(7),
      `about ${mb(voice.bytes)}`.padEnd(13),
      voice.licence ?? 'licence: see its card',
      voice.note ?? '',
    ];
    out(`  ${voice.id.padEnd(26)} ${facts.join('  ').trimEnd()}\n`);
  }
}

async function add(name: string, accepted: boolean, terminal: Terminal): Promise<void> {
  const folder = await stat(name).catch(() => null);
  const known = catalogueVoice(name);
  const installed =
    folder?.isDirectory() && (known === undefined || /[/\\]/.test(name))
      ? await addFolder(resolve(name), accepted, terminal)
      : await addListed(known ?? unknown(name), accepted, terminal);
  const languages = [...new Set(installed.speakers.map((speaker) => speaker.language))].join(', ');
  terminal.out(
    `${installed.id} is installed and speaks ${languages}. Agents of this host offer it once they are started anew.\n`,
  );
}

function unknown(name: string): never {
  throw new VoiceError('usage', `There is no folder and no known voice ${name}; see: npm run voices -- list`);
}

async function addListed(
  voice: CatalogueVoice,
  accepted: boolean,
  terminal: Terminal,
): Promise<InstalledVoice> {
  const folder = voicesFolder();
  if ((await installedVoices(folder)).voices.some(({ id }) => id === voice.id)) {
    throw new VoiceError('files', `${voice.id} is already installed.`);
  }
  try {
    const listing = await listFiles(voice, terminal.line);
    const total = listing.files.reduce((sum, file) => sum + file.size, 0);
    const card = await fetchLicence(folder, voice, listing, terminal.line);
    terminal.out(`${voice.id}: ${listing.files.length} files, ${mb(total)}, from ${listing.page}\n\n`);
    await accept(card ?? `Licence: see ${listing.page}`, accepted, terminal);
    return await installListed(
      folder,
      voice,
      listing,
      card ?? listing.page,
      terminal.line,
      reporter(terminal),
    );
  } catch (error) {
    if (!(error instanceof VoiceError) || error.kind !== 'network_closed') throw error;
    throw new VoiceError('network_closed', `${error.message} ${byHand(voice)}`, { cause: error });
  }
}

/** What to do where the network is closed. */
function byHand(voice: CatalogueVoice): string {
  const page = `${hubAddress()}/${voice.repository}/tree/main/${voice.path}`;
  const wanted =
    voice.kind === 'piper'
      ? `${voice.id}.onnx, ${voice.id}.onnx.json and MODEL_CARD`
      : 'model.onnx, voices.bin, tokens.txt, lexicon-us-en.txt, LICENSE and the folder espeak-ng-data';
  return `The network seems to be closed. Download ${wanted} from ${page} on another machine into a folder ${voice.id}, bring it here, and run: npm run voices -- add ./${voice.id}`;
}

async function addFolder(source: string, accepted: boolean, terminal: Terminal): Promise<InstalledVoice> {
  const id = await idOfFolder(source);
  const licence = await licenceIn(source);
  terminal.out(`${id} from ${source}. Its files were not compared with their publisher's listing.\n\n`);
  await accept(
    licence ?? 'The folder holds no licence; read it where you got the model.',
    accepted,
    terminal,
  );
  const gender = catalogueVoice(id)?.gender ?? null;
  return await installFolder(voicesFolder(), source, id, licence ?? 'not in the folder', gender);
}

async function accept(licence: string, accepted: boolean, { out, ask }: Terminal): Promise<void> {
  out(`${licence.trim()}\n\n`);
  if (accepted) return;
  if (ask === null) {
    throw new VoiceError('licence', 'Read the licence above, then run the command with --accept-licence.');
  }
  const answer = await ask('Do you accept this licence? [y/N] ');
  if (!/^(y|yes|s|sim|si|sí)$/i.test(answer.trim())) throw new VoiceError('licence', 'Not installed.');
}

/** Every tenth on a plain stream, every percent on a terminal. */
function reporter({ status, ask }: Terminal): (bytes: number, total: number) => void {
  let shown = -1;
  const step = ask === null ? 10 : 1;
  return (bytes, total) => {
    const percent = Math.floor((100 * bytes) / Math.max(1, total) / step) * step;
    if (percent === shown) return;
    shown = percent;
    status(
      `${ask === null ? '' : '\r'}${percent}% of ${mb(total)}${ask === null || percent === 100 ? '\n' : ''}`,
    );
  };
}

const SENTENCES: Readonly<Record<Language, string>> = {
  'pt-BR': 'Bom dia. Antes de subir, verifique o cinto, a escada e o capacete.',
  'en-US': 'Good morning. Before you climb, check the harness, the ladder and the helmet.',
  'es-ES': 'Buenos días. Antes de subir, revise el arnés, la escalera y el casco.',
};

async function speakTest(
  name: string,
  { text, out: file }: { readonly text?: string | undefined; readonly out?: string | undefined },
  { out }: Terminal,
): Promise<void> {
  const { voices, problems } = await installedVoices();
  const [id, speakerName] = name.split('/');
  const voice = voices.find((candidate) => candidate.id === id);
  if (voice === undefined) {
    const problem = problems.find((candidate) => candidate.id === id)?.problem;
    throw new VoiceError(
      problem ? 'files' : 'usage',
      problem ? `${id} cannot be used: ${problem}` : `${id} is not installed.`,
    );
  }
  const damaged = await damagedFiles(voice);
  if (damaged.length > 0) {
    throw new VoiceError(
      'checksum',
      `${damaged.join(', ')} of ${id} changed since it was installed; remove it and add it again.`,
    );
  }
  const speaker = voice.speakers.find((candidate) => !speakerName || candidate.name === speakerName);
  if (speaker === undefined) throw new VoiceError('usage', `${id} has no speaker ${speakerName}.`);
  await using context = await toolContext();
  const { language } = speaker;
  const started = performance.now();
  const { audio, timeline } = await neuralEngine.speak(
    {
      script: text ?? SENTENCES[language],
      language,
      voice: { language, voice_id: name },
      defaults: { gender: speaker.gender ?? 'unisex' },
      seed: 1,
    },
    context,
  );
  const wall = (performance.now() - started) / 1000;
  const target = resolve(file ?? `${name.replaceAll('/', '-')}.wav`);
  await copyFile(audio, target);
  out(
    `${target}: ${timeline.duration.toFixed(1)} s of speech in ${wall.toFixed(1)} s, alignment confidence ${timeline.confidence.toFixed(2)}\n`,
  );
}

export function processTerminal(signal: AbortSignal): Terminal {
  const person = process.stdin.isTTY && process.stderr.isTTY;
  return {
    out: (text) => void process.stdout.write(text),
    status: (text) => void process.stderr.write(text),
    ask: person
      ? async (question) => {
          const reader = createInterface({ input: process.stdin, output: process.stderr });
          try {
            return await reader.question(question, { signal });
          } finally {
            reader.close();
          }
        }
      : null,
    line: { signal, wait: (seconds, stopped) => delay(seconds * 1000, undefined, { signal: stopped }) },
  };
}
