/** `node bench/speech-plots.ts`: redraws docs/lip-sync/*.webp, one sentence a language. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { lipModel } from '../avatar/bake/lip-model.ts';
import { lipProbeOf } from '../avatar/lip-probe.ts';
import { espeakEngine } from '../gpu-agent/src/engines/speech/espeak.ts';
import { findEvents, soundDelay } from '../gpu-agent/src/speech/acoustic-events.ts';
import { solveFace } from '../gpu-agent/src/speech/face-curves.ts';
import { apertureByFrame, CLOSED_MM } from '../gpu-agent/src/speech/lip-sync.ts';
import { decodeWav, resample } from '../gpu-agent/src/speech/pcm.ts';
import { toolContext } from '../gpu-agent/src/speech/tool-context.ts';
import { CURVES_FPS, Language } from '../supabase/functions/_shared/contract/job.ts';
import { LIP_CORPUS } from './speech-corpus.ts';

const WIDTH = 1280;
const SPECTRUM_HEIGHT = 260;
const CURVES_HEIGHT = 300;
const FACE_HEIGHT = 190;
/** What the face does besides the lips: colour, and how many pixels a whole unit (or a degree) is high. */
const FACE = {
  headPitch: {
    colour: '#003d5b',
    height: 18 * (180 / Math.PI),
    text: 'head pitch, 18 px a degree, down is a nod',
  },
  browOuterUpLeft: { colour: '#d1495b', height: -90, text: 'brow' },
  mouthSmileLeft: { colour: '#2a9d8f', height: -90, text: 'corner of the mouth' },
  tongueOut: { colour: '#8d5a97', height: -200, text: 'tongue' },
  eyeBlinkLeft: { colour: '#bbbbbb', height: -60, text: 'lid' },
} as const;
const OUT = fileURLToPath(new URL('../docs/lip-sync/', import.meta.url));
const AVATAR = 'br_corporate_ana';

const look = JSON.parse(
  await readFile(new URL(`../seed/avatars/${AVATAR}.json`, import.meta.url), 'utf8'),
) as {
  assets: { look: unknown };
};
const probe = lipProbeOf(await lipModel(look.assets.look));
await using context = await toolContext();

for (const language of Language.options) {
  const script = LIP_CORPUS[language].tuned[0] ?? '';
  const request = { script, language, voice: { language }, defaults: { gender: 'female' }, seed: 1 } as const;
  const { audio, timeline } = await espeakEngine.speak(request, context);
  const spectrum = join(context.workdir, 'spectrum.png');
  await context.run('ffmpeg', [
    ...['-v', 'error', '-y', '-i', audio, '-lavfi'],
    `aresample=16000,showspectrumpic=s=${WIDTH}x${SPECTRUM_HEIGHT}:legend=0:color=viridis:drange=70:limit=-25`,
    spectrum,
  ]);
  const wav = decodeWav(await readFile(audio));
  const samples = resample(wav.samples, wav.sampleRate, 16_000);
  const events = findEvents(samples, 16_000, timeline, soundDelay(samples, 16_000, timeline));
  const face = solveFace(timeline, { mood: 'warm' });
  const at = apertureByFrame(face, probe, CURVES_FPS);
  const x = (seconds: number) => ((seconds / timeline.duration) * WIDTH).toFixed(1);
  const y = (mm: number) => (CURVES_HEIGHT - 40 - mm * 15).toFixed(1);
  const gap = Array.from(
    { length: face.header.frame_count },
    (_, f) => `${x(f / CURVES_FPS)},${y(at(f).gapMm)}`,
  );
  const colours = { bilabial: '#d1495b', labiodental: '#edae49', vowel: '#30638e' } as const;
  const shades = events.map(
    (e) =>
      `<rect x="${x(e.start)}" y="0" width="${Number(x(e.end)) - Number(x(e.start))}" height="${CURVES_HEIGHT - 28}" fill="${colours[e.kind]}" opacity="${e.kind === 'vowel' ? 0.12 : 0.4}"/>`,
  );
  const labels = timeline.phonemes
    .filter((p) => p.ipa !== '')
    .map(
      (p) =>
        `<text x="${x((p.start + p.end) / 2)}" y="${CURVES_HEIGHT - 9}" text-anchor="middle">${p.ipa}</text>`,
    );
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${CURVES_HEIGHT}" font-family="DejaVu Sans, sans-serif" font-size="13">
<rect width="100%" height="100%" fill="white"/>${shades.join('')}
<line x1="0" x2="${WIDTH}" y1="${y(CLOSED_MM)}" y2="${y(CLOSED_MM)}" stroke="#888" stroke-dasharray="4 4"/>
<polyline points="${gap.join(' ')}" fill="none" stroke="#003d5b" stroke-width="2"/>${labels.join('')}
<text x="8" y="18">${language}: opening of the lips, mm from posed vertices (5 mm = 75 px); red: lips heard shut; yellow: f, v; blue: vowels</text></svg>`;
  const lines = Object.entries(FACE).map(([name, { colour, height, text }], i) => {
    const k = face.header.names.indexOf(name);
    const base = name === 'headPitch' ? 60 : FACE_HEIGHT - 24;
    const points = Array.from({ length: face.header.frame_count }, (_, f) => {
      const value = face.data[f * face.header.names.length + k] as number;
      return `${x(f / CURVES_FPS)},${(base + value * height).toFixed(1)}`;
    });
    return `<polyline points="${points.join(' ')}" fill="none" stroke="${colour}" stroke-width="1.6"/><text x="${8 + i * 150 + (i > 0 ? 170 : 0)}" y="${FACE_HEIGHT - 6}" fill="${colour}">${text}</text>`;
  });
  const faceSvg = `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${FACE_HEIGHT}" font-family="DejaVu Sans, sans-serif" font-size="13">
<rect width="100%" height="100%" fill="white"/><line x1="0" x2="${WIDTH}" y1="60" y2="60" stroke="#ccc"/>${lines.join('')}</svg>`;
  await sharp({
    create: {
      width: WIDTH,
      height: SPECTRUM_HEIGHT + CURVES_HEIGHT + FACE_HEIGHT,
      channels: 3,
      background: 'white',
    },
  })
    .composite([
      { input: spectrum, top: 0, left: 0 },
      { input: Buffer.from(svg), top: SPECTRUM_HEIGHT, left: 0 },
      { input: Buffer.from(faceSvg), top: SPECTRUM_HEIGHT + CURVES_HEIGHT, left: 0 },
    ])
    .webp({ quality: 78 })
    .toFile(join(OUT, `${language}.webp`));
}
