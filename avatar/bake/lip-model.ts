/**
 * What `lip-probe.ts` needs of a person and no more: skin and teeth with their shapes, unpainted. Where a preview bake
 * takes 6 s, this takes 0.9 s, so lips can be measured on a machine that never baked the avatar. Vertices are those of
 * the preview level of detail.
 */
import { AvatarLook } from '../look.ts';
import { type AvatarModel, readModel } from '../scene/model.ts';
import { MakeHumanData } from './data.ts';
import { encodeGlb, type GlbPart } from './glb.ts';
import { buildPerson } from './person.ts';
import { subdivide, triangulate } from './surface.ts';

const MEASURED: ReadonlySet<string> = new Set(['skin', 'teeth']);

/** Through the GLB and back, so that quantisation is the same as in a film. Throws a ZodError on a broken look. */
export async function lipModel(look: unknown): Promise<AvatarModel> {
  const person = buildPerson(new MakeHumanData(), AvatarLook.parse(look));
  const parts = person.parts
    .filter((part) => MEASURED.has(part.name))
    .map((part): GlbPart => {
      let surface = part.surface;
      for (let level = 1; level < part.levels; level++) surface = subdivide(surface);
      const material = { roughness: 1, alpha: 'opaque', doubleSided: false } as const;
      return { name: part.name, triangles: triangulate(surface), material };
    });
  return readModel(await encodeGlb(person, parts, 'semblante lip model'));
}
