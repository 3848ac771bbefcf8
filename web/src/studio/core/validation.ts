/** What keeps a draft from being rendered, found before the server has to say so. */
import { LIMITS } from '../../../../supabase/functions/_shared/contract/job.ts';
import { markupProblem, visibleText } from '../../../../supabase/functions/_shared/contract/ssml.ts';
import type { Draft } from './draft.ts';

export type DraftProblem =
  | 'avatarMissing'
  | 'scriptEmpty'
  | 'scriptSilent'
  | 'scriptTooLong'
  | 'scriptMarkup'
  | 'titleTooLong'
  | 'narrationMissing'
  | 'lookUnsaved';

/** Problems by the field they belong to; an empty object means that the draft can be rendered. */
export interface DraftProblems {
  readonly avatar?: DraftProblem;
  readonly script?: DraftProblem;
  readonly title?: DraftProblem;
  readonly narration?: DraftProblem;
}

export const TITLE_LIMIT = 200;

export function problemsOf(draft: Draft): DraftProblems {
  const script = draft.scenes[0].script.trim();
  const { source, narration } = draft.voice;
  // Nobody needs to write down what a recording says.
  const wordless = source === 'own' && narration !== null && !narration.saysScript;
  const scriptProblem: DraftProblem | null =
    script === ''
      ? wordless
        ? null
        : 'scriptEmpty'
      : script.length > LIMITS.scriptCharacters
        ? 'scriptTooLong'
        : markupProblem(script) !== null
          ? 'scriptMarkup'
          : wordless || /[\p{L}\p{N}]/u.test(visibleText(script))
            ? null
            : 'scriptSilent';
  return {
    ...(draft.avatarId
      ? draft.look
        ? { avatar: 'lookUnsaved' as const }
        : {}
      : { avatar: 'avatarMissing' as const }),
    ...(scriptProblem ? { script: scriptProblem } : {}),
    ...(source === 'own' && narration === null ? { narration: 'narrationMissing' as const } : {}),
    ...(draft.title.trim().length > TITLE_LIMIT ? { title: 'titleTooLong' as const } : {}),
  };
}
