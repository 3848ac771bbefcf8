import { useMutation } from '@tanstack/react-query';
import { ImagePlus, Plus, X } from 'lucide-react';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import {
  BRAND_LIMITS,
  type BrandKit,
  EMPTY_BRAND,
} from '../../../../supabase/functions/_shared/contract/preferences.ts';
import { uploadLogo, useBrandKit, useSaveBrandKit } from '../../lib/brand-kit.ts';
import { CaptionFontField } from '../../lib/film-choices/film-choices.tsx';
import { useSession } from '../../lib/session.tsx';
import { Button, IconButton } from '../../lib/ui/button.tsx';
import { SelectBox } from '../../lib/ui/choice.tsx';
import { Field } from '../../lib/ui/field.tsx';
import { ErrorNotice, ErrorState } from '../../lib/ui/states.tsx';
import { Skeleton } from '../../lib/ui/surface.tsx';
import { useToasts } from '../../lib/ui/toasts.tsx';

const NEW_COLOUR = '#0c5c58';

/** Logo, colours, background and font; saved with each change. */
export function BrandSection() {
  const { t } = useTranslation();
  const signedIn = useSession().status === 'signed-in';
  const kit = useBrandKit(signedIn);
  if (!signedIn) return <p className="text-ink-2">{t('brand.signedOut')}</p>;
  if (kit.isError && !kit.data) {
    return <ErrorState error={kit.error} onRetry={() => void kit.refetch()} />;
  }
  if (!kit.data) return <Skeleton className="h-56 w-full" />;
  return <BrandForm brand={kit.data.brand} logoUrl={kit.data.logo_url} />;
}

function BrandForm({ brand, logoUrl }: { readonly brand: BrandKit; readonly logoUrl: string | null }) {
  const { t } = useTranslation();
  const toasts = useToasts();
  const save = useSaveBrandKit();
  const file = useRef<HTMLInputElement>(null);
  const set = (change: Partial<BrandKit>) =>
    save.mutate(
      { ...EMPTY_BRAND, ...brand, ...change },
      { onSuccess: () => toasts.success(t('brand.saved')) },
    );
  const upload = useMutation({ mutationFn: uploadLogo, onSuccess: (path) => set({ logo_path: path }) });
  const { colours, background } = brand;
  const main = colours[0];
  const replaceColour = (index: number, colour: string) =>
    set({ colours: colours.map((old, at) => (at === index ? colour.toLowerCase() : old)) });
  return (
    <div className="flex flex-col gap-6">
      <div>
        <h3 className="text-sm font-medium">{t('brand.logo')}</h3>
        <div className="mt-2 flex flex-wrap items-center gap-4">
          <div className="grid h-24 w-40 place-items-center overflow-hidden rounded-lg bg-sunken ring-1 ring-inset ring-line">
            {logoUrl ? (
              <img src={logoUrl} alt={t('brand.logoAlt')} className="max-h-20 max-w-36 object-contain" />
            ) : (
              <span className="text-sm text-ink-3">{t('brand.noLogo')}</span>
            )}
          </div>
          <div className="flex flex-wrap gap-2">
            <input
              ref={file}
              type="file"
              accept="image/png,image/jpeg,image/webp"
              hidden
              onChange={(event) => {
                const chosen = event.target.files?.[0];
                event.target.value = '';
                if (chosen) upload.mutate(chosen);
              }}
            />
            <Button variant="secondary" busy={upload.isPending} onClick={() => file.current?.click()}>
              <ImagePlus aria-hidden />
              {t(logoUrl ? 'brand.replace' : 'brand.upload')}
            </Button>
            {brand.logo_path && (
              <Button variant="ghost" onClick={() => set({ logo_path: null })}>
                {t('brand.remove')}
              </Button>
            )}
          </div>
        </div>
        <p className="mt-2 text-sm text-ink-3">{t('brand.logoHint')}</p>
      </div>
      <div>
        <h3 className="text-sm font-medium">{t('brand.colours')}</h3>
        <ul className="mt-2 flex flex-wrap items-center gap-3">
          {colours.map((colour, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a colour is known by its place; two may be alike.
            <li key={index} className="flex items-center gap-1">
              <input
                type="color"
                defaultValue={colour}
                aria-label={t('brand.colour', { index: index + 1 })}
                // Saved when the picker is left, not with each step of it.
                onBlur={(event) => event.target.value !== colour && replaceColour(index, event.target.value)}
                className="size-10 cursor-pointer rounded-md bg-raised ring-1 ring-line"
              />
              <IconButton
                label={t('brand.removeColour', { colour })}
                onClick={() => set({ colours: colours.filter((_, at) => at !== index) })}
              >
                <X aria-hidden />
              </IconButton>
            </li>
          ))}
          {colours.length < BRAND_LIMITS.colours && (
            <li>
              <Button variant="secondary" onClick={() => set({ colours: [...colours, NEW_COLOUR] })}>
                <Plus aria-hidden />
                {t('brand.addColour')}
              </Button>
            </li>
          )}
        </ul>
      </div>
      <div className="grid items-start gap-5 sm:grid-cols-2">
        <Field label={t('brand.background')}>
          {(control) => (
            <SelectBox
              {...control}
              value={background?.type === 'color' ? 'solid' : 'own'}
              options={[
                { value: 'own', label: t('brand.own') },
                ...(main || background?.type === 'color'
                  ? [{ value: 'solid' as const, label: t('brand.solid') }]
                  : []),
              ]}
              onChange={(kind) =>
                set({ background: kind === 'solid' && main ? { type: 'color', color: main } : null })
              }
            />
          )}
        </Field>
        <CaptionFontField hint value={brand.font} onChange={(font) => set({ font })} />
      </div>
      {upload.isError && <ErrorNotice error={upload.error} />}
      {save.isError && <ErrorNotice error={save.error} />}
    </div>
  );
}
