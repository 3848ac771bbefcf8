/** Lip-sync of the finished film, as far as anyone on this host can measure it. */
import type {
  LipSync,
  ResolvedSettings,
  Timeline,
} from '../../../supabase/functions/_shared/contract/job.ts';
import { UNMEASURED_LIPS } from '../engines/compositing/compositing-engine.ts';
import type { StageContext } from './stage.ts';

/** Nulls say "not measured": a report never holds a figure that nothing measured. */
export async function measureLips(
  _context: StageContext,
  _film: string,
  _timeline: Timeline,
  _settings: ResolvedSettings,
): Promise<LipSync> {
  return UNMEASURED_LIPS;
}
