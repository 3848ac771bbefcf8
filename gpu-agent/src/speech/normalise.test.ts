import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Language } from '../../../supabase/functions/_shared/contract/job.ts';
import { SsmlError } from '../../../supabase/functions/_shared/contract/ssml.ts';
import { normaliseScript } from './normalise.ts';
import { transcript } from './normalise-corpus.ts';
import { seededRandom } from './seeded-random.ts';

/** Reads a script back as text, sentences separated by a bar. */
const say = (script: string, language: Language, lexicon: { grapheme: string; say: string }[] = []) =>
  transcript(normaliseScript(script, language, lexicon).sentences);

const CORPUS: Readonly<Record<Language, readonly (readonly [script: string, spoken: string])[]>> = {
  'pt-BR': [
    [
      'O curso de NR-35 custa R$ 1.234,56.',
      'O curso de ene érre trinta e cinco custa mil duzentos e trinta e quatro reais e cinquenta e seis centavos.',
    ],
    [
      'Começa em 25/12/2026 às 14h30.',
      'Começa em vinte e cinco de dezembro de dois mil e vinte e seis às quatorze horas e trinta.',
    ],
    ['Use EPI: 2 luvas e 21 pessoas.', 'Use é pê i: duas luvas e vinte e uma pessoas.'],
    ['A CIPA segue a LGPD.', 'A cipa segue a éle gê pê dê.'],
    [
      '80 km/h, 35 °C e 12,5%',
      'oitenta quilômetros por hora, trinta e cinco graus Célsius e doze vírgula cinco por cento.',
    ],
    ['Carga de 10-20 kg/m².', 'Carga de dez a vinte quilos por metro quadrado.'],
    ['Ligue (11) 98765-4321.', 'Ligue onze, nove oito sete seis cinco, quatro três dois um.'],
    ['E-mail maria@empresa.com.br', 'E-mail maria arroba empresa ponto com ponto bê érre.'],
    [
      'No século XXI, o art. 5º e o Anexo II da NR-06.',
      'No século vinte e um, o artigo quinto e o Anexo dois da ene érre zero seis.',
    ],
    [
      'A Sra. Dra. Ana viu o 1º passo e a 2ª fase.',
      'A senhora doutora Ana viu o primeiro passo e a segunda fase.',
    ],
    ['R$ 2 milhões e 3 milhões de clientes', 'dois milhões de reais e três milhões de clientes.'],
    ['R$ 1,00 e R$ 0,01', 'um real e um centavo.'],
    ['Dom Pedro II. Fim.', 'Dom Pedro segundo. | Fim.'],
    ['-18 °C', 'menos dezoito graus Célsius.'],
  ],
  'en-US': [
    ['On 12/25/2026 at 2:30 p.m.', 'On December twenty fifth twenty twenty six at two thirty pee em.'],
    ['It costs $1,234.56.', 'It costs one thousand two hundred thirty four dollars and fifty six cents.'],
    ['Wear PPE; OSHA requires 1st aid.', 'Wear pee pee ee; osha requires first aid.'],
    ['Call 555-123-4567.', 'Call five five five, one two three, four five six seven.'],
    ['Dr. Smith wrote chapter IV in 1990.', 'doctor Smith wrote chapter four in nineteen ninety.'],
    ['It is 98.6 °F and 5 ft.', 'It is ninety eight point six degrees Fahrenheit and five feet.'],
    ['The answer is no. Next.', 'The answer is no. | Next.'],
    ['See www.osha.gov', 'See double you double you double you dot osha dot gov.'],
  ],
  'es-ES': [
    [
      'El 25/12/2026 a las 14:30.',
      'El veinticinco de diciembre de dos mil veintiséis a las catorce y treinta.',
    ],
    [
      'Son 1.234,56 € y 21 metros.',
      'Son mil doscientos treinta y cuatro euros con cincuenta y seis céntimos y veintiún metros.',
    ],
    ['21 personas en el 3er piso, siglo XXI', 'veintiuna personas en el tercer piso, siglo veintiuno.'],
    ['El Sr. López usa el EPI.', 'El señor López usa el e pe i.'],
    ['¿Qué? ¡Ya!', 'Qué? | Ya!'],
    ['Tel. 612 345 678', 'teléfono seis uno dos, tres cuatro cinco, seis siete ocho.'],
  ],
};

for (const [language, cases] of Object.entries(CORPUS) as [Language, (typeof CORPUS)[Language]][]) {
  for (const [script, spoken] of cases) {
    test(`${language}: ${script}`, () => assert.equal(say(script, language), spoken));
  }
}

