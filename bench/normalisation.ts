/**
 * What the normaliser hands each engine, sentence by sentence, over its corpus: written to
 * docs/lip-sync/normalisation.md. The readings expected are data judged by people; espeak-ng's phonemes are its own.
 */
import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { azureBody } from '../gpu-agent/src/engines/speech/azure-ssml.ts';
import { speakSentences } from '../gpu-agent/src/engines/speech/espeak-client.ts';
import { chooseVoice } from '../gpu-agent/src/engines/speech/espeak-voices.ts';
import { normaliseScript, type SpokenSentence } from '../gpu-agent/src/speech/normalise.ts';
import { type CorpusCase, NORMALISE_CORPUS, transcript } from '../gpu-agent/src/speech/normalise-corpus.ts';
import { toolContext } from '../gpu-agent/src/speech/tool-context.ts';
import { Language } from '../supabase/functions/_shared/contract/job.ts';

const OUTPUT = new URL('../docs/lip-sync/normalisation.md', import.meta.url);

/** Markup and pronunciations, beside the corpus of plain sentences. */
const LEXICON = [
  { grapheme: 'EPI', say: 'épi' },
  { grapheme: 'lockout', say: '/lɔˈkawtʃi/' },
];
const MARKED: readonly string[] = [
  'Use <emphasis level="strong">sempre</emphasis> o capacete.',
  'Pare.<break time="1.5s"/> Olhe <break time="400ms"/> e só então siga.',
  '<prosody rate="80%" pitch="-2st">Fale devagar</prosody> e com calma.',
  'Dê <phoneme alphabet="ipa" ph="ˈfidʒibɛki">feedback</phoneme> ao colega.',
  'A <sub alias="norma regulamentadora trinta e cinco">NR-35</sub> vale aqui.',
  'O código é <say-as interpret-as="characters">CIPA</say-as>, item <say-as interpret-as="ordinal" format="f">2</say-as>.',
  'O EPI e o lockout são do léxico.',
  '<speak>Pesquisa &amp; desenvolvimento: 3 &lt; 5.</speak>',
];

interface Row {
  readonly script: string;
  readonly spoken: string;
  readonly phonemes: string;
  readonly azure: string;
}

export async function run(options: { json: boolean }): Promise<Record<string, unknown>> {
  await using context = await toolContext();
  const sections: string[] = [];
  const figures: Record<string, unknown> = {};
  let wrong = 0;
  for (const language of Language.options) {
    if (!options.json) console.error(language);
    const cases = NORMALISE_CORPUS[language];
    const rows = await readAll(
      cases.map(([script]) => script),
      language,
      [],
      context,
    );
    const bad = cases.filter(([, expected], i) => rows[i]?.spoken !== expected);
    wrong += bad.length;
    figures[`${language}_cases`] = cases.length;
    figures[`${language}_as_expected`] = cases.length - bad.length;
    sections.push(section(`${language}: ${cases.length} sentences`, rows), ...bad.map(complaint));
  }
  const marked = await readAll(MARKED, 'pt-BR', LEXICON, context);
  sections.push(section('Markup and lexicon (pt-BR)', marked));
  await writeFile(OUTPUT, `${HEAD}\n${sections.join('\n')}`);
  if (!options.json) console.error(`written to ${fileURLToPath(OUTPUT)}`);
  return { ...figures, wrong };
}

async function readAll(
  scripts: readonly string[],
  language: Language,
  lexicon: readonly { grapheme: string; say: string }[],
  context: Parameters<typeof speakSentences>[2],
): Promise<Row[]> {
  const read = scripts.map((script) => normaliseScript(script, language, [...lexicon]).sentences);
  const voice = chooseVoice({
    script: '',
    language,
    voice: { language },
    defaults: { gender: 'female' },
    seed: 1,
  });
  if (voice === null) throw new Error(`espeak-ng has no voice for ${language}`);
  const heard = await speakSentences(read.flat(), voice, context);
  let next = 0;
  return scripts.map((script, i) => {
    const sentences = read[i] ?? [];
    const phonemes = sentences.map((sentence) => {
      const sounds = heard[next++]?.phonemes ?? [];
      return byWord(sentence, sounds);
    });
    return {
      script,
      spoken: transcript(sentences),
      phonemes: phonemes.join(' ‖ '),
      azure: sentences.map((s) => azureBody(s) + pause(s)).join(' '),
    };
  });
}

/** Only to be seen: the silence is laid between sentences, not asked of the engine. */
const pause = (sentence: SpokenSentence) =>
  sentence.pauseAfter === undefined ? '' : ` ⟨${sentence.pauseAfter} s⟩`;

function byWord(
  sentence: SpokenSentence,
  sounds: readonly { readonly ipa: string; readonly word: number; readonly stress: number }[],
): string {
  return sentence.words
    .map((_, word) =>
      sounds
        .filter((sound) => sound.word === word && sound.ipa !== '')
        .map((sound) => (sound.stress === 2 ? `ˈ${sound.ipa}` : sound.ipa))
        .join(''),
    )
    .join(' ');
}

const cell = (text: string) => text.replaceAll('|', '‖').replaceAll('\n', ' ');
const code = (text: string) => `\`${cell(text).replaceAll('`', "'")}\``;

const section = (title: string, rows: readonly Row[]) =>
  [
    `## ${title}`,
    '',
    '| script | text for ElevenLabs and neural voices | espeak-ng says | Azure SSML, inside `<voice>` |',
    '|---|---|---|---|',
    ...rows.map(
      (row) =>
        `| ${code(row.script)} | ${cell(row.spoken)} | ${cell(row.phonemes)} | ${row.azure === row.spoken ? 'the text' : code(row.azure)} |`,
    ),
    '',
  ].join('\n');

const complaint = ([script, expected]: CorpusCase) =>
  `**Not as expected:** ${code(script)} should read ${code(expected)}.\n`;

const HEAD = `# What each engine reads

Written by \`npm run bench -- normalisation\`; do not edit. Every engine gets the words of the normaliser, so a number is
read the same by all of them. Captions show the script as it was written. A bar (‖) parts sentences, which are spoken one
by one; \`ˈ\` stands before the stressed vowel of espeak-ng's phonemes, taken from the sound it made. Voices of espeak-ng
know only the sounds of their own language: English words are given to them as speakers of that language say them.

Azure and ElevenLabs were not heard: their columns are what is sent. Breaks are laid as silence between sentences and are
shown as ⟨seconds⟩.
`;
