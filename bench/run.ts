/**
 * `npm run bench -- <name> [--json]`: the one entry for every figure the documentation quotes. With `--json` the last
 * line is one JSON object.
 */
import { parseArgs } from 'node:util';

export interface BenchOptions {
  /** Whether only the figures are wanted; progress then goes to standard error all the same. */
  readonly json: boolean;
  /** As few measurements as say anything. */
  readonly short?: boolean;
  /** Comma-separated, for benches that know several. */
  readonly tiers?: string;
  readonly sizes?: string;
  readonly routes?: string;
  readonly people?: string;
  readonly framings?: string;
}

type Bench = (options: BenchOptions) => Promise<Record<string, unknown>>;

const BENCHES: Record<string, { readonly about: string; readonly load: () => Promise<{ run: Bench }> }> = {
  'catalogue-lips': {
    about:
      'lip-sync of everybody in the catalogue whose figure is missing or stale, into seed/avatars [--short]',
    load: () => import('./catalogue-lips.ts'),
  },
  demo: {
    about: 'the demo from a fresh clone and again, and how fast a cancel takes effect',
    load: () => import('./demo.ts'),
  },
  history: {
    about: 'how soon the history answers somebody with 20,000 films beside 200,000 of others',
    load: () => import('./history.ts'),
  },
  lipsync: {
    about: 'lip closure and offset over a fixed corpus, synthetic and recorded [--short]',
    load: () => import('./lipsync.ts'),
  },
  load: {
    about: 'settlements, pick-up, API and Realtime under load, beside pg-boss and graphile-worker [--short]',
    load: () => import('./load.ts'),
  },
  normalisation: {
    about: 'what the normaliser hands each engine, sentence by sentence: docs/lip-sync/normalisation.md',
    load: () => import('./normalisation.ts'),
  },
  preview: {
    about: 'how long a sentence takes to be heard, alone and while a film is drawn',
    load: () => import('./preview.ts'),
  },
  render: {
    about:
      'seconds a second of film, beside drawing every frame in full and beside Chromium [--short --tiers A,B --sizes WxH,… --routes A,B --people ID,… --framings close,medium,wide]',
    load: () => import('./render.ts'),
  },
  scale: {
    about:
      'the pictures of one film drawn by 1 to 32 agent processes, and how soon work is picked up [--short]',
    load: () => import('./scale.ts'),
  },
  web: {
    about: 'JavaScript, paints, interaction latency while a film renders, and the viewer’s pictures a second',
    load: () => import('./web.ts'),
  },
  speech: { about: 'alignment, synthesis and curves against their gates', load: () => import('./speech.ts') },
};

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    json: { type: 'boolean', default: false },
    short: { type: 'boolean', default: false },
    tiers: { type: 'string' },
    sizes: { type: 'string' },
    routes: { type: 'string' },
    people: { type: 'string' },
    framings: { type: 'string' },
  },
});
const bench = BENCHES[positionals[0] ?? ''];
if (!bench) {
  console.error('Usage: npm run bench -- <name> [--json]\n');
  for (const [name, { about }] of Object.entries(BENCHES)) console.error(`  ${name.padEnd(14)} ${about}`);
  process.exit(2);
}
const figures = await (await bench.load()).run(values);
if (values.json) console.log(JSON.stringify(figures));
else console.table(figures);
