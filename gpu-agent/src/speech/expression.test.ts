import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { composeShapes, GAZE_DEGREES } from '../../../avatar/bake/arkit.ts';
import { restBody } from '../../../avatar/bake/body.ts';
import { MakeHumanData } from '../../../avatar/bake/data.ts';
import { lipModel } from '../../../avatar/bake/lip-model.ts';
import { findLipLine } from '../../../avatar/bake/lips.ts';
import { readCatalogueEntry } from '../../../avatar/catalogue.ts';
import { type LipProbe, lipProbeOf } from '../../../avatar/lip-probe.ts';
import {
  ARKIT_NAMES,
  CURVE_NAMES,
  CURVES_FPS,
  type Timeline,
} from '../../../supabase/functions/_shared/contract/job.ts';
import type { AvatarLook } from '../../../supabase/functions/_shared/contract/look.ts';
import { espeakEngine } from '../engines/speech/espeak.ts';
import { EYE_RANGE, type FaceCurves, solveFace } from './face-curves.ts';
import { isBilabial, isLabiodental } from './ipa.ts';
import { CLOSED_MM } from './lip-sync.ts';
import { toolContext } from './tool-context.ts';

const MOODS = ['neutral', 'warm', 'serious', 'alert', 'happy'] as const;
const SCRIPT =
  'Bom dia, pessoal! O vovô fumou e o bombeiro falou: a família vibra. Você provou a pipoca? Fique firme, é muito importante.';

let timeline: Timeline;
const probes: LipProbe[] = [];

before(async () => {
  for (const id of ['br_corporate_ana', 'br_safety_carlos']) {
    probes.push(lipProbeOf(await lipModel((await readCatalogueEntry(id)).assets.look)));
  }
  await using context = await toolContext();
  const request = {
    script: SCRIPT,
    language: 'pt-BR',
    voice: { language: 'pt-BR' },
    defaults: { gender: 'female' },
    seed: 1,
  } as const;
  ({ timeline } = await espeakEngine.speak(request, context));
});

const WIDTH = CURVE_NAMES.length;
const row = ({ data }: FaceCurves, frame: number) => data.subarray(frame * WIDTH, (frame + 1) * WIDTH);
const mean = ({ data, header }: FaceCurves, name: (typeof CURVE_NAMES)[number]) => {
  let sum = 0;
  for (let f = 0; f < header.frame_count; f++) sum += data[f * WIDTH + CURVE_NAMES.indexOf(name)] as number;
  return sum / header.frame_count;
};

/** Opening between the lips, mm, from one corner to the other: nine places whose fifth is the middle. */
function openingAcross(look: AvatarLook, frame: ArrayLike<number>): number[] {
  const data = new MakeHumanData();
  const rig = restBody(data, look);
  const line = findLipLine(rig);
  const shapes = composeShapes(data, rig, line, look);
  const height = (vertex: number): number =>
    ARKIT_NAMES.reduce(
      (sum, name) =>
        sum + (shapes[name][vertex * 3 + 1] as number) * (frame[CURVE_NAMES.indexOf(name)] as number),
      rig.positions[vertex * 3 + 1] as number,
    );
  return line.columns.map(({ upper, lower }) => 100 * (height(upper) - height(lower)));
}

for (const id of ['br_corporate_ana', 'br_safety_carlos']) {
  test(`${id}: f and v part the lips before the incisors and cover the teeth beside them`, async () => {
    const { look } = (await readCatalogueEntry(id)).assets;
    const face = solveFace(timeline);
    const bites = timeline.phonemes.filter(({ ipa }) => isLabiodental(ipa));
    assert.ok(bites.length >= 6);
    for (const { ipa, start, end } of bites.slice(0, 3)) {
      const opening = openingAcross(look, row(face, Math.round(((start + end) / 2) * CURVES_FPS)));
      const [, right = 0, , , middle = 0, , , left = 0] = opening;
      const said = `${ipa} at ${start.toFixed(2)} s: ${opening.map((mm) => mm.toFixed(1)).join(' ')} mm`;
      assert.ok(middle > 0.6, said);
      assert.ok(Math.max(left, right) < 0.1, said);
    }
  });
}

const WORN = [
  ...MOODS.map((mood) => [mood, 1] as const),
  ['happy', 1.5],
  ['serious', 1.5],
  ['warm', 0.4],
] as const;

