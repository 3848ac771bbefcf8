import { Download, Pencil, SpellCheck2, Trash2, Upload } from 'lucide-react';
import { type FormEvent, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { Language } from '../../../../supabase/functions/_shared/contract/job.ts';
import {
  graphemeKey,
  LEXICON_LIMITS,
  type Pronunciation,
} from '../../../../supabase/functions/_shared/contract/lexicon.ts';
import { formatNumber } from '../../lib/format.ts';
import { LANGUAGE_NAMES } from '../../lib/languages.ts';
import { readDefaults } from '../../lib/preferences.ts';
import { useSession } from '../../lib/session.tsx';
import { Button, IconButton } from '../../lib/ui/button.tsx';
import { Segments } from '../../lib/ui/choice.tsx';
import { Field, TextInput } from '../../lib/ui/field.tsx';
import { EmptyState, ErrorNotice, ErrorState, Notice } from '../../lib/ui/states.tsx';
import { Skeleton } from '../../lib/ui/surface.tsx';
import { useToasts } from '../../lib/ui/toasts.tsx';
import { useDeletePronunciation, useLexicon, useSavePronunciations } from './lexicon-api.ts';
import { type CsvProblem, fromCsv, toCsv } from './lexicon-csv.ts';

/** How a person's own terms are said, language by language. */
export function LexiconSection() {
  const { t, i18n } = useTranslation();
  const { session } = useSession();
  const lexicon = useLexicon(session !== null);
  const [language, setLanguage] = useState(() => readDefaults(i18n.language).language);
  if (!session) {
    return (
      <p className="text-sm text-ink-2">
        {t('lexicon.signedOut')}{' '}
        <Link
          to="/sign-in?next=/avatars/settings"
          className="font-medium text-brand-text underline underline-offset-4"
        >
          {t('account.signIn')}
        </Link>
      </p>
    );
  }
  if (lexicon.isError && !lexicon.data) {
    return <ErrorState error={lexicon.error} onRetry={() => void lexicon.refetch()} />;
  }
  if (!lexicon.data) {
    return (
      <div role="status" aria-label={t('state.loading')} className="flex flex-col gap-3">
        <Skeleton className="h-10 w-full" />
        <Skeleton className="h-24 w-full" />
      </div>
    );
  }
  const entries = lexicon.data.filter((entry) => entry.language === language);
  return (
    <div className="flex flex-col gap-5">
      <Segments
        label={t('lexicon.language')}
        value={language}
        // Three fit a phone's width without their countries.
        options={Language.options.map((value) => ({
          value,
          label: LANGUAGE_NAMES[value].split(' (')[0] ?? value,
        }))}
        onChange={setLanguage}
      />
      <EntryForm key={language} language={language} />
      {entries.length === 0 ? (
        <EmptyState
          icon={SpellCheck2}
          level="h3"
          title={t('lexicon.emptyTitle', { language: LANGUAGE_NAMES[language] })}
          text={t('lexicon.emptyText')}
        />
      ) : (
        <ul className="divide-y divide-line rounded-lg ring-1 ring-line ring-inset">
          {entries.map((entry) => (
            <EntryRow key={graphemeKey(entry.grapheme)} entry={entry} />
          ))}
        </ul>
      )}
      <Files entries={lexicon.data} shown={entries.length} />
    </div>
  );
}

interface EntryFormProps {
  readonly language: Language;
  /** The entry that is being changed; without it a new one is written. */
  readonly entry?: Pronunciation;
  readonly onDone?: () => void;
}

function EntryForm({ language, entry, onDone }: EntryFormProps) {
  const { t } = useTranslation();
  const [grapheme, setGrapheme] = useState(entry?.grapheme ?? '');
  const [say, setSay] = useState(entry?.say ?? '');
  const [tried, setTried] = useState(false);
  const save = useSavePronunciations();
  const toasts = useToasts();
  const missing = tried && (grapheme.trim() === '' || say.trim() === '');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (grapheme.trim() === '' || say.trim() === '') return;
    const renamed = entry && graphemeKey(entry.grapheme) !== graphemeKey(grapheme);
    save.mutate(
      {
        entries: [{ language, grapheme: grapheme.trim(), say: say.trim() }],
        instead: renamed ? entry : undefined,
      },
      {
        onSuccess: () => {
          toasts.success(t('lexicon.saved'));
          setGrapheme('');
          setSay('');
          setTried(false);
          onDone?.();
        },
      },
    );
  };
  return (
    <form onSubmit={submit} noValidate className="flex grow flex-col gap-3">
      <div className="grid items-start gap-3 sm:grid-cols-[minmax(0,1fr)_minmax(0,1.5fr)_auto]">
        <Field label={t('lexicon.grapheme')} error={missing ? t('lexicon.missing') : null}>
          {(control) => (
            <TextInput
              {...control}
              value={grapheme}
              maxLength={LEXICON_LIMITS.grapheme}
              placeholder={t('lexicon.graphemePlaceholder')}
              onChange={(event) => setGrapheme(event.target.value)}
            />
          )}
        </Field>
        <Field label={t('lexicon.say')}>
          {(control) => (
            <TextInput
              {...control}
              value={say}
              maxLength={LEXICON_LIMITS.say}
              placeholder={t('lexicon.sayPlaceholder')}
              onChange={(event) => setSay(event.target.value)}
            />
          )}
        </Field>
        <div className="flex gap-2 sm:mt-6.5">
          <Button type="submit" variant={entry ? 'primary' : 'secondary'} busy={save.isPending}>
            {entry ? t('action.save') : t('lexicon.add')}
          </Button>
          {onDone && (
            <Button variant="ghost" onClick={onDone}>
              {t('lexicon.cancel')}
            </Button>
          )}
        </div>
      </div>
      {save.isError && <ErrorNotice error={save.error} />}
    </form>
  );
}

