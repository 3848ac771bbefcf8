import { FileAudio, FolderOpen, Upload } from 'lucide-react';
import { type FormEvent, useEffect, useId, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Language, LIMITS } from '../../../../supabase/functions/_shared/contract/job.ts';
import type { CloneEngine } from '../../../../supabase/functions/_shared/contract/voice.ts';
import { formatBytes, formatClock } from '../../lib/format.ts';
import { LANGUAGE_NAMES } from '../../lib/languages.ts';
import { Recorder } from '../../lib/recorder/recorder.tsx';
import { Button } from '../../lib/ui/button.tsx';
import { SelectBox } from '../../lib/ui/choice.tsx';
import { cx } from '../../lib/ui/class-names.ts';
import { Field, TextInput } from '../../lib/ui/field.tsx';
import { ErrorNotice } from '../../lib/ui/states.tsx';
import { useToasts } from '../../lib/ui/toasts.tsx';
import { useCreateVoice, useVoiceEngines } from './api.ts';
import { consentProblems, emptyConsent } from './consent-draft.ts';
import { ConsentFields } from './consent-fields.tsx';
import { READING } from './reading-text.ts';
import { durationProblem, fileProblem, readDuration, type SampleProblem } from './sample.ts';

interface Sample {
  readonly file: File;
  readonly url: string;
  /** Undefined while it is being read. */
  readonly seconds?: number | null;
}

const sampleProblem = (sample: Sample | null): SampleProblem | null => {
  if (!sample) return 'missing';
  return fileProblem(sample.file) ?? (sample.seconds === undefined ? null : durationProblem(sample.seconds));
};

/** Name, language, recording and consent. Nothing is sent before the person has agreed. */
export function VoiceForm({ defaultLanguage }: { readonly defaultLanguage: Language }) {
  const { t, i18n } = useTranslation();
  const [name, setName] = useState('');
  const [language, setLanguage] = useState(defaultLanguage);
  const [sample, setSample] = useSample();
  const [consent, setConsent] = useState(() => emptyConsent(Language.parse(i18n.language)));
  const [tried, setTried] = useState(false);
  const [engine, setEngine] = useState<CloneEngine>('auto');
  const offered = useVoiceEngines().data ?? [];
  const create = useCreateVoice();
  const toasts = useToasts();

  const problem = sampleProblem(sample);
  const reading = sample !== null && problem === null && sample.seconds === undefined;
  const nameMissing = name.trim() === '';
  const statement = offered.find((one) => one.engine === engine)?.statement?.[consent.language] ?? null;
  const unsaid = statement !== null && consent.spoken === null;

  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (nameMissing || problem || reading || !sample || consentProblems(consent).length > 0 || unsaid) return;
    create.mutate(
      { name: name.trim(), language, file: sample.file, engine, consent },
      {
        onSuccess: () => {
          toasts.success(t('voices.created'), t('voices.createdText'));
          setName('');
          setSample(null);
          setConsent(emptyConsent(Language.parse(i18n.language)));
          setTried(false);
        },
      },
    );
  };

  return (
    <form onSubmit={submit} noValidate className="flex flex-col gap-5">
      <div className="grid gap-5 sm:grid-cols-2">
        <Field label={t('voices.name')} error={tried && nameMissing ? t('voices.nameMissing') : null}>
          {(control) => (
            <TextInput
              {...control}
              value={name}
              maxLength={100}
              onChange={(event) => setName(event.target.value)}
              placeholder={t('voices.namePlaceholder')}
            />
          )}
        </Field>
        <Field label={t('voices.language')}>
          {(control) => (
            <SelectBox
              {...control}
              value={language}
              options={Language.options.map((value) => ({ value, label: LANGUAGE_NAMES[value] }))}
              onChange={setLanguage}
            />
          )}
        </Field>
      </div>
      {offered.some(({ kind }) => kind === 'clone') && (
        <Field label={t('voices.learntBy')} hint={t('voices.learntByHint')}>
          {(control) => (
            <SelectBox
              {...control}
              value={engine}
              options={[
                { value: 'auto', label: t('voices.cloneEngine.auto') },
                ...offered.map(({ engine: value, online }) => {
                  const label = t(`voices.cloneEngine.${value}`);
                  return { value, label: online ? label : t('voices.cloneEngineAway', { engine: label }) };
                }),
              ]}
              onChange={setEngine}
            />
          )}
        </Field>
      )}
      <SamplePicker
        sample={sample}
        language={language}
        onPick={setSample}
        error={problem && (tried || problem !== 'missing') ? t(`voices.problem.${problem}`) : null}
      />
      <ConsentFields draft={consent} onChange={setConsent} tried={tried} checked={statement} />
      {create.isError && <ErrorNotice error={create.error} />}
      <Button type="submit" size="lg" busy={create.isPending} className="self-start">
        {!create.isPending && <Upload aria-hidden />}
        {create.isPending ? t('voices.sending') : t('voices.create')}
      </Button>
    </form>
  );
}

