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
  | 'titleTooLong';

/** Problems by the field they belong to; an empty object means that the draft can be rendered. */
export interface DraftProblems {
  readonly avatar?: DraftProblem;
  readonly script?: DraftProblem;
  readonly title?: DraftProblem;
}

export const TITLE_LIMIT = 200;

export function problemsOf(draft: Draft): DraftProblems {
  const script = draft.scenes[0].script.trim();
  const scriptProblem: DraftProblem | null =
    script === ''
      ? 'scriptEmpty'
      : script.length > LIMITS.scriptCharacters
        ? 'scriptTooLong'
        : markupProblem(script) !== null
          ? 'scriptMarkup'
          : /[\p{L}\p{N}]/u.test(visibleText(script))
            ? null
            : 'scriptSilent';
  return {
    ...(draft.avatarId ? {} : { avatar: 'avatarMissing' as const }),
    ...(scriptProblem ? { script: scriptProblem } : {}),
    ...(draft.title.trim().length > TITLE_LIMIT ? { title: 'titleTooLong' as const } : {}),
  };
}