function EntryRow({ entry }: { readonly entry: Pronunciation }) {
  const { t } = useTranslation();
  const [editing, setEditing] = useState(false);
  const remove = useDeletePronunciation();
  const toasts = useToasts();
  if (editing) {
    return (
      <li className="p-4">
        <EntryForm language={entry.language} entry={entry} onDone={() => setEditing(false)} />
      </li>
    );
  }
  return (
    <li className="flex items-center gap-3 py-1.5 pr-1.5 pl-4 text-sm">
      <div className="grid min-w-0 grow gap-x-4 sm:grid-cols-[minmax(0,1fr)_minmax(0,1.5fr)]">
        <span className="font-medium break-words">{entry.grapheme}</span>
        <span lang={entry.language} className="break-words text-ink-2">
          {entry.say}
        </span>
      </div>
      <div className="flex shrink-0">
        <IconButton label={t('lexicon.edit', { grapheme: entry.grapheme })} onClick={() => setEditing(true)}>
          <Pencil aria-hidden className="size-4!" />
        </IconButton>
        <IconButton
          label={t('lexicon.delete', { grapheme: entry.grapheme })}
          disabled={remove.isPending}
          onClick={() =>
            remove.mutate(entry, {
              onSuccess: () => toasts.success(t('lexicon.deleted')),
              onError: toasts.failure,
            })
          }
        >
          <Trash2 aria-hidden className="size-4!" />
        </IconButton>
      </div>
    </li>
  );
}

function Files({ entries, shown }: { readonly entries: readonly Pronunciation[]; readonly shown: number }) {
  const { t, i18n } = useTranslation();
  const input = useRef<HTMLInputElement>(null);
  const [problem, setProblem] = useState<CsvProblem | null>(null);
  const save = useSavePronunciations();
  const toasts = useToasts();
  const read = async (file: File | undefined) => {
    if (!file) return;
    const result = fromCsv(await file.text());
    setProblem('problem' in result ? result : null);
    if (!('entries' in result)) return;
    save.mutate(
      { entries: result.entries },
      { onSuccess: (saved) => toasts.success(t('lexicon.imported', { count: saved.length })) },
    );
  };
  const write = () => {
    const link = document.createElement('a');
    link.href = URL.createObjectURL(new Blob([toCsv(entries)], { type: 'text/csv' }));
    link.download = 'lexicon.csv';
    link.click();
    URL.revokeObjectURL(link.href);
  };
  return (
    <div className="flex flex-col gap-3">
      <div className="flex flex-wrap items-center gap-2">
        <input
          ref={input}
          type="file"
          accept=".csv,text/csv"
          aria-label={t('lexicon.importCsv')}
          className="sr-only"
          tabIndex={-1}
          onChange={(event) => {
            void read(event.target.files?.[0]);
            // The same file chosen again, corrected meanwhile, is read again.
            event.target.value = '';
          }}
        />
        <Button variant="secondary" size="sm" busy={save.isPending} onClick={() => input.current?.click()}>
          {!save.isPending && <Upload aria-hidden />}
          {t('lexicon.importCsv')}
        </Button>
        <Button variant="secondary" size="sm" disabled={entries.length === 0} onClick={write}>
          <Download aria-hidden />
          {t('lexicon.exportCsv')}
        </Button>
        <span className="ml-auto text-sm text-ink-3 tabular">
          {t('lexicon.count', {
            shown: formatNumber(shown, i18n.language),
            limit: formatNumber(LEXICON_LIMITS.entries, i18n.language),
          })}
        </span>
      </div>
      <p className="text-sm text-ink-3">{t('lexicon.csvHint')}</p>
      {problem && (
        <Notice tone="bad" title={t('lexicon.csvBad')} role="alert">
          {t(`lexicon.csv.${problem.problem}`, { line: problem.line })}
        </Notice>
      )}
      {save.isError && <ErrorNotice error={save.error} />}
    </div>
  );
}