/** The chosen recording with its length; its object URL lives as long as it is chosen. */
function useSample(): readonly [Sample | null, (file: File | null) => void] {
  const [sample, setSample] = useState<Sample | null>(null);
  const url = sample?.url;
  useEffect(() => {
    if (!url) return;
    return () => URL.revokeObjectURL(url);
  }, [url]);
  const pick = (file: File | null) => {
    if (!file) return setSample(null);
    const picked = { file, url: URL.createObjectURL(file) };
    setSample(picked);
    if (fileProblem(file)) return;
    void readDuration(picked.url).then((seconds) =>
      setSample((now) => (now?.url === picked.url ? { ...picked, seconds } : now)),
    );
  };
  return [sample, pick];
}

/** Twice what reading the text takes. */
const MOST_SECONDS = 180;

interface SamplePickerProps {
  readonly sample: Sample | null;
  /** Of the text to be read. */
  readonly language: Language;
  readonly onPick: (file: File | null) => void;
  readonly error: string | null;
}

function SamplePicker({ sample, language, onPick, error }: SamplePickerProps) {
  const { t, i18n } = useTranslation();
  const input = useRef<HTMLInputElement>(null);
  const [over, setOver] = useState(false);
  const id = useId();
  return (
    <div className="flex flex-col gap-1.5">
      <span className="text-sm font-medium" id={`${id}-label`}>
        {t('voices.sample')}
      </span>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: dropping is an extra; the button inside does the same. */}
      <div
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={(event) => {
          event.preventDefault();
          setOver(false);
          onPick(event.dataTransfer.files[0] ?? null);
        }}
        className={cx(
          'flex flex-col items-center gap-3 rounded-lg border-2 border-dashed px-5 py-7 text-center transition-colors',
          over ? 'border-brand bg-brand-soft' : error ? 'border-bad' : 'border-line-strong/50',
        )}
      >
        <FileAudio className="size-7 text-ink-3" aria-hidden />
        {sample ? (
          <>
            <p className="max-w-full text-sm font-medium break-all">{sample.file.name}</p>
            <p className="min-h-5 text-sm text-ink-2 tabular">
              {formatBytes(sample.file.size, i18n.language)}
              {typeof sample.seconds === 'number' && ` · ${formatClock(sample.seconds)}`}
            </p>
            {/* biome-ignore lint/a11y/useMediaCaption: the person's own recording, just chosen. */}
            <audio
              src={sample.url}
              controls
              className="h-10 w-full max-w-sm"
              aria-label={t('voices.sample')}
            />
          </>
        ) : (
          <p className="text-sm text-ink-2 pointer-coarse:hidden">{t('voices.drop')}</p>
        )}
        <input
          ref={input}
          id={id}
          type="file"
          accept=".wav,.mp3,audio/wav,audio/mpeg"
          aria-labelledby={`${id}-label`}
          aria-describedby={error ? `${id}-error` : `${id}-hint`}
          onChange={(event) => onPick(event.target.files?.[0] ?? null)}
          className="sr-only"
          tabIndex={-1}
        />
        <div className="flex w-full flex-wrap items-start justify-center gap-2">
          <Button variant="secondary" size="sm" onClick={() => input.current?.click()}>
            <FolderOpen aria-hidden />
            {sample ? t('voices.chooseOther') : t('voices.choose')}
          </Button>
          <Recorder
            name="voice"
            label={sample ? t('voices.recordAgain') : t('voices.record')}
            maxSeconds={MOST_SECONDS}
            wantedSpeech={LIMITS.voiceSampleSeconds}
            onTake={onPick}
          />
        </div>
      </div>
      <details className="rounded-lg bg-sunken px-4 py-3">
        <summary className="-my-2 cursor-pointer py-2 text-sm font-medium">
          {t('recording.readTitle')}
        </summary>
        <p className="mt-1 text-sm text-ink-3">{t('voices.readHint')}</p>
        <div lang={language} className="mt-3 flex flex-col gap-2 leading-relaxed">
          {READING[language].map((paragraph) => (
            <p key={paragraph}>{paragraph}</p>
          ))}
        </div>
      </details>
      {error && (
        <p id={`${id}-error`} role="alert" className="text-sm text-bad">
          {error}
        </p>
      )}
      <p id={`${id}-hint`} className="text-sm text-ink-3">
        {t('voices.sampleHint')}
      </p>
    </div>
  );
}
