import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { Language } from '../../../../supabase/functions/_shared/contract/job.ts';
import { sendTour, useTourState } from '../../lib/tour/tour-store.ts';
import { useTourWords } from '../../lib/tour/use-tour-words.ts';
import type { Draft, DraftChange } from '../../studio/core/draft.ts';
import type { Listening } from './use-listening.ts';

interface StudioTourProps {
  readonly user: string;
  readonly draft: Draft;
  readonly change: (change: DraftChange) => void;
  readonly listening: Listening['status'];
}

/** What the studio tells the guide, and the sample the guide leaves in an empty script. Shows nothing. */
export function StudioTour({ user, draft, change, listening }: StudioTourProps) {
  const { i18n } = useTranslation();
  const { sample } = useTourWords();
  const step = useTourState(user)?.step ?? 'closed';
  const chosen = draft.avatarId !== null;
  useEffect(() => {
    if (step === 'person' && chosen) sendTour(user, { type: 'chosen' });
  }, [step, chosen, user]);

  const latest = useRef(draft);
  latest.current = draft;
  // Once for each time the step is reached: whoever empties the script to write their own keeps it empty.
  useEffect(() => {
    const { title, scenes, voice, output } = latest.current;
    if (step !== 'script' || title.trim() !== '' || scenes[0].script.trim() !== '') return;
    // Whoever is about to write needs no sample, least of all in the middle of a word.
    if (document.activeElement?.matches('input, textarea')) return;
    change({
      type: 'replace',
      draft: {
        ...latest.current,
        title: sample.title,
        scenes: [{ ...scenes[0], script: sample.script }],
        voice: { ...voice, language: Language.catch(voice.language).parse(i18n.language) },
        // Seconds of waiting instead of minutes where no GPU helps.
        output: { ...output, resolution: '854x480', quality: 'draft' },
      },
    });
  }, [step, change, sample, i18n.language]);

  const before = useRef(listening);
  useEffect(() => {
    if (before.current === 'playing' && listening === 'silent') sendTour(user, { type: 'heard' });
    before.current = listening;
  }, [listening, user]);
  return null;
}
