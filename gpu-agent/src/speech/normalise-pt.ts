/** Brazilian Portuguese. */
import extenso from 'extenso';
import { LOANS_PT } from './normalise-loans.ts';
import type { Gender, Locale } from './normalise-locale.ts';

const MONTHS =
  'janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro'.split(' ');
const MASCULINE_IN_A =
  /^(dia|mapa|problema|sistema|programa|tema|clima|grama|quilograma|miligrama|diagrama|esquema|telefonema|cinema|idioma|planeta|trauma|sintoma|drama|poeta|colega|motorista|eletricista|guarda)s?$/;
const FEMININE =
  /(ção|ções|são|sões|dade|dades|gem|gens|tude|tudes|ice|ices|triz|trizes|mãe|mães|mulher|mulheres|vez|vezes|luz|luzes|cruz|lei|leis|chave|chaves|parte|partes|noite|noites|tarde|tardes|fase|fases|classe|classes|mão|mãos|rede|redes|base|bases|pele|ordem|ordens|fonte|fontes|torre|torres)$/;

const genderOf = (noun: string): Gender => {
  const word = noun.toLowerCase();
  if (MASCULINE_IN_A.test(word)) return 'm';
  return /as?$/.test(word) || FEMININE.test(word) ? 'f' : 'm';
};

const extensoGender = (gender: Gender): 'female' | 'male' => (gender === 'f' ? 'female' : 'male');

const FRACTION_NAMES = 'quarto quinto sexto sétimo oitavo nono décimo'.split(' ');
const spellOrdinal = (d: number): string => FRACTION_NAMES[d - 4] ?? '';

/** extenso separates classes with commas, which would become pauses. */
const spell = (value: bigint, gender: Gender): string =>
  extenso(value, { number: { gender: extensoGender(gender) } }).replaceAll(',', '');

