import { Clapperboard, FilePlus2, FolderOpen, Keyboard } from 'lucide-react';
import {
  type FormEvent,
  lazy,
  type ReactNode,
  Suspense,
  useCallback,
  useEffect,
  useMemo,
  useRef,
  useState,
} from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate, useSearchParams } from 'react-router';
import type { Avatar3D } from '../../../../supabase/functions/_shared/contract/api.ts';
import { useBrandKit } from '../../lib/brand-kit.ts';
import { formatClock } from '../../lib/format.ts';
import { useOwnAvatars } from '../../lib/own-avatars.ts';
import { usePageTitle } from '../../lib/page-title.ts';
import { readDefaults } from '../../lib/preferences.ts';
import { useSession } from '../../lib/session.tsx';
import { Button, IconButton } from '../../lib/ui/button.tsx';
import { cx } from '../../lib/ui/class-names.ts';
import { Field, TextInput } from '../../lib/ui/field.tsx';
import { ErrorNotice } from '../../lib/ui/states.tsx';
import { Card, PageHeader, Skeleton } from '../../lib/ui/surface.tsx';
import { useToasts } from '../../lib/ui/toasts.tsx';
import { changeBackground } from '../../studio/core/backgrounds.ts';
import { isBlankBrand, withBrand } from '../../studio/core/brand.ts';
import { type Draft, newDraft, type Scene, toRenderRequest } from '../../studio/core/draft.ts';
import { estimateSpeech } from '../../studio/core/speech-estimate.ts';
import { problemsOf } from '../../studio/core/validation.ts';
import type { Viewer } from '../../studio/viewer/viewer.ts';
import { type ReadyVoice, useCast, useReadyVoices, useStartRender } from './api.ts';
import { AvatarPanel } from './avatar-panel.tsx';
import { saidText } from './said-text.ts';
import { SaveBadge } from './save-badge.tsx';
import { ScriptEditor } from './script-editor.tsx';
import { useDraft } from './use-draft.ts';
import { modelOf, useFitting, wantedLook } from './use-fitting.ts';
import { useListening } from './use-listening.ts';
import { useScriptTools } from './use-script-tools.ts';
import { useSteady, useUnspoken } from './use-steady.ts';
import { ownSetOf, useLogo, useViewerScene } from './use-viewer-scene.ts';
import { ViewerPanel } from './viewer-panel.tsx';

const NOBODY: readonly Avatar3D[] = [];
const NO_VOICES: readonly ReadyVoice[] = [];
/** As the gallery's cards show people. */
const POSTER = { width: 576, height: 720 } as const;

// Below what a page is opened for: a moment later is soon enough.
const PicturePanel = lazy(async () => ({ default: (await import('./picture-panel.tsx')).PicturePanel }));
const VoicePanel = lazy(async () => ({ default: (await import('./voice-panel.tsx')).VoicePanel }));
const NewDraftButton = lazy(async () => ({
  default: (await import('./new-draft-button.tsx')).NewDraftButton,
}));
const DraftsDialog = lazy(async () => ({ default: (await import('./drafts-dialog.tsx')).DraftsDialog }));
const PronunciationDialog = lazy(async () => ({
  default: (await import('./pronunciation-dialog.tsx')).PronunciationDialog,
}));
const StudioTour = lazy(async () => ({ default: (await import('./studio-tour.tsx')).StudioTour }));
const ShortcutsDialog = lazy(async () => ({
  default: (await import('./shortcuts-dialog.tsx')).ShortcutsDialog,
}));

