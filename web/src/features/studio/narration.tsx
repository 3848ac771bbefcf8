import { Check, FileAudio, Trash2 } from 'lucide-react';
import { Checkbox } from 'radix-ui';
import { useId, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { LIMITS } from '../../../../supabase/functions/_shared/contract/job.ts';
import { formatClock } from '../../lib/format.ts';
import { Recorder } from '../../lib/recorder/recorder.tsx';
import { useSession } from '../../lib/session.tsx';
import { Button, buttonClass, IconButton } from '../../lib/ui/button.tsx';
import { ProgressBar } from '../../lib/ui/progress-bar.tsx';
import { ErrorNotice, Notice } from '../../lib/ui/states.tsx';
import type { Narration } from '../../studio/core/draft.ts';
import { NarrationRefused, useDiscardNarration, useNarrationUrl, useSendNarration } from './narration-api.ts';
import { NARRATION_LIMITS } from './narration-file.ts';

interface NarrationPanelProps {
  readonly narration: Narration | null;
  readonly onChange: (narration: Narration | null) => void;
  readonly error: string | null;
}

/** Somebody's own voice for this film: recorded here or sent as a file. */
export function NarrationPanel({ narration, onChange, error }: NarrationPanelProps) {
  const { t } = useTranslation();
  const { status } = useSession();
  if (status === 'signed-out') {
    return (
      <div className="flex flex-col items-start gap-3">
        <p className="text-sm text-ink-2">{t('recording.narration.signIn')}</p>
        <Link to="/sign-in?next=/avatars/studio" className={buttonClass('secondary', 'sm')}>
          {t('account.signIn')}
        </Link>
      </div>
    );
  }
  return narration ? (
    <Sent narration={narration} onChange={onChange} />
  ) : (
    <Picker onSent={(sent) => onChange({ ...sent, saysScript: true })} error={error} />
  );
}

function Picker({
  onSent,
  error,
}: {
  readonly onSent: (sent: Omit<Narration, 'saysScript'>) => void;
  readonly error: string | null;
}) {
  const { t } = useTranslation();
  const input = useRef<HTMLInputElement>(null);
  const { send, progress } = useSendNarration();
  const take = (file: File | undefined) => {
    if (file) send.mutate(file, { onSuccess: onSent });
  };
  return (
    <div className="flex flex-col gap-3">
      <p className="text-sm text-ink-2">{t('recording.narration.lead')}</p>
      {send.isPending ? (
        <div role="status" className="flex flex-col gap-2">
          <p className="text-sm font-medium">{t('recording.narration.uploading')}</p>
          <ProgressBar value={progress} label={t('recording.narration.uploading')} />
        </div>
      ) : (
        <>
          <Recorder name="narration" maxSeconds={LIMITS.recordingSeconds} onTake={(file) => take(file)} />
          <input
            ref={input}
            type="file"
            accept="audio/*,.wav,.mp3,.ogg,.flac,.m4a,.webm"
            aria-label={t('recording.narration.choose')}
            onChange={(event) => {
              take(event.target.files?.[0]);
              // The same file may be chosen again after a failure.
              event.target.value = '';
            }}
            className="sr-only"
            tabIndex={-1}
          />
          <Button
            variant="secondary"
            size="sm"
            className="self-center"
            onClick={() => input.current?.click()}
          >
            <FileAudio aria-hidden />
            {t('recording.narration.choose')}
          </Button>
        </>
      )}
      {send.error instanceof NarrationRefused ? (
        <Notice
          tone="bad"
          role="alert"
          title={t(`recording.narration.problem.${send.error.problem}`, limits())}
        />
      ) : (
        send.isError && <ErrorNotice error={send.error} />
      )}
      {error && !send.isPending && (
        <p role="alert" className="text-sm text-bad">
          {error}
        </p>
      )}
      <p className="text-sm text-ink-3">{t('recording.narration.hint', limits())}</p>
    </div>
  );
}

const limits = () => ({ size: NARRATION_LIMITS.megabytes, minutes: NARRATION_LIMITS.minutes });

function Sent({
  narration,
  onChange,
}: {
  readonly narration: Narration;
  readonly onChange: (narration: Narration | null) => void;
}) {
  const { t } = useTranslation();
  const id = useId();
  const url = useNarrationUrl(narration.path);
  const discard = useDiscardNarration();
  return (
    <div className="flex flex-col gap-3">
      <div className="flex items-center gap-2">
        <FileAudio className="size-4 shrink-0 text-ink-3" aria-hidden />
        <p className="min-w-0 grow truncate text-sm font-medium">{narration.name}</p>
        {narration.seconds !== null && (
          <span className="text-sm text-ink-2 tabular">{formatClock(narration.seconds)}</span>
        )}
        <IconButton
          label={t('recording.narration.remove')}
          onClick={() => {
            discard.mutate(narration.path);
            onChange(null);
          }}
        >
          <Trash2 aria-hidden />
        </IconButton>
      </div>
      {url.data ? (
        // biome-ignore lint/a11y/useMediaCaption: the person's own narration, heard to check it.
        <audio src={url.data} controls className="h-10 w-full" aria-label={t('recording.narration.listen')} />
      ) : (
        url.data === null && <Notice tone="bad" role="alert" title={t('recording.narration.lost')} />
      )}
      <div className="flex items-start gap-3">
        <Checkbox.Root
          id={`${id}-says`}
          checked={narration.saysScript}
          onCheckedChange={(checked) => onChange({ ...narration, saysScript: checked === true })}
          aria-describedby={`${id}-hint`}
          className="mt-0.5 grid size-5 shrink-0 place-items-center rounded-sm bg-raised ring-1 ring-line-strong data-[state=checked]:bg-brand data-[state=checked]:text-brand-ink data-[state=checked]:ring-brand"
        >
          <Checkbox.Indicator>
            <Check className="size-4" strokeWidth={3} aria-hidden />
          </Checkbox.Indicator>
        </Checkbox.Root>
        <div>
          <label htmlFor={`${id}-says`} className="text-sm font-medium">
            {t('recording.narration.says')}
          </label>
          <p id={`${id}-hint`} className="mt-0.5 text-sm text-ink-3">
            {t('recording.narration.saysHint')}
          </p>
        </div>
      </div>
    </div>
  );
}
