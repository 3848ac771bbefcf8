/** `node bench/mastering-plot.ts`: redraws docs/lip-sync/mastering.webp, espeak-ng's sentence before and after mastering. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { layOut, OUTPUT_RATE } from '../gpu-agent/src/engines/speech/assemble.ts';
import { speakSentences } from '../gpu-agent/src/engines/speech/espeak-client.ts';
import { chooseVoice } from '../gpu-agent/src/engines/speech/espeak-voices.ts';
import { removeClicks } from '../gpu-agent/src/speech/de-click.ts';
import { level, master } from '../gpu-agent/src/speech/master.ts';
import { normaliseScript } from '../gpu-agent/src/speech/normalise.ts';
import { encodeWav, resample } from '../gpu-agent/src/speech/pcm.ts';
import { powerSpectra } from '../gpu-agent/src/speech/spectrum.ts';
import { toolContext } from '../gpu-agent/src/speech/tool-context.ts';
import { LIP_CORPUS } from './speech-corpus.ts';

const WIDTH = 1280;
const HEIGHT = 250;
const MEAN_HEIGHT = 260;
const LABEL = 26;
/** The highest frequency espeak-ng makes, at its 22,050 Hz. */
const HIGHEST = 11_025;
const OUT = fileURLToPath(new URL('../docs/lip-sync/mastering.webp', import.meta.url));

await using context = await toolContext();
const script = LIP_CORPUS['pt-BR'].tuned[1] ?? '';
const { sentences } = normaliseScript(script, 'pt-BR');
const voice = chooseVoice({
  script,
  language: 'pt-BR',
  voice: { language: 'pt-BR' },
  defaults: { gender: 'female', variant: 'f2' },
  seed: 1,
});
if (!voice) throw new Error('espeak-ng has no voice for pt-BR');
const { dry, dryRate } = layOut(await speakSentences(sentences, voice, context), sentences, 1);

const before = resample(dry.slice(), dryRate, OUTPUT_RATE);
level(before, OUTPUT_RATE);
const clean = dry.slice();
removeClicks(clean, dryRate);
const after = resample(clean, dryRate, OUTPUT_RATE);
master(after, OUTPUT_RATE);

async function spectrogram(name: string, samples: Float32Array): Promise<string> {
  const wav = join(context.workdir, `${name}.wav`);
  const png = join(context.workdir, `${name}.png`);
  await writeFile(wav, encodeWav({ samples, sampleRate: OUTPUT_RATE }));
  const draw = `aresample=${2 * HIGHEST},showspectrumpic=s=${WIDTH}x${HEIGHT}:legend=0:color=viridis:drange=70:limit=-25`;
  await context.run('ffmpeg', ['-v', 'error', '-y', '-i', wav, '-lavfi', draw, png]);
  return png;
}

/** Mean power where there is speech, dB by frequency. */
function meanSpectrum(samples: Float32Array): number[] {
  const rows = powerSpectra(samples, 2048, 2048, 512);
  const loud = rows.map((row) => row.reduce((a, b) => a + b, 0));
  const floor = loud.reduce((a, b) => Math.max(a, b), 0) * 1e-3;
  const spoken = rows.filter((_, i) => (loud[i] ?? 0) > floor);
  const bins = Math.floor((HIGHEST / OUTPUT_RATE) * 2048);
  return Array.from({ length: bins }, (_, k) => {
    let sum = 0;
    for (const row of spoken) for (let d = -3; d <= 3; d++) sum += row[Math.max(0, k + d)] ?? 0;
    return 10 * Math.log10(sum / spoken.length / 7 + 1e-12);
  });
}

const [a, b] = [meanSpectrum(before), meanSpectrum(after)];
const top = Math.max(...a, ...b) + 3;
const line = (values: readonly number[], colour: string) => {
  const points = values.map((db, k) => {
    const x = (k / values.length) * WIDTH;
    const y = Math.min(MEAN_HEIGHT, ((top - db) / 60) * MEAN_HEIGHT);
    return `${x.toFixed(1)},${y.toFixed(1)}`;
  });
  return `<polyline points="${points.join(' ')}" fill="none" stroke="${colour}" stroke-width="2"/>`;
};
const text = (x: number, y: number, words: string, colour = '#222222') =>
  `<text x="${x}" y="${y}" font-family="sans-serif" font-size="15" fill="${colour}">${words}</text>`;
const marks = [1, 2, 4, 6, 8, 10].map((khz) => {
  const x = ((khz * 1000) / HIGHEST) * WIDTH;
  return `<line x1="${x}" y1="0" x2="${x}" y2="${MEAN_HEIGHT}" stroke="#dddddd"/>${text(x + 3, MEAN_HEIGHT - 6, `${khz} kHz`, '#777777')}`;
});
const height = 2 * (HEIGHT + LABEL) + MEAN_HEIGHT + LABEL;
const labels = `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${height}">
${text(8, 18, 'before: as espeak-ng speaks, at the same level')}
${text(8, HEIGHT + LABEL + 18, 'after: clicks out, equaliser, sibilants, compressor, room')}
<g transform="translate(0 ${2 * (HEIGHT + LABEL) + LABEL})">${marks.join('')}${line(a, '#d1495b')}${line(b, '#003d5b')}</g>
${text(8, 2 * (HEIGHT + LABEL) + 18, 'mean spectrum of what is spoken, 60 dB high:')}
${text(380, 2 * (HEIGHT + LABEL) + 18, 'before', '#d1495b')}${text(440, 2 * (HEIGHT + LABEL) + 18, 'after', '#003d5b')}</svg>`;
await sharp({ create: { width: WIDTH, height, channels: 3, background: '#ffffff' } })
  .composite([
    { input: await spectrogram('before', before), top: LABEL, left: 0 },
    { input: await spectrogram('after', after), top: HEIGHT + 2 * LABEL, left: 0 },
    { input: Buffer.from(labels), top: 0, left: 0 },
  ])
  .webp({ quality: 80 })
  .toFile(OUT);
