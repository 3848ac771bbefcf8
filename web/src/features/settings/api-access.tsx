import { Check, Copy, ExternalLink } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Language } from '../../../../supabase/functions/_shared/contract/job.ts';
import { config } from '../../lib/config.ts';
import { Button, IconButton } from '../../lib/ui/button.tsx';
import { useToasts } from '../../lib/ui/toasts.tsx';
import { curlExamples, maskToken } from './curl-examples.ts';

interface ApiAccessProps {
  /** The secret of a token that was created on this page a moment ago: it is kept nowhere else. */
  readonly token: string | null;
}

/** Commands that work with an API token as they are: masked where it is shown, whole where it is copied. */
export function ApiAccess({ token }: ApiAccessProps) {
  const { t, i18n } = useTranslation();
  const shown = `TOKEN='${token ? maskToken(token) : 'smb_…'}'`;
  return (
    <div className="flex flex-col gap-6">
      <div>
        <h3 className="mb-1.5 text-sm font-medium">{t('tokens.tokenLine')}</h3>
        <div className="flex flex-wrap items-center gap-3">
          <code className="rounded-md bg-sunken px-3 py-2 font-mono text-sm">{shown}</code>
          {token && <CopyButton text={`TOKEN='${token}'`} label={t('settings.copyToken')} />}
        </div>
        <p className="mt-2 text-sm text-ink-3">{t(token ? 'tokens.examplesWith' : 'tokens.examplesHint')}</p>
      </div>
      {curlExamples(config?.supabaseUrl ?? '', Language.parse(i18n.language)).map(({ name, command }) => (
        <div key={name}>
          <div className="mb-1 flex items-center justify-between gap-3">
            <h3 className="text-sm font-medium">{t(`settings.example.${name}`)}</h3>
            <CopyIcon
              text={command}
              label={t('settings.copyCommand', { name: t(`settings.example.${name}`) })}
            />
          </div>
          <section
            aria-label={t(`settings.example.${name}`)}
            // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard.
            tabIndex={0}
            className="overflow-x-auto rounded-lg bg-sunken p-4 font-mono text-xs leading-relaxed ring-1 ring-inset ring-line"
          >
            <pre className="font-mono">{command}</pre>
          </section>
        </div>
      ))}
      <ul className="flex flex-wrap gap-2">
        <li>
          <Button asChild variant="secondary" size="sm">
            <a href="/api/v2/openapi.json" target="_blank" rel="noreferrer">
              <ExternalLink aria-hidden />
              {t('settings.openapi')}
            </a>
          </Button>
        </li>
        <li>
          <Button asChild variant="secondary" size="sm">
            <a href="/api/v2/health" target="_blank" rel="noreferrer">
              <ExternalLink aria-hidden />
              {t('settings.health')}
            </a>
          </Button>
        </li>
      </ul>
    </div>
  );
}

function useCopy(text: string): readonly [boolean, () => void] {
  const { t } = useTranslation();
  const toasts = useToasts();
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), 2000);
    return () => clearTimeout(timer);
  }, [copied]);
  const copy = () => {
    navigator.clipboard.writeText(text).then(() => {
      setCopied(true);
      toasts.success(t('settings.copied'));
    }, toasts.failure);
  };
  return [copied, copy];
}

function CopyButton({ text, label }: { readonly text: string; readonly label: string }) {
  const [copied, copy] = useCopy(text);
  return (
    <Button variant="secondary" onClick={copy}>
      {copied ? <Check aria-hidden /> : <Copy aria-hidden />}
      {label}
    </Button>
  );
}

function CopyIcon({ text, label }: { readonly text: string; readonly label: string }) {
  const [copied, copy] = useCopy(text);
  return (
    <IconButton label={label} onClick={copy}>
      {copied ? <Check aria-hidden className="size-4!" /> : <Copy aria-hidden className="size-4!" />}
    </IconButton>
  );
}
