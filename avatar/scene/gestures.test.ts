import assert from 'node:assert/strict';
import { test } from 'node:test';
import { GAZE_DEGREES } from '../bake/arkit.ts';
import { MakeHumanData } from '../bake/data.ts';
import { encodeGlb } from '../bake/glb.ts';
import { buildPerson } from '../bake/person.ts';
import { triangulate } from '../bake/surface.ts';
import { readCatalogueEntry } from '../catalogue.ts';
import { type ArmsPose, createArms } from './arms.ts';
import { actOf, handsAt, handsOf, planGestures } from './gesture-plan.ts';
import { ASIDE, BEATS, KEYS, type KeyName, NAMED, RESTS } from './gestures.ts';
import { EYE_DEGREES } from './hand-glances.ts';
import { type AvatarModel, readModel } from './model.ts';
import { createPoser, REST } from './pose.ts';
import { type FilmCurves, phrasesOf, spiritOf } from './stress.ts';
import { frontOf } from './torso.ts';

const FPS = 60;
const NAMES = ['jawOpen', 'headPitch', 'browOuterUpLeft', 'browInnerUp'] as const;
/** Phrases from, to and the stresses in them, seconds. */
const SPOKEN = [
  { from: 1, to: 3.6, stresses: [1.9, 3.1] },
  { from: 4.1, to: 6.4, stresses: [5.2] },
  { from: 7, to: 11, stresses: [8, 9.2, 10.4] },
  { from: 11.6, to: 14.5, stresses: [13] },
  { from: 15.2, to: 19, stresses: [16.1, 17.9] },
  { from: 23, to: 26, stresses: [24.3] },
] as const;

/** Syllables at four a second; stressed ones open the mouth further, nod and lift the brows. */
function film(seconds = 28): FilmCurves {
  const frames = seconds * FPS;
  const data = new Float32Array(frames * NAMES.length);
  for (let f = 0; f < frames; f++) {
    const t = f / FPS;
    const phrase = SPOKEN.find(({ from, to }) => t >= from && t <= to);
    if (!phrase) continue;
    const bump = Math.max(...phrase.stresses.map((at) => Math.exp(-(((t - at) / 0.12) ** 2))));
    const syllable = 0.12 + 0.06 * Math.sin(2 * Math.PI * 4 * t);
    data.set([syllable + 0.2 * bump, 0.06 * bump, 0.2 * bump, 0.1 * bump], f * NAMES.length);
  }
  return { names: NAMES, fps: FPS, frames, data };
}

/** A figure as films have it, without its pictures. */
async function figure(id: string): Promise<AvatarModel> {
  const person = buildPerson(new MakeHumanData(), (await readCatalogueEntry(id)).assets.look, 'figure');
  const worn = new Set(['skin', 'arms', 'outfit', 'blazer', 'vest', 'gear']);
  const parts = person.parts
    .filter(({ name }) => worn.has(name))
    .map(({ name, surface }) => ({
      name,
      triangles: triangulate(surface),
      material: { roughness: 1, alpha: 'opaque', doubleSided: false } as const,
    }));
  return readModel(await encodeGlb(person, parts, 'test'));
}

const PEOPLE = ['br_corporate_ana', 'br_safety_carlos', 'br_casual_luana'] as const;
const models = new Map<string, AvatarModel>();
for (const id of PEOPLE) models.set(id, await figure(id));

const spots = film();
const OWN = Object.keys(NAMED);
const SEEDS = [1, 2, 3, 4, 5, 6];
/** How far hands are from where they rest, of whichever rest they are nearest to. */
const rest = (pose: ArmsPose): number =>
  Math.min(
    ...RESTS.map((name) =>
      Math.max(
        ...pose.flatMap((hand, side) =>
          hand.at.map((v, c) => Math.abs(v - KEYS[name][side as 0].at[c as 0])),
        ),
      ),
    ),
  );

test('phrases and stresses are where they are spoken', () => {
  const phrases = phrasesOf(spots);
  assert.equal(phrases.length, SPOKEN.length);
  phrases.forEach(({ from, to, stresses }, k) => {
    const spoken = SPOKEN[k]!;
    assert.ok(Math.abs(from - spoken.from) < 0.1 && Math.abs(to - spoken.to) < 0.1, `${from} to ${to}`);
    for (const at of spoken.stresses) {
      assert.ok(
        stresses.some(({ t, strength }) => Math.abs(t - at) < 0.1 && strength > 1.1),
        `no stress at ${at}`,
      );
    }
  });
});

