import { PartyPopper } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { formatPercent } from '../../lib/format.ts';
import { fillIn } from '../../lib/lazy-words.ts';
import type { TourEvent } from '../../lib/tour/tour-steps.ts';
import { useTourWords } from '../../lib/tour/use-tour-words.ts';
import { Button } from '../../lib/ui/button.tsx';
import { ProgressBar } from '../../lib/ui/progress-bar.tsx';
import { useGuidedFilm } from './api.ts';
import { Said } from './said.tsx';

interface TourFilmProps {
  readonly jobId: string;
  readonly done: boolean;
  /** Whether the page shows this film. */
  readonly here: boolean;
  readonly send: (event: TourEvent) => void;
  readonly onLeave: () => void;
}

/** Resolves nothing: a browser that plays no sound unasked leaves the film waiting for a press. */
const play = (): void => {
  const film = document.querySelector<HTMLVideoElement>('#main video');
  film?.scrollIntoView({ block: 'nearest' });
  film?.play().catch(() => film.focus());
};

/** The film of the guide while it is made, when it failed, and when it is there. */
export function TourFilm({ jobId, done, here, send, onLeave }: TourFilmProps) {
  const { i18n } = useTranslation();
  const words = useTourWords();
  const job = useGuidedFilm(jobId).data;
  const status = job?.status;
  const seen = useRef(false);

  useEffect(() => {
    if (!done) seen.current = true;
    if (!done && status === 'completed') send({ type: 'finished' });
  }, [done, status, send]);
  // Played for whoever waited for it on its page, and for nobody who only comes back to it.
  useEffect(() => {
    if (!done || !here || !seen.current) return;
    seen.current = false;
    const frame = requestAnimationFrame(play);
    return () => cancelAnimationFrame(frame);
  }, [done, here]);

  const address = `/avatars/render/${jobId}`;
  const failed = !done && (status === 'failed' || status === 'cancelled');
  const { title, text } = done
    ? words.done
    : failed
      ? { title: words.watch.failedTitle, text: words.watch.failedText }
      : {
          title: fillIn(words.watch.title, { share: formatPercent(job?.progress ?? 0, i18n.language) }),
          text: words.watch.text,
        };
  return (
    <div className="flex min-w-0 grow flex-wrap items-center justify-between gap-x-6 gap-y-2">
      <div className="flex min-w-0 grow items-center gap-3">
        {done && <PartyPopper className="size-8 shrink-0 animate-rise text-clay" aria-hidden />}
        <div className="min-w-0 grow">
          <Said title={title} text={text} />
          {!done && !failed && !here && (
            <ProgressBar className="mt-2 max-w-md" value={job?.progress ?? 0} label={words.steps.film} />
          )}
        </div>
      </div>
      <div className="flex flex-wrap items-center gap-2">
        {done && here && (
          <Button size="sm" onClick={play}>
            {words.done.play}
          </Button>
        )}
        {!here && (
          <Button asChild size="sm">
            <Link to={address}>{done ? words.done.play : words.watch.open}</Link>
          </Button>
        )}
        {done && (
          <>
            <Next to={`/avatars/history?film=${jobId}&share=1`} label={words.done.share} />
            <Next to="/avatars/voice-cloning" label={words.done.voice} />
            <Next to="/avatars/studio" label={words.done.another} />
            <Button size="sm" variant="ghost" onClick={onLeave} className="max-sm:hidden">
              {words.done.close}
            </Button>
          </>
        )}
        {failed && (
          <Button asChild size="sm" variant="secondary">
            <Link to="/avatars/studio" onClick={() => send({ type: 'back' })}>
              {words.watch.again}
            </Link>
          </Button>
        )}
      </div>
      <p aria-live="polite" className="sr-only">
        {done ? words.done.title : failed ? words.watch.failedTitle : words.watch.text}
      </p>
    </div>
  );
}

function Next({ to, label }: { readonly to: string; readonly label: string }) {
  return (
    <Button asChild size="sm" variant="secondary">
      <Link to={to}>{label}</Link>
    </Button>
  );
}
