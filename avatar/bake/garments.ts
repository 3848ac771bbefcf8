/** What clothes are made of, and how they hang on somebody. */
import type { AvatarLook } from '../../supabase/functions/_shared/contract/look.ts';
import { type Drape, foldsOf } from './cloth-folds.ts';
import { distances, patternOf } from './cloth-pattern.ts';
import { bodyOf } from './drape.ts';
import { layLapels } from './lapel.ts';
import { smoothstep, type Vec3 } from './morph.ts';
import type { Part, Person } from './person.ts';
import { normals, position, type Surface } from './surface.ts';

export type Weave = 'jersey' | 'poplin' | 'twill' | 'scrubs' | 'wool' | 'drill';

/** How an edge around the neck is finished. */
export type Neck = 'ribbed' | 'bound' | 'plain';

export interface Garment {
  readonly weave: Weave;
  readonly neck: Neck;
  readonly drape: Pick<Drape, 'depth' | 'width' | 'crease'>;
  /** Of stitches beside seams and hems, decimetres; 0, none show. */
  readonly topstitch: number;
}

const SHIRT = { depth: 0.05, width: 0.15, crease: 1 } as const;
const POPLIN: Garment = { weave: 'poplin', neck: 'plain', drape: SHIRT, topstitch: 0.055 };
const TEE: Garment = {
  weave: 'jersey',
  neck: 'ribbed',
  drape: { depth: 0.06, width: 0.17, crease: 0.8 },
  topstitch: 0,
};
const SUIT: Garment = {
  weave: 'wool',
  neck: 'plain',
  drape: { depth: 0.045, width: 0.22, crease: 0.9 },
  topstitch: 0,
};
const COAT: Garment = {
  ...SUIT,
  weave: 'drill',
  drape: { depth: 0.05, width: 0.2, crease: 1 },
  topstitch: 0.06,
};

const OUTFITS: Readonly<Record<string, Garment>> = {
  female_casualsuit01: TEE,
  male_casualsuit02: TEE,
  male_casualsuit06: TEE,
  male_casualsuit01: { weave: 'twill', neck: 'plain', drape: SHIRT, topstitch: 0.06 },
  male_casualsuit04: {
    weave: 'scrubs',
    neck: 'bound',
    drape: { depth: 0.055, width: 0.18, crease: 1 },
    topstitch: 0.05,
  },
  male_elegantsuit01: SUIT,
};

/** Whether it is the base's suit, alone or its jacket. */
export const isSuit = (part: Part): boolean => part.proxy?.name === 'male_elegantsuit01';

/** What a part is made of. A jacket with buttons of its own is a coat of clinic. */
export function garmentOf(part: Part, { wardrobe }: AvatarLook): Garment {
  if (part.name === 'blazer') return wardrobe.buttons ? COAT : SUIT;
  return OUTFITS[part.proxy?.name ?? ''] ?? POPLIN;
}

/** What `hang` leaves at each vertex in the field `cloth`: distances in decimetres, height of the folds in depths. */
export const CLOTH = { seam: 0, neckline: 1, hem: 2, fold: 3, x: 4, y: 5, z: 6, size: 7 } as const;
/** Of cloth off the skin where it folds, decimetres. */
const CLEAR = 0.025;
/** Distances are told up to here. */
export const FAR = 0.5;

/** Same name, same folds. */
const seedOf = (name: string): number => [...name].reduce((sum, c) => (sum * 31 + c.charCodeAt(0)) % 9973, 7);

export function drapeOf(part: Part, person: Pick<Person, 'hangers'>, look: AvatarLook): Drape {
  const { drape, weave } = garmentOf(part, look);
  const { neck } = person.hangers;
  const seed = seedOf(`${part.proxy?.name}${look.wardrobe.outfitColour}${look.macro.age}`);
  const jacket = weave === 'wool' || weave === 'drill';
  return { ...drape, seed, ...(jacket ? { button: [0, neck[1] - 3.45, neck[2] + 1.2] as Vec3 } : {}) };
}

/**
 * Lays folds into cloth that is as fine as it will be, and tells where it is sewn: the field `cloth`. Folds fall inwards
 * and hardly rise, so that what lies on cloth stays on it. In place.
 */
export function hang(
  part: Part,
  surface: Surface,
  person: Pick<Person, 'hangers' | 'parts'>,
  look: AvatarLook,
): void {
  const pos = position(surface);
  const { neck } = person.hangers;
  const { seams, neckline, hems, pieceOf } = patternOf(
    surface,
    ([x, y]) => y > neck[1] - 2.1 && Math.abs(x) < 1.25,
  );
  const near = [seams, neckline, hems].map((lines) => distances(pos, lines, FAR, pieceOf));
  // Cloth that bends around an edge of another piece, as below a collar, keeps still there.
  const still = distances(pos, neckline, 1);
  const drape = drapeOf(part, person, look);
  const height = foldsOf(person.hangers, drape);
  // What is worn below a jacket sinks with its folds, or it would come through.
  const jacket = part.name === 'outfit' ? person.parts.find(({ name }) => name === 'blazer') : undefined;
  const above = jacket && foldsOf(person.hangers, drapeOf(jacket, person, look));
  const shoulder = Math.abs(person.hangers.shoulders[0][0]);
  const outwards = normals(pos, surface.faces);
  const skin = bodyOf(
    person.parts.filter(({ name }) => name === 'skin' || name === 'arms').map((one) => one.surface),
  );
  const cloth = new Float32Array(surface.vertexCount * CLOTH.size);
  for (let i = 0; i < surface.vertexCount; i++) {
    const at: Vec3 = [pos[i * 3]!, pos[i * 3 + 1]!, pos[i * 3 + 2]!];
    const n: Vec3 = [outwards[i * 3]!, outwards[i * 3 + 1]!, outwards[i * 3 + 2]!];
    const [seam, edge, hem] = near.map((all) => all[i]!) as [number, number, number];
    const free =
      smoothstep(0.2, 0.9, still[i]!) * smoothstep(0, 0.2, hem) * (0.55 + 0.45 * smoothstep(0, 0.25, seam));
    // A vest presses flat what it covers, and lies too close around the armholes for anything to stir there.
    const pressed = look.wardrobe.vest ? smoothstep(0.1, 0.6, Math.abs(at[0]) - shoulder) : 1;
    const own = Math.min(0.016, height(at, n)) * free * pressed;
    const wanted = above ? 0.3 * own + Math.min(0, above(at, n)) : own;
    // No fold reaches the skin.
    const room = wanted < 0 ? skin.nearest(at).distance - CLEAR : 0;
    const h = Math.max(wanted, -Math.max(0, room));
    cloth.set([seam, edge, hem, h / drape.depth, ...n], i * CLOTH.size);
    for (let c = 0; c < 3; c++) pos[i * 3 + c]! += h * n[c as 0];
  }
  surface.fields.set('cloth', { size: CLOTH.size, data: cloth });
  if (isSuit(part)) layLapels(surface);
}