test('strokes fall on stresses, at different times with different gestures, and hands rest between', () => {
  const stressed = SPOKEN.flatMap(({ stresses }) => [...stresses]);
  const plans = SEEDS.map((seed) => planGestures(spots, seed, []));
  for (const keys of plans) {
    const strokes = keys.filter(({ stroke }) => stroke);
    assert.ok(strokes.length >= 5, `only ${strokes.length} gestures on ${stressed.length} stresses`);
    for (const { t } of strokes)
      assert.ok(
        stressed.some((at) => Math.abs(at - t) < 0.1),
        `a stroke at ${t}`,
      );
    for (const t of [0, 0.3, 21.5, 22.3, 27.9])
      assert.ok(rest(handsAt(keys, t, 1)) < 0.01, `hands are not at rest at ${t}`);
  }
  const shown = plans.map((keys) => keys.map(({ stroke }) => stroke).join());
  assert.ok(new Set(shown).size > 3, 'every film has the same gestures');
  const used = new Set(plans.flatMap((keys) => keys.map(({ stroke }) => stroke)));
  assert.ok(used.size > 3);
});

test("a person's own gestures come where they fit", () => {
  const strokesOf = (name: string, seed: number): { t: number; stroke: string }[] =>
    planGestures(spots, seed, [name]).flatMap(({ t, stroke }) => (stroke ? [{ t, stroke }] : []));
  for (const seed of SEEDS) {
    const wave = strokesOf('wave', seed).filter(({ stroke }) => stroke.startsWith('wave'));
    assert.ok(wave.length >= 3 && wave.every(({ t }) => t < 3.7), 'one waves in the first phrase');
    const thumb = strokesOf('thumbs_up', seed).filter(({ stroke }) => stroke === 'thumbs_up');
    assert.ok(thumb.length === 1 && thumb[0]!.t > 23, 'a thumb goes up at the end');
    const counted = strokesOf('count_on_fingers', seed).map(({ stroke }) => stroke);
    assert.ok(counted.join().includes('one,two,three'), `counts ${counted.join()}`);
    assert.deepEqual(strokesOf('no_such_gesture', seed), strokesOf('', seed));
  }
  for (const [name, { strokes }] of Object.entries(NAMED)) {
    const seen = SEEDS.some((seed) => strokesOf(name, seed).some(({ stroke }) => stroke === strokes[0]));
    assert.ok(seen, `${name} is never made`);
  }
});

test('nobody makes the same beat twice within eight seconds, and hands come to rest in different places', () => {
  const beats = new Set(BEATS.flatMap(({ strokes }) => [...strokes]));
  const rests = new Set<ArmsPose>();
  for (const seed of SEEDS) {
    const keys = planGestures(spots, seed);
    const made = keys.flatMap(({ t, stroke }) => (stroke && beats.has(stroke) ? [{ t, stroke }] : []));
    assert.ok(made.length > 1);
    made.forEach(({ t, stroke }, k) => {
      const before = made.slice(0, k).findLast((other) => other.stroke === stroke);
      assert.ok(!before || t - before.t >= 8, `${stroke} at ${before?.t} and ${t}`);
    });
    for (const name of RESTS) if (keys.some(({ pose }) => pose === KEYS[name])) rests.add(KEYS[name]);
  }
  assert.equal(rests.size, RESTS.length);
});

/** The same film by a face in a mood, and with what a glance turns. */
function worn(shapes: Record<string, number>): FilmCurves {
  const turned = ['headYaw', 'headPitch', 'eyeBlinkLeft', 'eyeWideLeft', 'eyeWideRight', 'eyeBlinkRight'];
  const looks = ['In', 'Out', 'Up', 'Down'].flatMap((way) => [`eyeLook${way}Left`, `eyeLook${way}Right`]);
  const names = [...new Set([...NAMES, ...Object.keys(shapes), ...turned, ...looks])];
  const data = new Float32Array(spots.frames * names.length);
  for (let f = 0; f < spots.frames; f++)
    names.forEach((name, k) => {
      const own = NAMES.indexOf(name as 'jawOpen');
      data[f * names.length + k] = (own < 0 ? 0 : spots.data[f * NAMES.length + own]!) + (shapes[name] ?? 0);
    });
  return { ...spots, names, data };
}