for (const [mood, moodIntensity] of WORN) {
  test(`${mood} × ${moodIntensity}: posed lips meet on every p, b, m and go under the teeth on every f, v`, () => {
    const face = solveFace(timeline, { mood, moodIntensity });
    let checked = 0;
    for (const { ipa, start, end } of timeline.phonemes) {
      const bilabial = isBilabial(ipa);
      if (!bilabial && !isLabiodental(ipa)) continue;
      const first = Math.floor(start * CURVES_FPS);
      const frames = Array.from({ length: Math.ceil(end * CURVES_FPS) - first + 1 }, (_, i) => first + i);
      for (const probe of probes) {
        const met = frames.filter((f) => {
          const { gapMm, lipUnderTeethMm } = probe(row(face, f), CURVE_NAMES);
          return bilabial ? gapMm <= CLOSED_MM : lipUnderTeethMm <= 0;
        });
        assert.ok(met.length >= 2, `${ipa} at ${start.toFixed(2)}: ${met.length} frames`);
      }
      checked += 1;
    }
    assert.ok(checked >= 15, `${checked} sounds`);
  });

  test(`${mood} × ${moodIntensity}: in a pause the mouth is shut and does not move at all`, () => {
    const face = solveFace(timeline, { mood, moodIntensity });
    const mouth = CURVE_NAMES.flatMap((name, k) => (/^(jaw|mouth|tongue)/.test(name) ? [k] : []));
    const pauses = timeline.phonemes.filter((p) => p.ipa === '' && p.end - p.start > 0.29);
    assert.ok(pauses.length >= 3);
    for (const pause of pauses) {
      const first = Math.ceil((pause.start + 0.15) * CURVES_FPS);
      const last = Math.floor(Math.min(pause.end - 0.13, timeline.duration - 1 / 60) * CURVES_FPS);
      for (let f = first; f <= last; f++) {
        for (const k of mouth)
          assert.equal(row(face, f)[k], row(face, first)[k], `${CURVE_NAMES[k]} at ${f}`);
        for (const probe of probes) assert.ok(probe(row(face, f), CURVE_NAMES).gapMm <= CLOSED_MM);
      }
    }
  });
}

test('every mood differs from every other in some shape one can see', () => {
  const shapes = CURVE_NAMES.filter((name) => /Smile|Frown|brow|Squint|eyeWide/.test(name));
  const faces = MOODS.map((mood) => {
    const face = solveFace(timeline, { mood });
    return shapes.map((name) => mean(face, name));
  });
  for (const [i, a] of faces.entries()) {
    for (const [j, b] of faces.entries()) {
      if (j <= i) continue;
      const most = Math.max(...a.map((value, k) => Math.abs(value - (b[k] as number))));
      assert.ok(most > 0.08, `${MOODS[i]} and ${MOODS[j]} differ by ${most.toFixed(3)}`);
    }
  }
});

test('moods mean what they say', () => {
  const [neutral, warm, serious, alert, happy] = MOODS.map((mood) => solveFace(timeline, { mood }));
  assert.ok(neutral && warm && serious && alert && happy);
  const smiles = [serious, neutral, warm, happy].map((face) => mean(face, 'mouthSmileLeft'));
  for (let i = 1; i < smiles.length; i++) assert.ok((smiles[i] ?? 0) > (smiles[i - 1] ?? 0) + 0.05);
  assert.ok(mean(neutral, 'mouthSmileLeft') > 0.12, 'nobody rests with a stern mouth');
  // A smile of the mouth alone looks false.
  assert.ok(mean(happy, 'cheekSquintLeft') > 0.25 && mean(happy, 'eyeSquintLeft') > 0.08);
  assert.ok(mean(serious, 'browDownLeft') > 0.25);
  assert.ok(mean(alert, 'eyeWideLeft') > 0.25 && mean(alert, 'browOuterUpLeft') > 0.35);
});

test('intensity 1 is the mood itself, 0 a calm neutral face, and more is more', () => {
  const wear = (mood: (typeof MOODS)[number], moodIntensity?: number) =>
    solveFace(timeline, { mood, ...(moodIntensity === undefined ? {} : { moodIntensity }) });
  for (const mood of MOODS) assert.deepEqual(wear(mood, 1).data, wear(mood).data, mood);
  assert.deepEqual(wear('happy', 0).data, wear('neutral', 0).data);
  const smiles = [0, 0.5, 1, 1.5].map((k) => mean(wear('happy', k), 'mouthSmileLeft'));
  const brows = [0, 0.5, 1, 1.5].map((k) => mean(wear('serious', k), 'browDownLeft'));
  for (const values of [smiles, brows])
    for (let i = 1; i < values.length; i++)
      assert.ok((values[i] as number) > (values[i - 1] as number) + 0.05, `${values}`);
  // How far a head turns tells a calm person from a lively one.
  const swing = (k: number) => {
    const face = wear('neutral', k);
    const yaws = Array.from(
      { length: face.header.frame_count },
      (_, f) => row(face, f)[CURVE_NAMES.indexOf('headYaw')],
    );
    return Math.max(...(yaws as number[])) - Math.min(...(yaws as number[]));
  };
  assert.ok(swing(0) < swing(1) && swing(1) < swing(1.5));
});

test('a mood lives: it swells and eases, in the corners and in the brows', () => {
  const { data, header } = solveFace(timeline, { mood: 'warm' });
  for (const name of ['mouthSmileLeft', 'eyeSquintLeft', 'browInnerUp'] as const) {
    const values = Array.from(
      { length: header.frame_count },
      (_, f) => data[f * WIDTH + CURVE_NAMES.indexOf(name)] as number,
    ).sort((a, b) => a - b);
    const at = (share: number) => values[Math.floor(share * (values.length - 1))] as number;
    assert.ok(at(0.9) - at(0.1) > 0.08 * at(0.9), `${name} spans ${at(0.1)} to ${at(0.9)}`);
  }
});