test('every spoken word stands for a stretch of the script, in order', () => {
  const script = 'O 👷 curso de NR-35 custa R$ 1.234,56.\n\nComeça às 14h30, com 🙂 José.';
  const words = normaliseScript(script, 'pt-BR').sentences.flatMap((s) => s.words);
  let at = 0;
  for (const { span } of words) {
    assert.ok(span[0] >= at && span[1] > span[0] && span[1] <= script.length, `span ${span}`);
    at = span[0];
  }
  const source = (text: string) => {
    const word = words.find((w) => w.text === text);
    assert.ok(word, text);
    return script.slice(...word.span);
  };
  assert.equal(source('curso'), 'curso');
  assert.equal(source('trinta'), 'NR-35');
  assert.equal(source('reais'), 'R$ 1.234,56');
  assert.equal(source('quatorze'), '14h30');
  assert.equal(source('José'), 'José');
});

test('the lexicon wins over every rule, whole words only and whatever the case', () => {
  const lexicon = [
    { grapheme: 'NR-35', say: 'norma trinta e cinco' },
    { grapheme: 'Semblante', say: '[[se~bl^a~ntSi]]' },
  ];
  assert.equal(
    say('A nr-35 e a NR-350.', 'pt-BR', lexicon),
    'A norma trinta e cinco e a ene érre trezentos e cinquenta.',
  );
  const word = normaliseScript('O semblante.', 'pt-BR', lexicon).sentences[0]?.words[1];
  assert.equal(word?.mnemonics, 'se~bl^a~ntSi');
  assert.deepEqual(word?.span, [2, 11]);
});

test('what nobody can say gives no sentences and is counted', () => {
  assert.deepEqual(normaliseScript(' \n…—!? ()', 'pt-BR'), { sentences: [], dropped: 0 });
  assert.deepEqual(normaliseScript('🙂日本', 'en-US'), { sentences: [], dropped: 3 });
});

/** Null where the random text happens to hold something like a tag. */
function readable(script: string, language: Language) {
  try {
    return normaliseScript(script, language);
  } catch (error) {
    if (error instanceof SsmlError) return null;
    throw error;
  }
}

test('no text makes it throw anything but a refusal of its markup, and spans stay inside it', () => {
  const random = seededRandom(2024);
  const pieces = [
    ...'aAéÑ çZ0123456789.,:;/-–%$€º²°@#&<>()"\'\n\t',
    '\ud800',
    '🙂',
    '日',
    'R$',
    'NR-',
    'http://',
    '1º',
    'XX',
    'h',
    ' ',
    'p.m.',
    '25/12',
    '\u0301',
  ];
  for (let round = 0; round < 400; round++) {
    let script = '';
    const length = Math.floor(random() * 60);
    for (let i = 0; i < length; i++) script += pieces[Math.floor(random() * pieces.length)] ?? '';
    for (const language of ['pt-BR', 'en-US', 'es-ES'] as const) {
      const read = readable(script, language);
      for (const { words } of read?.sentences ?? []) {
        for (const { text, span } of words) {
          assert.ok(text.length > 0 && span[0] >= 0 && span[1] <= script.length, JSON.stringify(script));
        }
      }
    }
  }
});

/** Words of one stretch, for scripts with markup. */
const words = (
  script: string,
  language: Language = 'pt-BR',
  lexicon: { grapheme: string; say: string }[] = [],
) => normaliseScript(script, language, lexicon).sentences.flatMap((sentence) => sentence.words);

test('tags are not heard, and words stand for the script as it was written', () => {
  const script =
    'Use o <sub alias="e pê i novo">EPI</sub>, <emphasis>sempre</emphasis> por R$ <emphasis>10</emphasis>.';
  const spoken = words(script);
  assert.equal(spoken.map((w) => w.text).join(' '), 'Use o e pê i novo sempre por dez reais');
  const source = (text: string) => {
    const word = spoken.find((w) => w.text === text);
    return word && script.slice(...word.span);
  };
  assert.equal(source('novo'), 'EPI');
  assert.equal(source('sempre'), 'sempre');
  assert.equal(source('reais'), 'R$ <emphasis>10');
  assert.deepEqual(spoken.find((w) => w.text === 'sempre')?.style, { emphasis: 'moderate' });
  assert.equal(spoken.find((w) => w.text === 'por')?.style, undefined);
});