test('who smiles gestures widely, who frowns small and low', () => {
  const moods = {
    serious: worn({ mouthSmileLeft: 0.05, browDownLeft: 0.42 }),
    neutral: worn({ mouthSmileLeft: 0.27, browOuterUpLeft: 0.24 }),
    happy: worn({ mouthSmileLeft: 0.58, browOuterUpLeft: 0.3 }),
  };
  const spirits = Object.values(moods).map(spiritOf);
  assert.ok(Math.abs(spirits[1]! - 1) < 0.06 && spirits[0]! < 0.8 && spirits[2]! > 1.12, spirits.join());
  const reach = (mood: FilmCurves): number[] =>
    planGestures(mood, 2).flatMap(({ pose, stroke }) =>
      stroke ? [Math.max(...pose.map(({ at }) => at[1]))] : [],
    );
  const [low, , high] = Object.values(moods).map(reach);
  assert.ok(
    low!.length > 3 && low!.every((height, k) => height < high![k]! - 0.01),
    `${low} against ${high}`,
  );
});

test('no hand leaves an upright picture', () => {
  const half = (0.8 * 9) / 16;
  for (const seed of SEEDS)
    for (const { pose, stroke } of planGestures(spots, seed, OWN, 9 / 16)) {
      if (!stroke) continue;
      for (const { at, fingers } of pose) {
        if (at[1] < -0.8) continue;
        const tip = at[0] + (0.34 * Math.max(0, fingers[0])) / Math.hypot(...fingers);
        assert.ok(tip < half + 0.06, `${stroke} reaches ${tip}`);
      }
    }
});

test('eyes go where a hand points, before it is there, the head follows less far, and both are soon back', () => {
  assert.deepEqual(EYE_DEGREES, GAZE_DEGREES);
  const plain = worn({});
  const act = actOf(plain, 1, ['point_right']);
  const keys = planGestures(plain, 1, ['point_right']);
  const shown = keys.filter(({ stroke }) => stroke && ASIDE.has(stroke));
  assert.ok(shown.length > 0);
  const { names, data } = act.curves;
  const of = (name: string, t: number): number =>
    data[Math.round(t * FPS) * names.length + names.indexOf(name)]!;
  const head = (t: number): number => (of('headYaw', t) * 180) / Math.PI;
  const eye = (t: number): number =>
    (EYE_DEGREES.side *
      (of('eyeLookOutLeft', t) -
        of('eyeLookInLeft', t) -
        of('eyeLookOutRight', t) +
        of('eyeLookInRight', t))) /
    2;
  const { t } = shown[0]!;
  assert.ok(Math.abs(eye(t - 0.5)) < 0.1 && eye(t - 0.3) < -12 && head(t - 0.3) > -1, 'eyes lead');
  assert.ok(eye(t + 0.1) + head(t + 0.1) < -17 && head(t + 0.2) < -5, 'the head has followed');
  for (const after of [0.42, 0.6, 0.8])
    assert.ok(Math.abs(eye(t + after) + head(t + after)) < 0.1, 'back at the viewer');
  assert.ok(
    [...Array(20)].some((_, k) => of('eyeBlinkLeft', t - 0.5 + k * 0.02) > 0.9),
    'a blink on the way',
  );
  for (const name of NAMES)
    if (name !== 'headPitch')
      assert.deepEqual(
        Array.from({ length: plain.frames }, (_, f) => of(name, f / FPS)),
        Array.from({ length: plain.frames }, (_, f) => plain.data[f * names.length + names.indexOf(name)]!),
      );
  const away = Array.from(
    { length: plain.frames },
    (_, f) => Math.abs(eye(f / FPS) + head(f / FPS)) > 2.5,
  ).filter(Boolean).length;
  assert.ok(away / plain.frames < 0.12, `away for ${away} of ${plain.frames} frames`);
  assert.equal(actOf(plain, 1, []).curves, plain);
});

test('every plan is in order and leaves time for every way', () => {
  for (const seed of SEEDS) {
    const keys = planGestures(spots, seed, OWN);
    keys.forEach((key, k) => {
      const last = keys[k - 1];
      assert.ok(!last || key.t >= last.t, `${key.t} after ${last?.t}`);
      if (last && key.pose !== last.pose) assert.ok(key.t - last.t > 0.15, `${key.t - last.t} s at ${key.t}`);
    });
  }
});

test('a pose is a function of time alone', () => {
  const forwards = handsOf(spots, 3, OWN);
  const backwards = handsOf(spots, 3, OWN);
  const times = Array.from({ length: 28 * 25 }, (_, f) => f / 25);
  const first = times.map(forwards);
  const second = times.toReversed().map(backwards).toReversed();
  assert.deepEqual(first, second);
});

