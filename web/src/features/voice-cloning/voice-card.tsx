import { Pencil, Play, ShieldAlert, ShieldCheck, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useFailureText } from '../../lib/error-text.ts';
import { formatAgo, formatPercent } from '../../lib/format.ts';
import { LANGUAGE_NAMES } from '../../lib/languages.ts';
import { mediaUrl } from '../../lib/media-url.ts';
import { Button, IconButton } from '../../lib/ui/button.tsx';
import { Confirm } from '../../lib/ui/dialog.tsx';
import { ProgressBar } from '../../lib/ui/progress-bar.tsx';
import { Notice } from '../../lib/ui/states.tsx';
import { Badge, Card } from '../../lib/ui/surface.tsx';
import { useToasts } from '../../lib/ui/toasts.tsx';
import { useDeleteVoice, usePreview, useRevokeConsent, type Voice } from './api.ts';
import { ConsentDialog } from './consent-dialog.tsx';
import { PREVIEW_SENTENCE } from './preview-sentence.ts';
import { RenameDialog } from './rename-dialog.tsx';
import { VoiceUses } from './voice-uses.tsx';

const TONES = { training: 'clay', ready: 'ok', failed: 'bad' } as const;

/** One voice: how far it is, who consented, how it sounds. */
export function VoiceCard({ voice }: { readonly voice: Voice }) {
  const { t, i18n } = useTranslation();
  const failure = useFailureText();
  const problem = voice.error ? failure(voice.error.code) : null;
  return (
    <Card className="flex flex-col gap-3 p-4">
      <div className="flex items-start gap-3">
        <div className="min-w-0 grow">
          <h3 className="truncate font-semibold">{voice.name}</h3>
          <p className="mt-0.5 text-sm text-ink-3">
            {LANGUAGE_NAMES[voice.language]} · {formatAgo(voice.created_at, i18n.language)}
          </p>
          {voice.kind && <p className="mt-0.5 text-sm text-ink-3">{t(`voices.kind.${voice.kind}`)}</p>}
        </div>
        <Badge tone={TONES[voice.status]}>{t(`voices.status.${voice.status}`)}</Badge>
        <RenameButton voice={voice} />
        <DeleteButton voice={voice} />
      </div>
      {voice.status === 'training' && (
        <div className="flex items-center gap-3">
          <ProgressBar value={voice.training_progress} label={t('voices.status.training')} className="grow" />
          <span className="text-sm tabular">{formatPercent(voice.training_progress, i18n.language)}</span>
        </div>
      )}
      {problem && (
        <Notice tone="bad" title={problem.message}>
          {problem.remedy}
        </Notice>
      )}
      {voice.warnings.length > 0 && (
        <Notice tone="warn" title={t('voices.warning')}>
          <ul>
            {voice.warnings.map((warning) => (
              <li key={warning}>{t(`voices.warnings.${warning}`)}</li>
            ))}
          </ul>
        </Notice>
      )}
      {voice.status !== 'failed' && <Consent voice={voice} />}
      {voice.usable && <Preview voice={voice} />}
      <VoiceUses voice={voice} />
    </Card>
  );
}

function RenameButton({ voice }: { readonly voice: Voice }) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  return (
    <>
      <IconButton
        label={t('voices.rename', { name: voice.name })}
        onClick={() => setOpen(true)}
        className="-my-2 -mr-2"
      >
        <Pencil aria-hidden />
      </IconButton>
      {open && <RenameDialog voice={voice} onClose={() => setOpen(false)} />}
    </>
  );
}

function DeleteButton({ voice }: { readonly voice: Voice }) {
  const { t } = useTranslation();
  const remove = useDeleteVoice();
  const toasts = useToasts();
  return (
    <Confirm
      trigger={
        <IconButton
          label={t('voices.delete', { name: voice.name })}
          disabled={remove.isPending}
          className="-my-2 -mr-2"
        >
          <Trash2 aria-hidden />
        </IconButton>
      }
      title={t('voices.deleteTitle', { name: voice.name })}
      text={t('voices.deleteText')}
      confirm={t('voices.deleteConfirm')}
      keep={t('action.keep')}
      onConfirm={() =>
        remove.mutate(voice, {
          onSuccess: () => toasts.success(t('voices.deleted')),
          onError: toasts.failure,
        })
      }
    />
  );
}

