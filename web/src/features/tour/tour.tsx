import type { User } from '@supabase/supabase-js';
import { Clapperboard, PartyPopper, X } from 'lucide-react';
import { type KeyboardEvent, type ReactNode, useEffect, useRef } from 'react';
import { Link, useLocation, useNavigate } from 'react-router';
import { fillIn } from '../../lib/lazy-words.ts';
import { removeStored, writeStored } from '../../lib/stored.ts';
import { ACTS, type Act, isAct, type TourEvent } from '../../lib/tour/tour-steps.ts';
import { isOffered, sendTour, useTourState } from '../../lib/tour/tour-store.ts';
import { useTourWords } from '../../lib/tour/use-tour-words.ts';
import { Button, IconButton } from '../../lib/ui/button.tsx';
import { cx } from '../../lib/ui/class-names.ts';
import { Said } from './said.tsx';
import { TourFilm } from './tour-film.tsx';

const GALLERY = '/avatars/gallery';
const STUDIO = '/avatars/studio';
/** Read by the shell, which leaves the room before this chunk is there. */
const HEIGHT_KEY = 'semblante.tour.height';

/** Null: the address shows no single film. */
const jobOf = (pathname: string): string | null =>
  /^\/avatars\/render\/([0-9a-f-]{36})$/.exec(pathname)?.[1] ?? null;

/** The real control that a step is about; the pages mark them. */
function controlOf(act: Act): HTMLElement | null {
  const marked = document.querySelector<HTMLElement>(`[data-tour-at="${act}"]`);
  if (!marked || marked.matches('button, textarea')) return marked;
  return marked.querySelector<HTMLElement>('[role="radio"], button, textarea') ?? marked;
}

function bringIntoView(control: HTMLElement | null): void {
  const calm = matchMedia('(prefers-reduced-motion: reduce)').matches;
  control?.scrollIntoView({ block: 'center', behavior: calm ? 'auto' : 'smooth' });
}

function focusControl(act: Act): void {
  const control = controlOf(act);
  bringIntoView(control);
  control?.focus({ preventScroll: true });
}

/** Whether its top stands clear of the bars above and below. */
function isSeen(control: HTMLElement): boolean {
  const { top } = control.getBoundingClientRect();
  return top > innerHeight * 0.1 && top < innerHeight * 0.75;
}

/** The guide to a first film: a strip above the pages that follows what is done on them and is never in their way. */
export function Tour({ user }: { readonly user: User }) {
  const state = useTourState(user.id);
  const { pathname } = useLocation();
  const step = state?.step ?? (isOffered(user) ? 'offer' : 'closed');

  // A film ordered in the studio is the guide's.
  const before = useRef(pathname);
  useEffect(() => {
    const jobId = before.current === STUDIO ? jobOf(pathname) : null;
    before.current = pathname;
    if (jobId) sendTour(user.id, { type: 'ordered', jobId });
  }, [pathname, user.id]);

  // styles.css puts a ring around the control that the step is about.
  useEffect(() => {
    document.documentElement.dataset.tour = step;
    if (step === 'closed') removeStored(HEIGHT_KEY);
    return () => {
      delete document.documentElement.dataset.tour;
    };
  }, [step]);

  if (step === 'closed') return null;
  return <Strip user={user.id} step={step} jobId={state?.jobId ?? null} pathname={pathname} />;
}

interface StripProps {
  readonly user: string;
  readonly step: Exclude<NonNullable<ReturnType<typeof useTourState>>['step'], 'closed'> | 'offer';
  readonly jobId: string | null;
  readonly pathname: string;
}