export function StudioPage() {
  const { t, i18n } = useTranslation();
  usePageTitle(t('nav.studio'));
  const { status, session } = useSession();
  const toasts = useToasts();
  const navigate = useNavigate();
  const [search, setSearch] = useSearchParams();
  const user = status === 'loading' ? undefined : (session?.user.id ?? null);
  const { draft, id, change, saveState, undo, redo, open, flush } = useDraft(i18n.language, user, {
    onNewer: () => toasts.success(t('draft.newer'), t('draft.newerText')),
    onKeptCopy: () => toasts.success(t('draft.keptCopy'), t('draft.keptCopyText')),
  });
  const kit = useBrandKit(status === 'signed-in').data?.brand ?? null;
  const [listing, setListing] = useState(false);
  const cast = useCast();
  const voices = useReadyVoices(status === 'signed-in');
  const start = useStartRender();
  // Problems are named once somebody has tried to render; from then on they follow the typing.
  const [tried, setTried] = useState(false);
  const orderKey = useOrderKey(draft);

  // "Use in the studio": the address names the avatar once, then the draft does.
  const asked = search.get('avatar');
  useEffect(() => {
    if (!asked) return;
    change({ type: 'avatar', avatarId: asked });
    // The page stays where the guide has put it.
    setSearch({}, { replace: true, preventScrollReset: true });
  }, [asked, change, setSearch]);

  const [scene] = draft.scenes;
  const seconds = estimateSpeech(scene.script, draft.voice.language, draft.voice.rate);
  const problems = problemsOf(draft);
  const problem = (field: keyof typeof problems) => {
    const code = tried ? problems[field] : undefined;
    return code ? t(`studio.problem.${code}`) : null;
  };

  const field = useRef<HTMLTextAreaElement>(null);
  const viewer = useRef<Viewer | null>(null);
  const [drawn, setDrawn] = useState<Viewer | null>(null);
  const expose = useCallback((made: Viewer | null) => {
    viewer.current = made;
    setDrawn(made);
  }, []);
  const listening = useListening(useCallback(() => viewer.current, []));
  const tools = useScriptTools({
    field,
    draft,
    change,
    undo,
    redo,
    signedIn: status === 'signed-in',
    play: (utterance) => void listening.play(utterance),
    stop: listening.stop,
  });
  const own = useOwnAvatars(status === 'signed-in').data ?? NOBODY;
  const catalogue = cast.data?.avatars ?? NOBODY;
  const avatar = [...own, ...catalogue].find(({ id }) => id === draft.avatarId) ?? null;
  const model = modelOf(avatar, catalogue);
  /** How near the camera comes while the look is changed; null while it is not. */
  const [nearness, setNearness] = useState<'close' | 'wide' | null>(draft.look ? 'close' : null);
  const creating = nearness !== null;
  const fitting = useFitting(drawn, draft, avatar, catalogue);
  const takePicture = useCallback(
    async () => (await viewer.current?.snapshot(POSTER.width, POSTER.height)) ?? null,
    [],
  );
  const viewed = useViewerScene(scene, avatar, nearness);
  const logo = useLogo(draft);
  const burned = draft.output.captions === 'burned';
  const said = useMemo(
    () => (burned ? saidText(scene.script, listening.state) : null),
    [burned, scene.script, listening.state],
  );

  // Typing draws the script's panel alone: what the others are handed stays the same, and what they do reads the latest.
  const onVoice = useCallback((voice: Partial<Draft['voice']>) => change({ type: 'voice', voice }), [change]);
  const onScene = useCallback((next: Partial<Scene>) => change({ type: 'scene', scene: next }), [change]);
  const onOutput = useCallback(
    (output: Partial<Draft['output']>) => change({ type: 'output', output }),
    [change],
  );
  const onBackground = useSteady((background: Scene['background']) => {
    for (const next of changeBackground(draft, background)) change(next);
  });
  const startAnew = useSteady(() => {
    setTried(false);
    start.reset();
    const fresh = newDraft(readDefaults(i18n.language), draft.avatarId);
    open(kit ? withBrand(fresh, kit) : fresh, null);
  });
  const applyBrand = useSteady(() => {
    if (!kit) return;
    if (isBlankBrand(kit)) return toasts.success(t('draft.brandEmpty'));
    change({ type: 'replace', draft: withBrand(draft, kit) });
    toasts.success(t('draft.brandApplied'));
  });
  const unspoken = useUnspoken(scene);

  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (Object.keys(problems).length > 0) {
      const first = problems.avatar
        ? '[role="radiogroup"] [role="radio"]'
        : problems.title
          ? '#film-title'
          : '#script';
      document.querySelector<HTMLElement>(`main ${first}`)?.focus();
      return;
    }
    if (status !== 'signed-in') {
      void navigate('/sign-in?next=/avatars/studio');
      return;
    }
    start.mutate(
      { request: toRenderRequest(draft), idempotencyKey: orderKey() },
      { onSuccess: ({ job_id }) => void navigate(`/avatars/render/${job_id}`) },
    );
  };

  // Notices stand above the bar at the page's foot: they come when its button was pressed.
  useEffect(() => {
    const { style } = document.documentElement;
    style.setProperty('--foot', '5rem');
    return () => {
      style.removeProperty('--foot');
    };
  }, []);

  // On a phone the columns dissolve: who presents is seen below the choice, and above it while the look is changed.
  const column = 'flex min-w-0 flex-col gap-5 max-lg:contents';
  return (
    <form onSubmit={submit} noValidate>
      <PageHeader
        title={t('studio.title')}
        lead={t('studio.lead')}
        actions={
          <>
            <SaveBadge state={saveState} />
            {status === 'signed-in' && (
              <Button
                variant="secondary"
                onClick={() => {
                  // The list shows what is here too.
                  void flush();
                  setListing(true);
                }}
              >
                <FolderOpen aria-hidden />
                {t('draft.list')}
              </Button>
            )}
            <IconButton label={t('editor.shortcuts')} onClick={tools.help} className="pointer-coarse:hidden">
              <Keyboard aria-hidden />
            </IconButton>
            <Suspense
              fallback={
                <Button variant="secondary" disabled>
                  <FilePlus2 aria-hidden />
                  {t('studio.new')}
                </Button>
              }
            >
              <NewDraftButton inAccount={status === 'signed-in'} onConfirm={startAnew} />
            </Suspense>
          </>
        }
      />
      <div className="grid grid-cols-[minmax(0,1fr)] gap-5 lg:grid-cols-[minmax(0,1fr)_22rem] xl:grid-cols-[minmax(0,1fr)_28rem]">
        <div className={column}>
          <Panel title={t('studio.avatar')} className="max-lg:-order-2">
            <AvatarPanel
              avatarId={draft.avatarId}
              edit={draft.look}
              avatar={avatar}
              own={own}
              signedIn={status === 'signed-in'}
              fitting={fitting}
              creating={creating}
              onCreating={setNearness}
              change={change}
              takePicture={takePicture}
              error={problem('avatar')}
            />
          </Panel>
          <Panel title={t('studio.text')}>
            <div className="flex flex-col gap-5">
              <Field label={t('studio.filmTitle')} error={problem('title')}>
                {(control) => (
                  <TextInput
                    {...control}
                    value={draft.title}
                    onChange={(event) => change({ type: 'title', title: event.target.value })}
                    placeholder={t('studio.filmTitlePlaceholder')}
                  />
                )}
              </Field>
              <ScriptEditor
                value={scene.script}
                field={field}
                language={draft.voice.language}
                seconds={seconds}
                listening={listening.state}
                tools={tools}
                undo={undo}
                redo={redo}
                onChange={(script) => change({ type: 'scene', scene: { script } })}
                error={problem('script')}
              />
            </div>
          </Panel>
          <Panel title={t('studio.voicePanel')}>
            <Suspense fallback={<Skeleton className="h-64 w-full" />}>
              <VoicePanel
                voice={draft.voice}
                clones={voices.data ?? NO_VOICES}
                onChange={onVoice}
                narrationError={problem('narration')}
              />
            </Suspense>
          </Panel>
        </div>
        <div className={column}>
          <Panel
            title={t('studio.preview')}
            className={cx(
              'lg:sticky lg:top-[calc(1rem+var(--tour,0px))] lg:z-10',
              creating ? BESIDE_CREATOR : 'max-lg:-order-1',
            )}
          >
            <ViewerPanel
              output={draft.output}
              avatar={model}
              scene={viewed}
              logo={logo}
              said={said?.text ?? null}
              saidAt={said?.at ?? 0}
              onViewer={expose}
              asPublished={!creating && wantedLook(draft, avatar) === null}
            />
          </Panel>
          <Panel title={t('studio.picture')}>
            <Suspense fallback={<Skeleton className="h-[52rem] w-full" />}>
              <PicturePanel
                output={draft.output}
                scene={unspoken}
                ownSet={ownSetOf(avatar)}
                brand={kit}
                signedIn={status === 'signed-in'}
                onBrand={applyBrand}
                onBackground={onBackground}
                onScene={onScene}
                onOutput={onOutput}
              />
            </Suspense>
          </Panel>
        </div>
      </div>
      <div className="sticky bottom-[calc(4rem+env(safe-area-inset-bottom))] z-20 mt-5 flex flex-col gap-3 rounded-xl bg-raised p-3 shadow-2 ring-1 ring-line lg:bottom-4">
        {start.isError && <ErrorNotice error={start.error} />}
        <div className="flex items-center justify-between gap-4">
          <p className="min-w-0 pl-2 text-sm text-ink-2 tabular first-letter:uppercase sm:truncate">
            {seconds > 0
              ? [
                  t('studio.length', { time: formatClock(seconds) }),
                  t(`resolution.${draft.output.resolution}`),
                  t(`avatar.${draft.output.quality}`),
                ].join(' · ')
              : t('studio.lengthEmpty')}
          </p>
          <Button type="submit" size="lg" busy={start.isPending} data-tour-at="film">
            {!start.isPending && <Clapperboard aria-hidden />}
            {status === 'signed-out' ? t('studio.signInToRender') : t('studio.render')}
          </Button>
        </div>
      </div>
      <Suspense>
        {user && <StudioTour user={user} draft={draft} change={change} listening={listening.state.status} />}
      </Suspense>
      <Suspense>
        {listing && (
          <DraftsDialog current={id} onOpen={open} onDeleted={startAnew} onClose={() => setListing(false)} />
        )}
        {tools.dialog?.kind === 'help' && <ShortcutsDialog onClose={tools.closeDialog} />}
        {tools.dialog?.kind === 'say' && (
          <PronunciationDialog
            word={tools.dialog.word}
            language={draft.voice.language}
            signedIn={status === 'signed-in'}
            onClose={tools.closeDialog}
            onMark={tools.mark}
          />
        )}
      </Suspense>
    </form>
  );
}

const BESIDE_CREATOR =
  'max-lg:-order-3 max-lg:sticky max-lg:top-[calc(3.5rem+var(--tour,0px))] max-lg:z-20 max-lg:p-2 max-lg:[&_figcaption]:hidden max-lg:[&_h2]:hidden';

/** One idempotency key for as long as the draft stays the same. */
function useOrderKey(draft: Draft): () => string {
  const order = useRef<{ readonly draft: Draft; readonly key: string } | null>(null);
  return () => {
    if (order.current?.draft !== draft) order.current = { draft, key: crypto.randomUUID() };
    return order.current.key;
  };
}

interface PanelProps {
  readonly title: string;
  readonly children: ReactNode;
  readonly className?: string;
}

function Panel({ title, children, className }: PanelProps) {
  return (
    <Card className={cx('p-5', className)}>
      <h2 className="mb-4 text-base font-semibold">{title}</h2>
      {children}
    </Card>
  );
}
