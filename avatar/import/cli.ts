/**
 * `npm run avatars:import -- FILE.glb [--out DIR] [--json]`: says what a foreign GLB is and whether a film can be made
 * of it; with `--out` also writes the person as the renderer takes it (`NAME.semblante.glb`) and a contact sheet (`NAME.webp`).
 * Exit status 1 when the file is refused, 2 on wrong usage.
 */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { parseArgs } from 'node:util';
import sharp from 'sharp';
import { openStage } from '../scene/still.ts';
import { convertGlb } from './convert.ts';
import { ImportRefused } from './envelope.ts';
import { type GlbReport, inspectGlb } from './inspect.ts';

const POSES = [
  {},
  { mouthSmileLeft: 0.7, mouthSmileRight: 0.7 },
  { jawOpen: 0.12, mouthClose: 0.12, mouthPressLeft: 0.5, mouthPressRight: 0.5 },
  { jawOpen: 0.55 },
  { jawOpen: 0.12, mouthPucker: 0.55, mouthFunnel: 0.35 },
  { eyeBlinkLeft: 1, eyeBlinkRight: 1 },
] as const;
const TILE = { width: 360, height: 360 };

function describe(report: GlbReport): string {
  const { textures } = report;
  return [
    `Grade      ${report.grade}: ${report.present.length} of 52 shapes (${report.naming} names)`,
    `Missing    ${report.missing.join(', ') || 'none'}`,
    `Unit       ${report.unit}, eyes ${report.eyeSpacingMm.toFixed(0)} mm apart, ${report.heightM.toFixed(2)} m tall`,
    `Facing     ${report.facing}`,
    `Eyes       ${report.eyes}`,
    `Size       ${report.triangles} triangles, ${textures.count} textures, largest ${textures.largest}, ${textures.megapixels.toFixed(1)} megapixels`,
    `Made by    ${report.generator || 'unknown'}`,
    ...report.warnings.map((warning) => `Note       ${warning}`),
  ].join('\n');
}

/** Neutral, smile, "p", "a", "u", blink. */
async function contactSheet(glb: string, file: string): Promise<void> {
  const background = { type: 'set', name: 'studio' } as const;
  const stage = await openStage({ glb, ...TILE, quality: 'standard', framing: 'close', background });
  const tiles = [];
  for (const [i, curves] of POSES.entries()) {
    const pixels = Buffer.from(await stage.draw(Object.keys(curves), Object.values(curves), 0, 1));
    tiles.push({ input: pixels, raw: { ...TILE, channels: 4 as const }, left: i * TILE.width, top: 0 });
  }
  stage.close();
  await sharp({
    create: { width: TILE.width * POSES.length, height: TILE.height, channels: 3, background: '#202020' },
  })
    .composite(tiles)
    .webp({ quality: 86 })
    .toFile(file);
}

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    options: { out: { type: 'string' }, json: { type: 'boolean', default: false } },
    allowPositionals: true,
  });
  const [file] = positionals;
  if (!file || positionals.length > 1) {
    console.error('Usage: npm run avatars:import -- FILE.glb [--out DIR] [--json]');
    return 2;
  }
  const bytes = new Uint8Array(await readFile(file));
  try {
    const report = await inspectGlb(bytes);
    console.log(values.json ? JSON.stringify(report) : describe(report));
    if (!values.out) return 0;
    const { glb } = await convertGlb(bytes);
    await mkdir(values.out, { recursive: true });
    const name = basename(file).replace(/\.\w+$/, '');
    const made = join(values.out, `${name}.semblante.glb`);
    await writeFile(made, glb);
    const sheet = join(values.out, `${name}.webp`);
    await contactSheet(made, sheet);
    console.error(`${made}\n${sheet}`);
    return 0;
  } catch (error) {
    if (!(error instanceof ImportRefused)) throw error;
    console.error(
      values.json
        ? JSON.stringify({ code: error.code, message: error.message })
        : `${error.code}: ${error.message}`,
    );
    return 1;
  }
}

// Dawn keeps the process alive.
process.exit(await main());
