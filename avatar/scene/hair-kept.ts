/** `hairOfFilm` from the cache: without it, 5 of the 7.6 s of CPU a renderer takes before its first frame of long hair. */
import type { HairLayers } from './hair-layers.ts';
import { hairOfFilm, type ThinningJob } from './hair-thinning.ts';
import { kept } from './kept.ts';

const CODE = ['hair-thinning.ts', 'hair-layers.ts', 'visible.ts'].map(
  (file) => new URL(file, import.meta.url),
);
const HEADER = 3;

function unpack(bytes: Uint8Array): HairLayers | null {
  const words = new Uint32Array(bytes.slice().buffer, 0, Math.floor(bytes.length / 4));
  const [solid = 0, soft = 0, caster = 0] = words;
  if (bytes.length !== (HEADER + solid + soft + caster) * 4) return null;
  const at = [HEADER, HEADER + solid, HEADER + solid + soft, words.length] as const;
  return {
    solid: words.slice(at[0], at[1]),
    soft: words.slice(at[1], at[2]),
    caster: words.slice(at[2], at[3]),
  };
}

/** The same as `hairOfFilm(job)`, kept in `folder`. */
export const hairKept = (job: ThinningJob, folder: string): Promise<HairLayers> => {
  const { hair, alpha, skins, cell } = job;
  return kept({
    folder,
    kind: 'hair',
    from: [
      JSON.stringify([cell, alpha.width, alpha.height]),
      ...[hair.positions, hair.uvs, hair.indices, ...skins.flatMap((s) => [s.positions, s.indices])],
      alpha.rgba,
    ],
    code: CODE,
    make: () => hairOfFilm(job),
    pack: ({ solid, soft, caster }) => [
      Uint32Array.of(solid.length, soft.length, caster.length),
      solid,
      soft,
      caster,
    ],
    unpack,
  });
};