export const portuguese: Locale = {
  language: 'pt-BR',
  decimalSeparator: ',',
  groupSeparator: '.',
  cardinal: spell,
  ordinal: (value, gender) => extenso(value, { number: { ordinal: true, gender: extensoGender(gender) } }),
  genderOf,
  beforeNoun: (cardinal) => cardinal,
  year: (value) => spell(BigInt(value), 'm'),
  date: (day, month, year) =>
    [
      day === 1 ? 'primeiro' : spell(BigInt(day), 'm'),
      'de',
      MONTHS[month - 1] ?? '',
      ...(year === null ? [] : ['de', spell(BigInt(year), 'm')]),
    ].join(' '),
  time: (hour, minute) => {
    const hours = `${spell(BigInt(hour), 'f')} ${hour === 1 || hour === 0 ? 'hora' : 'horas'}`;
    if (minute === null || minute === 0) return hours;
    return `${hours} e ${spell(BigInt(minute), 'm')}${minute === 1 ? ' minuto' : ''}`;
  },
  ofMillions: 'de',
  and: 'e',
  moneyAnd: 'e',
  point: 'vírgula',
  minus: 'menos',
  percent: 'por cento',
  per: 'por',
  rangeTo: 'a',
  dayFirst: true,
  scales: {
    mil: { one: 'mil', many: 'mil' },
    mi: { one: 'milhão', many: 'milhões' },
    milhão: { one: 'milhão', many: 'milhões' },
    milhões: { one: 'milhão', many: 'milhões' },
    bi: { one: 'bilhão', many: 'bilhões' },
    bilhão: { one: 'bilhão', many: 'bilhões' },
    bilhões: { one: 'bilhão', many: 'bilhões' },
  },
  currencies: {
    R$: { one: 'real', many: 'reais', gender: 'm', centOne: 'centavo', centMany: 'centavos' },
    US$: { one: 'dólar', many: 'dólares', gender: 'm', centOne: 'centavo', centMany: 'centavos' },
    $: { one: 'dólar', many: 'dólares', gender: 'm', centOne: 'centavo', centMany: 'centavos' },
    '€': { one: 'euro', many: 'euros', gender: 'm', centOne: 'centavo', centMany: 'centavos' },
    '£': { one: 'libra', many: 'libras', gender: 'f', centOne: 'pêni', centMany: 'pence' },
  },
  units: {
    kg: { one: 'quilo', many: 'quilos', gender: 'm' },
    g: { one: 'grama', many: 'gramas', gender: 'm' },
    mg: { one: 'miligrama', many: 'miligramas', gender: 'm' },
    t: { one: 'tonelada', many: 'toneladas', gender: 'f' },
    km: { one: 'quilômetro', many: 'quilômetros', gender: 'm' },
    m: { one: 'metro', many: 'metros', gender: 'm' },
    cm: { one: 'centímetro', many: 'centímetros', gender: 'm' },
    mm: { one: 'milímetro', many: 'milímetros', gender: 'm' },
    'm²': { one: 'metro quadrado', many: 'metros quadrados', gender: 'm' },
    m2: { one: 'metro quadrado', many: 'metros quadrados', gender: 'm' },
    'cm²': { one: 'centímetro quadrado', many: 'centímetros quadrados', gender: 'm' },
    'km²': { one: 'quilômetro quadrado', many: 'quilômetros quadrados', gender: 'm' },
    'm³': { one: 'metro cúbico', many: 'metros cúbicos', gender: 'm' },
    m3: { one: 'metro cúbico', many: 'metros cúbicos', gender: 'm' },
    L: { one: 'litro', many: 'litros', gender: 'm' },
    l: { one: 'litro', many: 'litros', gender: 'm' },
    mL: { one: 'mililitro', many: 'mililitros', gender: 'm' },
    ml: { one: 'mililitro', many: 'mililitros', gender: 'm' },
    h: { one: 'hora', many: 'horas', gender: 'f' },
    min: { one: 'minuto', many: 'minutos', gender: 'm' },
    s: { one: 'segundo', many: 'segundos', gender: 'm' },
    ms: { one: 'milissegundo', many: 'milissegundos', gender: 'm' },
    V: { one: 'volt', many: 'volts', gender: 'm' },
    kV: { one: 'quilovolt', many: 'quilovolts', gender: 'm' },
    A: { one: 'ampere', many: 'amperes', gender: 'm' },
    W: { one: 'watt', many: 'watts', gender: 'm' },
    kW: { one: 'quilowatt', many: 'quilowatts', gender: 'm' },
    Hz: { one: 'hertz', many: 'hertz', gender: 'm' },
    kHz: { one: 'quilohertz', many: 'quilohertz', gender: 'm' },
    dB: { one: 'decibel', many: 'decibéis', gender: 'm' },
    'dB(A)': { one: 'decibel á', many: 'decibéis á', gender: 'm' },
    N: { one: 'newton', many: 'newtons', gender: 'm' },
    kN: { one: 'quilonewton', many: 'quilonewtons', gender: 'm' },
    bar: { one: 'bar', many: 'bar', gender: 'm' },
    Pa: { one: 'pascal', many: 'pascais', gender: 'm' },
    ppm: { one: 'parte por milhão', many: 'partes por milhão', gender: 'f' },
    'mm²': { one: 'milímetro quadrado', many: 'milímetros quadrados', gender: 'm' },
    mm2: { one: 'milímetro quadrado', many: 'milímetros quadrados', gender: 'm' },
    cm2: { one: 'centímetro quadrado', many: 'centímetros quadrados', gender: 'm' },
    'cm³': { one: 'centímetro cúbico', many: 'centímetros cúbicos', gender: 'm' },
    km2: { one: 'quilômetro quadrado', many: 'quilômetros quadrados', gender: 'm' },
    ha: { one: 'hectare', many: 'hectares', gender: 'm' },
    kgf: { one: 'quilograma-força', many: 'quilogramas-força', gender: 'm' },
    kPa: { one: 'quilopascal', many: 'quilopascais', gender: 'm' },
    MPa: { one: 'megapascal', many: 'megapascais', gender: 'm' },
    psi: { one: 'pê ésse i', many: 'pê ésse i', gender: 'm' },
    mA: { one: 'miliampere', many: 'miliamperes', gender: 'm' },
    mV: { one: 'milivolt', many: 'milivolts', gender: 'm' },
    MW: { one: 'megawatt', many: 'megawatts', gender: 'm' },
    kWh: { one: 'quilowatt-hora', many: 'quilowatts-hora', gender: 'm' },
    kVA: { one: 'quilovolt-ampere', many: 'quilovolt-amperes', gender: 'm' },
    rpm: { one: 'rotação por minuto', many: 'rotações por minuto', gender: 'f' },
    µm: { one: 'micrômetro', many: 'micrômetros', gender: 'm' },
    μm: { one: 'micrômetro', many: 'micrômetros', gender: 'm' },
    MHz: { one: 'megahertz', many: 'megahertz', gender: 'm' },
    GHz: { one: 'gigahertz', many: 'gigahertz', gender: 'm' },
    TB: { one: 'terabyte', many: 'terabytes', gender: 'm' },
    lux: { one: 'lux', many: 'lux', gender: 'm' },
    GB: { one: 'gigabyte', many: 'gigabytes', gender: 'm' },
    MB: { one: 'megabyte', many: 'megabytes', gender: 'm' },
    '°C': { one: 'grau Célsius', many: 'graus Célsius', gender: 'm' },
    '°F': { one: 'grau Fahrenheit', many: 'graus Fahrenheit', gender: 'm' },
    '°': { one: 'grau', many: 'graus', gender: 'm' },
  },
  abbreviations: {
    'sr.': 'senhor',
    'sra.': 'senhora',
    'srs.': 'senhores',
    'sras.': 'senhoras',
    'srta.': 'senhorita',
    'dr.': 'doutor',
    'dra.': 'doutora',
    'drs.': 'doutores',
    'prof.': 'professor',
    'profa.': 'professora',
    'profª.': 'professora',
    'eng.': 'engenheiro',
    'enga.': 'engenheira',
    'av.': 'avenida',
    'r.': 'rua',
    nº: 'número',
    'n.º': 'número',
    'n°': 'número',
    'art.': 'artigo',
    'arts.': 'artigos',
    'pág.': 'página',
    'págs.': 'páginas',
    'cap.': 'capítulo',
    'tel.': 'telefone',
    'ltda.': 'limitada',
    'etc.': 'etcétera',
    'ex.': 'exemplo',
    'd.': 'dom',
    'obs.': 'observação',
    'máx.': 'máximo',
    'mín.': 'mínimo',
    'aprox.': 'aproximadamente',
    'depto.': 'departamento',
    'cia.': 'companhia',
    's.a.': 'esse á',
    's/a': 'esse á',
    'p.ex.': 'por exemplo',
  },
  // espeak reads a lone í or ú by its accent: "i agudo".
  letters: {
    A: 'á',
    B: 'bê',
    C: 'cê',
    D: 'dê',
    E: 'é',
    F: 'éfe',
    G: 'gê',
    H: 'agá',
    I: 'i',
    J: 'jóta',
    K: 'cá',
    L: 'éle',
    M: 'eme',
    N: 'ene',
    O: 'ó',
    P: 'pê',
    Q: 'quê',
    R: 'érre',
    S: 'ésse',
    T: 'tê',
    U: 'u',
    V: 'vê',
    W: 'dáblio',
    X: 'xis',
    Y: 'ípsilon',
    Z: 'zê',
  },
  said: new Set(
    'CIPA SIPAT SESMT SAMU ISO LOTO LTCAT SENAI SESI SENAC SEBRAE ANVISA INMETRO PETROBRAS FUNDACENTRO PIX LER COVID ONU OTAN SUS PAC'.split(
      ' ',
    ),
  ),
  spelled: new Set(
    'NR EPI EPC LGPD CLT CPF CNPJ RH TI CAT APR PPRA PGR PCMSO ASO FISPQ ABNT NBR INSS FGTS USB IA'.split(
      ' ',
    ),
  ),
  symbols: {
    '&': 'e',
    '+': 'mais',
    '=': 'igual a',
    '%': 'por cento',
    '@': 'arroba',
    '#': 'cerquilha',
    '§': 'parágrafo',
    '<': 'menor que',
    '>': 'maior que',
    '≤': 'menor ou igual a',
    '≥': 'maior ou igual a',
    '±': 'mais ou menos',
    '×': 'vezes',
    '÷': 'dividido por',
    '≈': 'aproximadamente',
  },
  romanAfter: {
    século: 'cardinal',
    séculos: 'cardinal',
    capítulo: 'cardinal',
    anexo: 'cardinal',
    título: 'cardinal',
    parte: 'cardinal',
    módulo: 'cardinal',
    volume: 'cardinal',
    tomo: 'cardinal',
    inciso: 'cardinal',
    grupo: 'cardinal',
    classe: 'cardinal',
    tipo: 'cardinal',
    nível: 'cardinal',
    fase: 'cardinal',
    etapa: 'cardinal',
    guerra: 'cardinal',
    seção: 'cardinal',
    quadro: 'cardinal',
    tabela: 'cardinal',
    pedro: 'ordinal-m',
    joão: 'ordinal-m',
    papa: 'ordinal-m',
    congresso: 'ordinal-m',
    encontro: 'ordinal-m',
  },
  ordinalPattern: /(\d{1,6})\.?([ºª°oa])(?:s)?(?![\p{L}\p{N}])/uy,
  ordinalGender: (marker) => (marker === 'ª' || marker === 'a' ? 'f' : 'm'),
  address: { at: 'arroba', dot: 'ponto', slash: 'barra', hyphen: 'hífen', underscore: 'sublinhado' },
  saidAs: { SESMT: 'sesmite', SAMU: 'samú', ISO: 'iso', LOTO: 'loto', LTCAT: 'éle tê cate', CAPEX: 'cápex' },
  loans: LOANS_PT,
  dash: 'traço',
  callsBefore:
    /(?:disque|ligue|ligar|liga|chame|acione|telefone|número|samu|bombeiros|polícia|emergência|resgate|socorro|defesa civil)[\s:(,–-]*(?:(?:para|pelo|o|ao|no|número)\s+)*$/iu,
  fraction: (n, d, mixed, noun) => {
    if (d === 2) {
      const half = !mixed && noun !== null && genderOf(noun) === 'f' ? 'meia' : 'meio';
      return mixed ? ['e', half] : [half];
    }
    const part = d === 3 ? 'terço' : spellOrdinal(d);
    return [...(mixed ? ['e'] : []), ...`${spell(BigInt(n), 'm')} ${part}${n > 1 ? 's' : ''}`.split(' ')];
  },
  roundTheClock: 'vinte e quatro por sete',
  by: 'por',
  scoreBefore:
    /(?:venceu|venceram|perdeu|ganhou|ganhamos|placar|empat\p{L}+|jogo|vitória|derrota)[^.!?]{0,20}$/iu,
  scoreTo: 'a',
  between: 'entre',
  oneLetterWords: 'AEO',
  letterAfter:
    /(?:^|[\s(])(?:classe|turno|tipo|grupo|bloco|letra|turma|vitamina|categoria|plano|setor|sala|opção|alternativa|anexo|item|torre|fator|extintores|extintor)\s$/iu,
  lawBefore:
    /(?:lei|portaria|decreto|resolução|instrução normativa|medida provisória|nº)\s[\p{L}\dº°.\s-]{0,25}$/iu,
  ofYear: 'de',
  hashtag: 'hashtag',
  perNouns: new Set(
    'hora dia semana mês ano minuto segundo pessoa turno metro unidade peça aluno trabalhador'.split(' '),
  ),
  andOr: /e\/ou(?!\p{L})/iuy,
  areaCodeAsNumber: true,
  tollFree: /^0[38]00$/,
  smallSingular: true,
};