test('rounded lips give the smile up', () => {
  const face = solveFace(timeline, { mood: 'happy' });
  const at = (name: (typeof CURVE_NAMES)[number], f: number) =>
    row(face, f)[CURVE_NAMES.indexOf(name)] as number;
  let checked = 0;
  for (let f = 0; f < face.header.frame_count; f++) {
    if (at('mouthPucker', f) < 0.35) continue;
    assert.ok(at('mouthSmileLeft', f) < 0.4, `frame ${f}`);
    checked += 1;
  }
  assert.ok(checked > 3);
});

test('a word the script stresses opens the jaw further and is nodded', () => {
  const word = timeline.words.find(({ text }) => /importante/.test(text));
  assert.ok(word);
  const stressed = {
    ...timeline,
    words: timeline.words.map((w) => (w === word ? { ...w, emphasis: 'strong' as const } : w)),
  };
  const [plain, strong] = [solveFace(timeline), solveFace(stressed)];
  const peak = (face: FaceCurves, name: (typeof CURVE_NAMES)[number]) => {
    let most = Number.NEGATIVE_INFINITY;
    for (let f = Math.floor(word.start * CURVES_FPS); f <= (word.end + 0.15) * CURVES_FPS; f++) {
      most = Math.max(most, row(face, f)[CURVE_NAMES.indexOf(name)] ?? most);
    }
    return most;
  };
  assert.ok(peak(strong, 'jawOpen') > 1.08 * peak(plain, 'jawOpen'));
  assert.ok(peak(strong, 'headPitch') > peak(plain, 'headPitch') + 0.5 * (Math.PI / 180));
  assert.ok(peak(strong, 'browOuterUpLeft') > peak(plain, 'browOuterUpLeft') + 0.05);
});

/** One sound between two open vowels, each `seconds` long, spoken flat. */
function between(ipa: string, seconds: number): Timeline {
  const phonemes = ['', 'a', ipa, 'a', ''].map((symbol, i) => ({
    ipa: symbol,
    start: i * seconds,
    end: (i + 1) * seconds,
    word: symbol === '' ? -1 : 0,
    stress: symbol === 'a' ? (2 as const) : (0 as const),
  }));
  const values = Math.ceil((5 * seconds) / timeline.hop);
  return {
    ...timeline,
    duration: 5 * seconds,
    phonemes,
    words: [],
    f0: Array<number>(values).fill(120),
    energy: Array<number>(values).fill(-20),
  };
}

test('the tongue is lifted on t, d, n and l, goes out on θ and lies in between', () => {
  const sound = (ipa: string) => {
    const face = solveFace(between(ipa, 0.2));
    return (t: number) => row(face, Math.round(t * CURVES_FPS))[CURVE_NAMES.indexOf('tongueOut')] as number;
  };
  for (const ipa of ['t', 'd', 'n', 'l', 'ɾ']) {
    const tongue = sound(ipa);
    assert.ok(Math.abs(tongue(0.5) - 0.12) < 0.005, `${ipa}: ${tongue(0.5)}`);
    assert.ok(tongue(0.3) < 0.01 && tongue(0.05) === 0);
  }
  for (const ipa of ['θ', 'ð']) assert.ok(sound(ipa)(0.5) > 0.2);
  for (const ipa of ['p', 'k', 'f']) assert.ok(sound(ipa)(0.5) < 0.01, ipa);
});

test('teeth nearly meet on s between open vowels', () => {
  const face = solveFace(between('s', 0.15));
  const jaw = (t: number) => row(face, Math.round(t * CURVES_FPS))[CURVE_NAMES.indexOf('jawOpen')] as number;
  assert.ok(jaw(0.225) > 0.4 && jaw(0.375) <= 0.11, `${jaw(0.225)} and ${jaw(0.375)}`);
});

test('an "u" rounds the lips over the teeth of a woman and of a man', () => {
  const u = { jawOpen: 0.2, mouthFunnel: 0.17, mouthPucker: 0.65 };
  for (const probe of probes) {
    const { gapMm, lipUnderTeethMm } = probe(Object.values(u), Object.keys(u));
    assert.ok(gapMm > 1.5, `open: ${gapMm.toFixed(1)} mm`);
    // What shows of the upper teeth is what lies between their edge and the upper lip.
    assert.ok(gapMm - lipUnderTeethMm < 1.5, `${(gapMm - lipUnderTeethMm).toFixed(1)} mm of teeth show`);
  }
});

test('gaze is scaled by what the eyes of the model turn', () => {
  for (const direction of ['side', 'up', 'down'] as const) {
    assert.ok(Math.abs(EYE_RANGE[direction] - (GAZE_DEGREES[direction] * Math.PI) / 180) < 1e-9);
  }
});