test('say-as overrides what the rules would read', () => {
  const read = (as: string, text: string, language: Language = 'pt-BR', format = '') =>
    say(`<say-as interpret-as="${as}"${format && ` format="${format}"`}>${text}</say-as>`, language);
  assert.equal(read('characters', 'CIPA'), 'cê i pê á.');
  assert.equal(read('characters', 'A-1'), 'á hífen um.');
  assert.equal(read('cardinal', 'XIV'), 'quatorze.');
  assert.equal(read('cardinal', '0800'), 'oitocentos.');
  assert.equal(read('ordinal', '21'), 'vigésimo primeiro.');
  assert.equal(read('ordinal', '2', 'pt-BR', 'f'), 'segunda.');
  assert.equal(read('ordinal', 'IV', 'en-US'), 'fourth.');
  assert.equal(read('date', '1/2', 'pt-BR'), 'primeiro de fevereiro.');
  assert.equal(read('date', '1/2/2026', 'en-US', 'dmy'), 'February first twenty twenty six.');
  assert.equal(read('date', '12/2026', 'pt-BR', 'my'), 'dezembro de dois mil e vinte e seis.');
  assert.equal(read('time', '7.45', 'es-ES'), 'siete y cuarenta y cinco.');
  assert.equal(read('telephone', '1234'), 'um dois três quatro.');
  assert.equal(read('currency', 'R$ 3,20'), 'três reais e vinte centavos.');
  assert.equal(read('unit', 'km/h'), 'quilômetros por hora.');
  assert.equal(read('date', 'amanhã'), 'amanhã.');
});

test('breaks part sentences exactly there; one inside a sentence keeps it going', () => {
  const { sentences } = normaliseScript(
    '<break time="1s"/>Um <break time="2s"/> dois.<break time="500ms"/><break time="250ms"/>Três <break strength="none"/> quatro',
    'pt-BR',
  );
  assert.deepEqual(
    sentences.map((s) => ({
      text: transcript([s]),
      before: s.pauseBefore,
      after: s.pauseAfter,
      continues: s.continues ?? false,
    })),
    [
      { text: 'Um,', before: 1, after: 2, continues: true },
      { text: 'dois.', before: undefined, after: 0.75, continues: false },
      { text: 'Três quatro.', before: undefined, after: undefined, continues: false },
    ],
  );
});

test('the lexicon: exact case first, the longest first, phrases, plurals, words the rules made', () => {
  const lexicon = [
    { grapheme: 'sus', say: 'suspensão' },
    { grapheme: 'SUS', say: 'sistema único' },
    { grapheme: 'lockout tagout', say: 'bloqueio e etiqueta' },
    { grapheme: 'lockout', say: '/lɔˈkawtʃi/' },
    { grapheme: 'EPI', say: 'épi' },
    { grapheme: 'senhor', say: 'sinhô' },
    { grapheme: 'NBR 5410', say: 'norma 5410' },
  ];
  assert.equal(
    say('O SUS e o sus e o Sus.', 'pt-BR', lexicon),
    'O sistema único e o suspensão e o suspensão.',
  );
  assert.equal(say('O Lockout Tagout.', 'pt-BR', lexicon), 'O bloqueio e etiqueta.');
  assert.equal(words('O lockout já.', 'pt-BR', lexicon)[1]?.ipa, 'lɔˈkawtʃi');
  assert.equal(say('Os EPIs e o EPIX.', 'pt-BR', lexicon), 'Os épis e o epix.');
  assert.equal(say('O Sr. João.', 'pt-BR', lexicon), 'O sinhô João.');
  assert.equal(say('A NBR 5410.', 'pt-BR', lexicon), 'A norma cinco mil quatrocentos e dez.');
  const pair = words('O sim não.', 'pt-BR', [{ grapheme: 'sim não', say: '/sĩ nɐ̃w̃/' }]);
  assert.deepEqual(
    pair.slice(1).map((w) => [w.text, w.ipa]),
    [
      ['sim', 'sĩ'],
      ['não', 'nɐ̃w̃'],
    ],
  );
});

test('an entry is found however its accents are stored', () => {
  const lexicon = [{ grapheme: 'vácuo', say: 'vazio' }];
  for (const form of ['NFC', 'NFD'] as const)
    assert.equal(say('O vácuo.'.normalize(form), 'pt-BR', lexicon), 'O vazio.');
});

test('of equal entries the first wins, so those of the job go before those of the account', () => {
  const lexicon = [
    { grapheme: 'Semblante', say: 'do pedido' },
    { grapheme: 'Semblante', say: 'da conta' },
  ];
  assert.equal(say('Semblante.', 'pt-BR', lexicon), 'do pedido.');
});
