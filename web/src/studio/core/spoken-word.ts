import type { Word } from '../../../../supabase/functions/_shared/contract/job.ts';

/** The word that is being said at `seconds`, or the last one said, as an index; -1 before the first. */
export function wordAt(words: readonly Pick<Word, 'start'>[], seconds: number): number {
  let low = 0;
  let high = words.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((words[middle]?.start ?? 0) <= seconds) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
