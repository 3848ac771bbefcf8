import { Trash2 } from 'lucide-react';
import { useEffect, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { Recorder } from '../../lib/recorder/recorder.tsx';
import { IconButton } from '../../lib/ui/button.tsx';

/** Reading a statement slowly takes half of it. */
const MOST_SECONDS = 90;

interface SpokenStatementProps {
  readonly file: File | null;
  readonly onChange: (file: File | null) => void;
}

/** The statement read aloud by whoever consents: kept with the record, where somebody wants more than a tick. */
export function SpokenStatement({ file, onChange }: SpokenStatementProps) {
  const { t } = useTranslation();
  const url = useMemo(() => (file ? URL.createObjectURL(file) : null), [file]);
  useEffect(() => {
    if (url) return () => URL.revokeObjectURL(url);
  }, [url]);
  return (
    <div className="flex flex-col gap-2">
      <p className="text-sm font-medium">{t('voices.consent.speak')}</p>
      <p className="text-sm text-ink-3">{t('voices.consent.speakHint')}</p>
      {url ? (
        <div className="flex items-center gap-2">
          {/* biome-ignore lint/a11y/useMediaCaption: the person's own words, which stand above. */}
          <audio src={url} controls className="h-10 min-w-0 grow" aria-label={t('voices.consent.speak')} />
          <IconButton label={t('voices.consent.speakRemove')} onClick={() => onChange(null)}>
            <Trash2 aria-hidden />
          </IconButton>
        </div>
      ) : (
        <Recorder
          name="consent"
          label={t('voices.consent.speakRecord')}
          maxSeconds={MOST_SECONDS}
          onTake={(taken) => onChange(taken)}
        />
      )}
    </div>
  );
}