test('wrists move smoothly, no faster than people move them', () => {
  for (const seed of SEEDS) {
    const hands = handsOf(spots, seed, OWN);
    const step = 1 / 200;
    for (const side of [0, 1] as const) {
      let [before, now] = [hands(0)[side].at, hands(step)[side].at];
      for (let t = 2 * step; t < 28; t += step) {
        const next = hands(t)[side].at;
        // Arms are half a metre.
        const speed = (0.5 * Math.hypot(...next.map((v, c) => v - now[c as 0]))) / step;
        const push =
          (0.5 * Math.hypot(...next.map((v, c) => v - 2 * now[c as 0] + before[c as 0]))) / step ** 2;
        assert.ok(speed < 2.6, `${speed.toFixed(2)} m/s at ${t.toFixed(2)}`);
        assert.ok(push < 45, `${push.toFixed(0)} m/s² at ${t.toFixed(2)}`);
        [before, now] = [now, next];
      }
    }
  }
});

/** Every gesture's way there and back, and every way from one beat to another. */
function ways(): ArmsPose[] {
  const poses: ArmsPose[] = [];
  const strokes = new Set<KeyName>([...BEATS, ...Object.values(NAMED)].flatMap((g) => [...g.strokes]));
  const beats = BEATS.flatMap((g) => [...g.strokes]);
  const pairs = [...strokes].flatMap((to): [KeyName, KeyName][] => [
    ...RESTS.flatMap((rest): [KeyName, KeyName][] => [
      [rest, to],
      [to, rest],
    ]),
    ...beats.map((from): [KeyName, KeyName] => [from, to]),
  ]);
  for (const [from, to] of pairs) {
    const keys = [
      { t: 0, pose: KEYS[from] },
      { t: 1, pose: KEYS[to] },
    ];
    for (let t = 0; t <= 1.12; t += 0.14) poses.push(handsAt(keys, t, 5));
  }
  return poses;
}

for (const id of PEOPLE) {
  test(`arms of ${id} bend as arms do, and neither body nor the other hand is in their way`, () => {
    const model = models.get(id) as AvatarModel;
    const arms = createArms(model);
    assert.ok(arms, 'a figure has arms');
    const front = frontOf(model);
    const degrees = 180 / Math.PI;
    for (const pose of ways()) {
      arms.pose(pose);
      for (const { elbow, pronation, wrist, points } of arms.turns) {
        assert.ok(elbow * degrees > 4 && elbow * degrees < 145, `elbow ${elbow * degrees}`);
        assert.ok(Math.abs(pronation * degrees) < 120, `forearm ${pronation * degrees}`);
        assert.ok(wrist * degrees < 80, `wrist ${wrist * degrees}`);
        for (const { at, radius } of points)
          assert.ok(front.depth(at, radius) < 0.008, `${front.depth(at, radius)} m inside at ${at}`);
      }
      const [left, right] = arms.turns;
      for (const a of left.points.slice(2))
        for (const b of right.points.slice(2)) {
          const apart = Math.hypot(...a.at.map((v, c) => v - b.at[c as 0]));
          assert.ok(apart > 0.009, `hands ${apart} m apart`);
        }
    }
  });
}

test('arms bend their own skin and sleeves, and nothing of the head', () => {
  const model = models.get('br_corporate_ana') as AvatarModel;
  const poser = createPoser(model);
  poser.pose([], [], REST);
  const still = poser.parts.map(({ positions }) => positions.slice());
  poser.pose([], [], REST, KEYS.point_right);
  poser.parts.forEach(({ part, positions, normals }, k) => {
    let furthest = 0;
    for (let i = 0; i < positions.length; i += 3) {
      const way = Math.hypot(...[0, 1, 2].map((c) => positions[i + c]! - still[k]![i + c]!));
      if (still[k]![i + 1]! > model.chin[1]!) assert.equal(way, 0);
      furthest = Math.max(furthest, way);
      assert.ok(Math.hypot(normals[i]!, normals[i + 1]!, normals[i + 2]!) > 0.3, 'a normal collapsed');
    }
    if (part.name === 'arms' || part.name === 'blazer') assert.ok(furthest > 0.3, `${part.name} ${furthest}`);
    assert.ok(furthest < 1.2);
  });
});

test('a bust has no arms, and poses as if hands had never been', () => {
  const model = models.get('br_safety_carlos') as AvatarModel;
  const { arms: _, ...bust } = model;
  assert.equal(createArms(bust), null);
  const [with_, without] = [createPoser(bust), createPoser(bust)];
  with_.pose([], [], REST, KEYS.point_right);
  without.pose([], [], REST);
  assert.deepEqual(with_.parts[0]?.positions, without.parts[0]?.positions);
});
