import { Monitor, Moon, Sun } from 'lucide-react';
import { lazy, type ReactNode, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Language } from '../../../../supabase/functions/_shared/contract/job.ts';
import { changeLanguage } from '../../lib/i18n.ts';
import { LANGUAGE_NAMES } from '../../lib/languages.ts';
import { usePageTitle } from '../../lib/page-title.ts';
import { setTheme, THEMES, useTheme } from '../../lib/theme.ts';
import { Segments, SelectBox } from '../../lib/ui/choice.tsx';
import { Field } from '../../lib/ui/field.tsx';
import { PageHeader, Section, Skeleton } from '../../lib/ui/surface.tsx';
import { AccountSection } from './account-section.tsx';
import { ApiAccess } from './api-access.tsx';
import { BrandSection } from './brand-section.tsx';
import { DefaultsSection } from './defaults-section.tsx';
import { SectionNav } from './section-nav.tsx';
import { UsageSection } from './usage-section.tsx';

// Below the fold: they come while the page's head is read.
const DataSection = lazy(async () => ({ default: (await import('./data-section.tsx')).DataSection }));
const LexiconSection = lazy(async () => ({
  default: (await import('./lexicon-section.tsx')).LexiconSection,
}));
const TokensSection = lazy(async () => ({ default: (await import('./tokens-section.tsx')).TokensSection }));
const WebhooksSection = lazy(async () => ({
  default: (await import('./webhooks-section.tsx')).WebhooksSection,
}));

const Coming = ({ children }: { readonly children: ReactNode }) => (
  <Suspense fallback={<Skeleton className="h-56 w-full" />}>{children}</Suspense>
);

/** In the order they stand, each with its heading. */
const SECTIONS = [
  ['appearance', 'settings.appearance'],
  ['account', 'settings.account'],
  ['usage', 'usage.title'],
  ['defaults', 'settings.defaults'],
  ['brand', 'brand.title'],
  ['lexicon', 'lexicon.title'],
  ['tokens', 'tokens.title'],
  ['api', 'settings.api'],
  ['webhooks', 'webhooks.title'],
  ['data', 'data.title'],
] as const;

const ICONS = { system: Monitor, light: Sun, dark: Moon } as const;

export function SettingsPage() {
  const { t, i18n } = useTranslation();
  usePageTitle(t('nav.settings'));
  const theme = useTheme();
  const [newToken, setNewToken] = useState<string | null>(null);
  return (
    <>
      <PageHeader title={t('settings.title')} lead={t('settings.lead')} />
      <div className="gap-10 xl:grid xl:grid-cols-[minmax(0,1fr)_10rem]">
        <div className="flex max-w-4xl min-w-0 flex-col gap-5">
          <Section id="appearance" title={t('settings.appearance')}>
            <div className="grid gap-5 sm:grid-cols-2">
              <Field label={t('settings.language')}>
                {(control) => (
                  <SelectBox
                    {...control}
                    value={Language.parse(i18n.language)}
                    options={Language.options.map((value) => ({ value, label: LANGUAGE_NAMES[value] }))}
                    onChange={(language) => void changeLanguage(language)}
                  />
                )}
              </Field>
              <div className="flex flex-col gap-1.5">
                <span className="text-sm font-medium">{t('settings.theme')}</span>
                <Segments
                  label={t('settings.theme')}
                  value={theme}
                  options={THEMES.map((value) => {
                    const Icon = ICONS[value];
                    return { value, label: t(`theme.${value}`), icon: <Icon aria-hidden /> };
                  })}
                  onChange={setTheme}
                />
              </div>
            </div>
          </Section>
          <Section id="account" title={t('settings.account')}>
            <AccountSection />
          </Section>
          <Section id="usage" title={t('usage.title')} lead={t('usage.lead')}>
            <UsageSection />
          </Section>
          <Section id="defaults" title={t('settings.defaults')} lead={t('settings.defaultsLead')}>
            <DefaultsSection />
          </Section>
          <Section id="brand" title={t('brand.title')} lead={t('brand.lead')}>
            <BrandSection />
          </Section>
          <Section id="lexicon" title={t('lexicon.title')} lead={t('lexicon.lead')}>
            <Coming>
              <LexiconSection />
            </Coming>
          </Section>
          <Section id="tokens" title={t('tokens.title')} lead={t('tokens.lead')}>
            <Coming>
              <TokensSection onCreated={setNewToken} />
            </Coming>
          </Section>
          <Section id="api" title={t('settings.api')} lead={t('settings.apiLead')}>
            <ApiAccess token={newToken} />
          </Section>
          <Section id="webhooks" title={t('webhooks.title')} lead={t('webhooks.lead')}>
            <Coming>
              <WebhooksSection />
            </Coming>
          </Section>
          <Section id="data" title={t('data.title')} lead={t('data.lead')}>
            <Coming>
              <DataSection />
            </Coming>
          </Section>
        </div>
        <SectionNav
          label={t('settings.title')}
          sections={SECTIONS.map(([id, title]) => ({ id, title: t(title) }))}
        />
      </div>
    </>
  );
}
