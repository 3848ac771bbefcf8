import { PenLine } from 'lucide-react';
import { type ReactNode, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { z } from 'zod';
import type { Avatar3D } from '../../../../supabase/functions/_shared/contract/api.ts';
import type { CatalogueLipSync } from '../../../../supabase/functions/_shared/contract/film-report.ts';
import { Language } from '../../../../supabase/functions/_shared/contract/job.ts';
import { useCaptions, useTextUrl } from '../../lib/film/use-captions.ts';
import { formatDay, formatNumber, formatShare } from '../../lib/format.ts';
import { LANGUAGE_NAMES } from '../../lib/languages.ts';
import { mediaUrl } from '../../lib/media-url.ts';
import { AvatarPortrait } from '../../lib/ui/avatar-portrait.tsx';
import { Button } from '../../lib/ui/button.tsx';
import { Modal } from '../../lib/ui/dialog.tsx';
import { splitName } from './avatar-card.tsx';
import { measuredLips } from './measured-lips.ts';
import { VoiceSamples } from './voice-samples.tsx';

const VoiceSync = z.object({ supportedLanguages: z.array(Language).catch([]) });

/** Everything the catalogue knows about a person. Figures appear only where they were measured. */
export function AvatarDialog({
  avatar,
  onClose,
}: {
  readonly avatar: Avatar3D;
  readonly onClose: () => void;
}) {
  const { t } = useTranslation();
  const [name, role] = splitName(avatar.name);
  const sync = VoiceSync.safeParse(avatar.voice_sync).data;
  const measured = measuredLips(avatar);
  const languages = sync?.supportedLanguages ?? [];
  const preview = mediaUrl(avatar.preview_url);
  const { captions_url: captionsUrl } = avatar.assets;
  const captionsAt = typeof captionsUrl === 'string' ? mediaUrl(captionsUrl) : null;
  const captions = useTextUrl(useCaptions(avatar.id, preview && captionsAt), 'text/vtt');
  const [missing, setMissing] = useState(false);
  return (
    <Modal open wide onClose={onClose} title={name} {...(role ? { description: role } : {})}>
      <div className="grid gap-6 sm:grid-cols-[minmax(0,5fr)_minmax(0,6fr)]">
        {preview && !missing ? (
          // biome-ignore lint/a11y/useMediaCaption: the track is there as soon as its text is.
          <video
            src={preview}
            poster={mediaUrl(avatar.poster_url) ?? undefined}
            controls
            playsInline
            // Drawn in the background after the first start: until then there is a name and no film.
            onError={() => setMissing(true)}
            className="aspect-[4/5] w-full rounded-lg bg-sunken object-cover"
          >
            {captions && (
              <track kind="captions" src={captions} srcLang="pt-BR" label={t('film.captions')} default />
            )}
          </video>
        ) : (
          <AvatarPortrait
            id={avatar.id}
            name={avatar.name}
            posterUrl={avatar.poster_url}
            className="aspect-square w-full rounded-lg sm:aspect-[4/5]"
          />
        )}
        <div className="flex flex-col">
          <dl className="grid grid-cols-2 gap-x-4 gap-y-5">
            <Fact label={t('gallery.filter.category')}>{t(`avatar.${avatar.category}`)}</Fact>
            <Fact label={t('gallery.filter.quality')}>{t(`avatar.${avatar.quality}`)}</Fact>
            <Fact label={t('gallery.filter.gender')}>{t(`avatar.${avatar.gender}`)}</Fact>
            {avatar.age && <Fact label={t('gallery.filter.age')}>{t(`avatar.${avatar.age}`)}</Fact>}
            {avatar.ethnicity && (
              <Fact label={t('gallery.filter.ethnicity')}>{t(`avatar.${avatar.ethnicity}`)}</Fact>
            )}
            {languages.length > 0 && (
              <Fact label={t('gallery.languages')}>
                {languages.map((language) => LANGUAGE_NAMES[language]).join(', ')}
              </Fact>
            )}
          </dl>
          {languages.length > 0 && (
            <Suspense fallback={<div className="mt-6 h-16" />}>
              <VoiceSamples key={avatar.id} avatarId={avatar.id} name={name} languages={languages} />
            </Suspense>
          )}
          <h3 className="mt-6 text-sm font-semibold">{t('gallery.lipSync')}</h3>
          {measured ? (
            <MeasuredLips measured={measured} />
          ) : (
            <p className="mt-1 text-sm text-ink-2">{t('gallery.notMeasured')}</p>
          )}
          <p className="mt-6 mb-6 text-xs text-ink-3">
            {t('gallery.apiId')}: <code className="font-mono text-ink-2 select-all">{avatar.id}</code>
          </p>
          {/* On a phone it stays at the foot of the sheet, on ground of its own: nothing shows through below it. */}
          <div className="max-sm:sticky max-sm:bottom-0 max-sm:-mx-5 max-sm:-mb-5 max-sm:border-t max-sm:border-line max-sm:bg-raised max-sm:px-5 max-sm:py-3 sm:mt-auto">
            <Button asChild size="lg" className="w-full">
              <Link to={`/avatars/studio?avatar=${encodeURIComponent(avatar.id)}`}>
                <PenLine aria-hidden />
                {t('gallery.use')}
              </Link>
            </Button>
          </div>
        </div>
      </div>
    </Modal>
  );
}

function MeasuredLips({ measured }: { readonly measured: CatalogueLipSync }) {
  const { t, i18n } = useTranslation();
  const { closure, labiodental, false_closure, offset_ms } = measured;
  return (
    <>
      <dl className="mt-2 grid grid-cols-2 gap-4">
        {closure !== null && (
          <Fact label={t('report.closure')}>{formatShare(closure, i18n.language, 'floor')}</Fact>
        )}
        {typeof labiodental === 'number' && (
          <Fact label={t('report.labiodental')}>{formatShare(labiodental, i18n.language, 'floor')}</Fact>
        )}
        {false_closure !== null && (
          <Fact label={t('report.falseClosure')}>{formatShare(false_closure, i18n.language, 'ceil')}</Fact>
        )}
        {offset_ms !== null && (
          <Fact label={t('report.offset')}>{formatNumber(offset_ms, i18n.language, 1)} ms</Fact>
        )}
      </dl>
      <p className="mt-3 text-xs text-ink-3">
        {t('gallery.measuredOn', {
          sentences: measured.counts.sentences,
          date: formatDay(measured.measured_on, i18n.language),
        })}
      </p>
    </>
  );
}

function Fact({ label, children }: { readonly label: string; readonly children: ReactNode }) {
  return (
    <div>
      <dt className="text-xs text-ink-3">{label}</dt>
      <dd className="mt-0.5 text-sm font-medium">{children}</dd>
    </div>
  );
}
