/**
 * What `lip-probe.ts` needs of a person and no more: the skin around the mouth and the teeth, with their shapes,
 * unpainted. Vertices are those films are drawn from, not those of the coarser preview, whose lips meet more easily.
 * Where a render bake takes 15 s and a preview 6 s, this takes half a second, so lips can be measured on a machine that
 * never baked the avatar.
 */
import { AvatarLook } from '../../supabase/functions/_shared/contract/look.ts';
import { kept } from '../scene/kept.ts';
import { type AvatarModel, readModel } from '../scene/model.ts';
import { avatarHash, defaultCacheDir } from './bake.ts';
import { MakeHumanData } from './data.ts';
import { encodeGlb, type GlbPart } from './glb.ts';
import { buildPerson, type Person } from './person.ts';
import { compact, position, type Surface, subdivide, triangulate } from './surface.ts';

const MEASURED: ReadonlySet<string> = new Set(['skin', 'teeth']);
/** Skin further from the mouth than this is left out, decimetres; its edge is too far to bend the lips. */
const REACH = 0.8;

/** Through the GLB and back, so that quantisation is the same as in a film. Throws a ZodError on a broken look. */
export async function lipModel(look: unknown): Promise<AvatarModel> {
  return readModel(await lipGlb(look));
}

/** The same from the bakes' cache, where every film of a person asks for it: 2.5 s of CPU the first time, 0.1 from then on. */
export async function lipModelKept(look: unknown, folder = defaultCacheDir()): Promise<AvatarModel> {
  const glb = await kept({
    folder,
    kind: 'lips',
    from: [avatarHash(AvatarLook.parse(look), 'render')],
    code: [new URL(import.meta.url)],
    make: () => lipGlb(look),
    pack: (bytes) => [bytes],
    // A file is renamed into its place: what is there is whole.
    unpack: (bytes) => (bytes.length > 0 ? bytes : null),
  });
  return readModel(glb);
}

async function lipGlb(look: unknown): Promise<Uint8Array> {
  // Neck and sides leave lips and teeth as they are, to the bit; their shift of the model's bounds would round them otherwise.
  const person = buildPerson(new MakeHumanData(), AvatarLook.parse(look), 'bust', true);
  const parts = person.parts
    .filter((part) => MEASURED.has(part.name))
    .map((part): GlbPart => {
      let surface = part.name === 'skin' ? aroundMouth(part.surface, person) : part.surface;
      for (let level = 0; level < part.levels; level++) surface = subdivide(surface);
      const material = { roughness: 1, alpha: 'opaque', doubleSided: false } as const;
      return { name: part.name, triangles: triangulate(surface), material };
    });
  return encodeGlb(person, parts, 'semblante lip model');
}

function aroundMouth(skin: Surface, { landmarks: { mouth } }: Person): Surface {
  const points = position(skin);
  const near = (v: number) =>
    Math.hypot(...[0, 1, 2].map((c) => (points[v * 3 + c] ?? 0) - (mouth[c] ?? 0))) <= REACH;
  return compact({ ...skin, faces: skin.faces.filter((face) => face.v.every(near)) });
}
