/** A consent while it is being written, and what is still missing of it. */
import {
  type ConsentRelation,
  type ConsentVersion,
  CURRENT_CONSENT,
} from '../../../../supabase/functions/_shared/contract/consent.ts';
import type { Language } from '../../../../supabase/functions/_shared/contract/job.ts';

export interface ConsentDraft {
  readonly relation: ConsentRelation;
  readonly name: string;
  readonly speaker: string;
  readonly agreed: boolean;
  readonly version: ConsentVersion;
  /** The language the statement is shown in. */
  readonly language: Language;
  /** The statement as it was read aloud, for whoever wants that on record too. */
  readonly spoken: File | null;
}

export const emptyConsent = (language: Language): ConsentDraft => ({
  relation: 'self',
  name: '',
  speaker: '',
  agreed: false,
  version: CURRENT_CONSENT,
  language,
  spoken: null,
});

/** A change of the draft; words that were read aloud are no longer those of a changed statement. */
export function changeConsent(draft: ConsentDraft, change: Partial<ConsentDraft>): ConsentDraft {
  const rewritten = 'relation' in change || 'name' in change || 'speaker' in change || 'language' in change;
  return { ...draft, ...(rewritten ? { spoken: null } : {}), ...change };
}

export type ConsentProblem = 'name' | 'speaker' | 'agreed';

const SHORTEST_NAME = 3;

export function consentProblems(draft: ConsentDraft): readonly ConsentProblem[] {
  const problems: ConsentProblem[] = [];
  if (draft.name.trim().length < SHORTEST_NAME) problems.push('name');
  if (draft.relation === 'authorised' && draft.speaker.trim().length < SHORTEST_NAME)
    problems.push('speaker');
  if (!draft.agreed) problems.push('agreed');
  return problems;
}
