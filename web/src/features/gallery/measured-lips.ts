import type { Avatar3D } from '../../../../supabase/functions/_shared/contract/api.ts';
import { CatalogueLipSync } from '../../../../supabase/functions/_shared/contract/film-report.ts';

/** The catalogue's figure for a person; null where nobody has measured, as of people's own avatars. */
export const measuredLips = ({ voice_sync }: Avatar3D): CatalogueLipSync | null =>
  CatalogueLipSync.nullable().catch(null).parse(voice_sync.measured);