function Consent({ voice }: { readonly voice: Voice }) {
  const { t, i18n } = useTranslation();
  const [asking, setAsking] = useState(false);
  const revoke = useRevokeConsent();
  const toasts = useToasts();
  const { consent } = voice;
  if (!consent || consent.revoked_at !== null) {
    return (
      <div className="rounded-lg bg-warn-soft px-4 py-3 text-sm text-warn">
        <p className="flex items-center gap-2 font-semibold">
          <ShieldAlert className="size-4 shrink-0" aria-hidden />
          {consent?.revoked_at
            ? t('voices.consent.revoked', { when: formatAgo(consent.revoked_at, i18n.language) })
            : t('voices.consent.none')}
        </p>
        <p className="mt-0.5">{t(consent ? 'voices.consent.revokedText' : 'voices.consent.noneText')}</p>
        <Button variant="secondary" size="sm" className="mt-3" onClick={() => setAsking(true)}>
          {t('voices.consent.give')}
        </Button>
        {asking && <ConsentDialog voice={voice} onClose={() => setAsking(false)} />}
      </div>
    );
  }
  const when = formatAgo(consent.given_at, i18n.language);
  return (
    <div className="text-sm text-ink-2">
      <p className="flex items-start gap-2">
        <ShieldCheck className="mt-0.5 size-4 shrink-0 text-ok" aria-hidden />
        <span>
          {consent.speaker
            ? t('voices.consent.givenFor', { name: consent.name, speaker: consent.speaker, when })
            : t('voices.consent.given', { name: consent.name, when })}
          {consent.recorded && ` · ${t('voices.consent.recorded')}`}
        </span>
      </p>
      <details className="mt-1 pl-6">
        <summary className="w-fit cursor-pointer text-ink-3 hover:text-ink">
          {t('voices.consent.read')}
        </summary>
        <p lang={consent.language} className="mt-2 leading-relaxed">
          {consent.statement}
        </p>
        <p className="mt-1 text-xs text-ink-3">
          {t('voices.consent.version', { version: consent.statement_version })}
        </p>
        <Confirm
          trigger={
            <Button variant="secondary" size="sm" className="mt-2" busy={revoke.isPending}>
              {t('voices.consent.revoke')}
            </Button>
          }
          title={t('voices.consent.revokeTitle', { name: voice.name })}
          text={t('voices.consent.revokeText')}
          confirm={t('voices.consent.revokeConfirm')}
          keep={t('action.keep')}
          onConfirm={() =>
            revoke.mutate(voice, {
              onSuccess: () => toasts.success(t('voices.consent.revokeDone')),
              onError: toasts.failure,
            })
          }
        />
      </details>
    </div>
  );
}

function Preview({ voice }: { readonly voice: Voice }) {
  const { t } = useTranslation();
  const preview = usePreview();
  const toasts = useToasts();
  const url = mediaUrl(preview.data ?? null);
  if (url) {
    return (
      // biome-ignore lint/a11y/useMediaCaption: a fixed sentence, heard to judge how it sounds.
      <audio src={url} controls autoPlay className="h-10 w-full" aria-label={t('voices.preview')} />
    );
  }
  return (
    <div>
      <Button
        variant="secondary"
        size="sm"
        busy={preview.isPending}
        onClick={() =>
          preview.mutate({ voice, text: PREVIEW_SENTENCE[voice.language] }, { onError: toasts.failure })
        }
      >
        {!preview.isPending && <Play aria-hidden />}
        {preview.isPending ? t('voices.previewing') : t('voices.preview')}
      </Button>
      {preview.data === null && (
        <p role="status" className="mt-1.5 text-sm text-warn">
          {t('voices.previewLate')}
        </p>
      )}
    </div>
  );
}
