/**
 * Whether a figure in `voice_sync.measured` still speaks of the person it stands beside. It carries fingerprints of what
 * it came from: what the lips do in a fixed performance, in millimetres; the curves of that performance; voice,
 * sentences and ruler. Hair, skin, light and clothes are in none of them, since they move no lip.
 */
import { createHash } from 'node:crypto';
import { lipModel } from '../avatar/bake/lip-model.ts';
import type { CatalogueEntry } from '../avatar/catalogue.ts';
import { lipProbeOf } from '../avatar/lip-probe.ts';
import { catalogueSentences } from '../bench/speech-corpus.ts';
import { type FaceCurves, solveFace } from '../gpu-agent/src/speech/face-curves.ts';
import {
  type Aperture,
  apertureByFrame,
  CLOSED_MM,
  UNDER_TEETH_MM,
} from '../gpu-agent/src/speech/lip-sync.ts';
import { voiceDefaults } from '../gpu-agent/src/stages/tts.ts';
import { CatalogueLipSync } from '../supabase/functions/_shared/contract/film-report.ts';
import {
  CURVES_FPS,
  Language,
  type Phoneme,
  type Timeline,
} from '../supabase/functions/_shared/contract/job.ts';

/** What figures are made of, each a hash. */
export type LipBasis = CatalogueLipSync['basis'];

/** Raise it when the same film would be measured differently. */
const RULER_VERSION = 1;
/** Lips are compared to this, millimetres: a fifth of a pixel of a 720p portrait. */
const STEP_MM = 0.05;
/** Curves are compared to this. */
const STEP_CURVE = 0.001;

/** Every way in which lips of the three languages move, between pauses; stress on the vowels that a comma follows. */
const SOUNDS =
  ' m a p e b i v o f u w ɐ̃ ɹ ɛ s ɔ t ʃ ə l aɪ n oʊ k ɲ ʎ ɾ aʊ θ ɑ ð eɪ x j ʌ tʃ ʊ dʒ ɪ h ĩ z ʁ õ g ɡ æ β ɣ m p a ';
const SOUND_S = 0.09;
const PAUSE_S = 0.3;

/** The fixed performance: no engine's, so that another espeak-ng changes nothing. */
function performance(): Timeline {
  const phonemes: Phoneme[] = [];
  let at = 0;
  for (const ipa of SOUNDS.split(' ')) {
    const end = at + (ipa === '' ? PAUSE_S : SOUND_S);
    phonemes.push({ ipa, start: at, end, word: ipa === '' ? -1 : 0, stress: 0 });
    at = end;
  }
  const hop = 0.01;
  const samples = Math.ceil(at / hop);
  return {
    version: 1,
    language: 'pt-BR',
    duration: at,
    hop,
    f0: Array.from({ length: samples }, () => 120),
    energy: Array.from({ length: samples }, () => -20),
    phonemes,
    words: [{ text: 'sounds', start: PAUSE_S, end: at - PAUSE_S, span: [0, 6] }],
    confidence: 1,
    source: 'exact',
  };
}

const hash = (value: unknown): string =>
  createHash('sha256').update(JSON.stringify(value)).digest('hex').slice(0, 16);

/** Without the sign of nothing: -0 and 0 are one place. */
const inSteps = (value: number, step: number): number => Math.round(value / step) + 0;

/** Brows, blinks and the head's motion are none of the lips'. */
const ofMouth = (name: string): boolean => /^(jaw|mouth|tongue)/.test(name);

let solved: { readonly curves: FaceCurves; readonly hash: string } | undefined;

function solver(): { readonly curves: FaceCurves; readonly hash: string } {
  if (solved) return solved;
  const curves = solveFace(performance());
  const { names } = curves.header;
  const moved = [...curves.data].flatMap((value, i) =>
    ofMouth(names[i % names.length] as string) ? [inSteps(value, STEP_CURVE)] : [],
  );
  solved = { curves, hash: hash([names.filter(ofMouth), moved]) };
  return solved;
}

/** The person's lips as films draw them. Half a second on a machine that never baked them. */
export const apertureOf = async (entry: CatalogueEntry): Promise<Aperture> =>
  lipProbeOf(await lipModel(entry.assets.look));

/** What a figure measured now would be made of. */
export function lipBasis(entry: CatalogueEntry, aperture: Aperture): LipBasis {
  const { curves, hash: solverHash } = solver();
  const lipsAt = apertureByFrame(curves, aperture, CURVES_FPS);
  const lips = Array.from({ length: curves.header.frame_count }, (_, frame) => {
    const { gapMm, lipUnderTeethMm } = lipsAt(frame);
    return [inSteps(gapMm, STEP_MM), inSteps(lipUnderTeethMm, STEP_MM)];
  });
  return {
    lips: hash(lips),
    solver: solverHash,
    voice: hash(voiceDefaults(entry, 'espeak')),
    sentences: hash(Language.options.map(catalogueSentences)),
    ruler: hash([RULER_VERSION, CLOSED_MM, UNDER_TEETH_MM]),
  };
}

/** What has changed since the figure was measured; `measured` when there is none. Empty: it is this person's. */
export function staleParts(entry: CatalogueEntry, basis: LipBasis): string[] {
  const stored = CatalogueLipSync.safeParse(entry.voice_sync.measured);
  if (!stored.success) return ['measured'];
  return (Object.keys(basis) as (keyof LipBasis)[]).filter((part) => stored.data.basis[part] !== basis[part]);
}