function Strip({ user, step, jobId, pathname }: StripProps) {
  const words = useTourWords();
  const navigate = useNavigate();
  const strip = useRef<HTMLElement>(null);
  const send = (event: TourEvent) => sendTour(user, event);
  const leave = () => {
    send({ type: 'leave' });
    document.getElementById('main')?.focus({ preventScroll: true });
  };
  // At its end it makes way for the film.
  const sticks = step !== 'done';
  useHeight(strip, sticks);

  // The button that was pressed is gone with its step: whoever was here stays here.
  const inside = useRef(false);
  // biome-ignore lint/correctness/useExhaustiveDependencies: runs when the step has changed.
  useEffect(() => {
    if (inside.current && !strip.current?.contains(document.activeElement)) strip.current?.focus();
  }, [step]);

  // A step about something further down brings it into view, once. The focus stays where it is.
  const onStepsPage = pathname === STUDIO || (step === 'person' && pathname === GALLERY);
  useEffect(() => {
    if (!isAct(step) || !onStepsPage) return;
    // After the page has been put where a new address begins.
    const frame = requestAnimationFrame(() => {
      const control = controlOf(step);
      if (control && !isSeen(control)) bringIntoView(control);
    });
    return () => cancelAnimationFrame(frame);
  }, [step, onStepsPage]);

  const keys = (event: KeyboardEvent) => {
    if (event.key !== 'Escape' || event.defaultPrevented) return;
    event.stopPropagation();
    leave();
  };
  const at = isAct(step) ? ACTS.indexOf(step) + 1 : 0;
  const progress = at > 0 ? fillIn(words.progress, { at, of: ACTS.length }) : null;

  const content = (): { readonly title: string; readonly text: string; readonly actions: ReactNode } => {
    if (step === 'offer')
      return {
        title: words.offerTitle,
        text: words.offerText,
        actions: (
          <>
            <Button
              size="sm"
              onClick={() => {
                send({ type: 'start' });
                if (pathname !== STUDIO) void navigate(GALLERY);
              }}
            >
              <Clapperboard aria-hidden />
              {words.start}
            </Button>
            <Button size="sm" variant="ghost" onClick={leave}>
              {words.later}
            </Button>
          </>
        ),
      };
    if (!isAct(step)) return { title: words.done.title, text: words.done.text, actions: null };
    const { title, text } = words[step];
    return {
      title,
      text: step === 'person' && pathname === STUDIO ? words.person.textStudio : text,
      actions: onStepsPage ? (
        <>
          <Button size="sm" variant="secondary" onClick={() => focusControl(step)}>
            {words.show}
          </Button>
          {(step === 'script' || step === 'listen') && (
            <Button size="sm" variant="ghost" onClick={() => send({ type: 'next' })}>
              {step === 'script' ? words.next : words.skip}
            </Button>
          )}
        </>
      ) : (
        <Button asChild size="sm" variant="secondary">
          <Link to={step === 'person' ? GALLERY : STUDIO}>{words.open}</Link>
        </Button>
      ),
    };
  };
  const { title, text, actions } = content();
  const waiting = step === 'watch' || step === 'done';
  return (
    <section
      ref={strip}
      tabIndex={-1}
      aria-label={progress ? `${words.name}: ${progress}` : words.name}
      onKeyDown={keys}
      onFocus={() => {
        inside.current = true;
      }}
      onBlur={({ relatedTarget }) => {
        // Without a next place the focus was lost with its button.
        if (relatedTarget) inside.current = false;
      }}
      className={cx(
        'z-20 border-b border-line bg-brand-soft -outline-offset-2',
        sticks && 'sticky top-14 lg:top-0',
      )}
    >
      <div className="mx-auto flex w-full max-w-6xl items-start gap-3 py-3 pr-2 pl-4 sm:px-6 lg:px-10">
        {waiting && jobId ? (
          <TourFilm
            jobId={jobId}
            done={step === 'done'}
            here={jobOf(pathname) === jobId}
            send={send}
            onLeave={leave}
          />
        ) : (
          <div className="flex min-w-0 grow flex-wrap items-center justify-between gap-x-6 gap-y-2">
            <div className="flex min-w-0 items-center gap-3">
              {progress ? (
                <span
                  aria-hidden
                  className="grid size-9 shrink-0 place-items-center rounded-full bg-brand text-sm font-semibold text-brand-ink tabular"
                >
                  {at}
                </span>
              ) : (
                <PartyPopper className="size-6 shrink-0 text-brand-text max-sm:hidden" aria-hidden />
              )}
              <Said title={title} text={text} />
            </div>
            {/* By its step: a button that stayed would keep the focus and be another one. */}
            <div key={step} className="flex flex-wrap items-center gap-2">
              {at > 0 && <Steps at={at} labels={words.steps} />}
              {actions}
            </div>
          </div>
        )}
        {step !== 'offer' && (
          <IconButton label={words.leave} onClick={leave} className="-my-0.5 shrink-0">
            <X aria-hidden />
          </IconButton>
        )}
      </div>
      <p aria-live="polite" className="sr-only">
        {waiting ? '' : [progress, title, text].filter(Boolean).join('. ')}
      </p>
    </section>
  );
}

function Steps({ at, labels }: { readonly at: number; readonly labels: Readonly<Record<Act, string>> }) {
  return (
    <ol className="mr-2 hidden items-center gap-3 text-xs xl:flex">
      {ACTS.map((act, index) => (
        <li
          key={act}
          aria-current={index + 1 === at ? 'step' : undefined}
          className={cx(
            'border-b-2 pb-0.5',
            index + 1 === at
              ? 'border-brand font-semibold text-ink'
              : index + 1 < at
                ? 'border-brand text-ink-2'
                : 'border-line-strong text-ink-2',
          )}
        >
          {labels[act]}
        </li>
      ))}
    </ol>
  );
}

/** Tells the pages how much of their top the strip takes, and the next visit how much room to leave. */
function useHeight(strip: { readonly current: HTMLElement | null }, sticks: boolean): void {
  useEffect(() => {
    const element = strip.current;
    if (!element) return;
    const root = document.documentElement;
    const observer = new ResizeObserver(() => {
      root.style.setProperty('--tour', sticks ? `${element.offsetHeight}px` : '0px');
      writeStored(HEIGHT_KEY, `${element.offsetHeight}`);
    });
    observer.observe(element);
    return () => {
      observer.disconnect();
      root.style.removeProperty('--tour');
      // Signing out ends it as well: nothing is kept free for whoever comes next.
      removeStored(HEIGHT_KEY);
    };
  }, [strip, sticks]);
}
