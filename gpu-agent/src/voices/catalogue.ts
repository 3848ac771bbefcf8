/**
 * Neural voices known to fit, as data. Nothing here is trusted for a download: sizes, digests and the licence's text
 * come from the publisher's own listing when a voice is added. `bytes` and `licence` are for choosing beforehand.
 */
import type { Language } from '../../../supabase/functions/_shared/contract/job.ts';

export interface CatalogueVoice {
  readonly id: string;
  readonly kind: 'piper' | 'kokoro';
  readonly languages: readonly Language[];
  /** Of a voice with one speaker. */
  readonly gender: 'female' | 'male' | null;
  /** Repository on Hugging Face, the folder in it, and which of its files are taken. */
  readonly repository: string;
  readonly path: string;
  readonly files: RegExp;
  readonly bytes: number;
  /** What the publisher's card is known to say; null where it must be read there. */
  readonly licence: string | null;
  readonly note?: string;
}

const MB = 1_000_000;
const PIPER = 'rhasspy/piper-voices';
const PIPER_FILES = /(\.onnx|\.onnx\.json|\/MODEL_CARD)$/;

function piper(
  id: string,
  gender: CatalogueVoice['gender'],
  more: Partial<Pick<CatalogueVoice, 'bytes' | 'licence' | 'note'>> = {},
): CatalogueVoice {
  const [locale = '', name = '', quality = ''] = id.split('-');
  return {
    id,
    kind: 'piper',
    languages: [locale.replace('_', '-') as Language],
    gender,
    repository: PIPER,
    path: `${locale.slice(0, 2)}/${locale}/${name}/${quality}`,
    files: PIPER_FILES,
    bytes: more.bytes ?? 63 * MB,
    licence: more.licence ?? null,
    ...(more.note ? { note: more.note } : {}),
  };
}

export const CATALOGUE: readonly CatalogueVoice[] = [
  piper('pt_BR-faber-medium', 'male', { licence: 'CC0' }),
  piper('pt_BR-cadu-medium', 'male'),
  piper('pt_BR-jeff-medium', 'male'),
  piper('pt_BR-edresson-low', 'male', { licence: 'CC BY 4.0' }),
  piper('en_US-amy-medium', 'female'),
  piper('en_US-lessac-medium', 'female', { note: 'its data set has a licence of its own: read the card' }),
  piper('en_US-hfc_female-medium', 'female'),
  piper('en_US-ryan-medium', 'male'),
  piper('en_US-joe-medium', 'male'),
  piper('es_ES-davefx-medium', 'male'),
  piper('es_ES-sharvard-medium', null, { bytes: 77 * MB, note: 'two speakers' }),
  piper('es_ES-carlfm-x_low', 'male', { bytes: 28 * MB }),
  {
    id: 'kokoro-multi-lang-v1_0',
    kind: 'kokoro',
    languages: ['pt-BR', 'en-US', 'es-ES'],
    gender: null,
    repository: 'csukuangfj/kokoro-multi-lang-v1_0',
    path: '',
    // The Chinese dictionaries are left out; espeak-ng's data is needed in the version the model was made with.
    files: /^(model\.onnx|voices\.bin|tokens\.txt|lexicon-us-en\.txt|espeak-ng-data\/.+|LICENSE|README\.md)$/,
    bytes: 360 * MB,
    licence: 'Apache-2.0',
    note: 'women and men in all three languages, for example kokoro-multi-lang-v1_0/pf_dora',
  },
];

export const catalogueVoice = (id: string): CatalogueVoice | undefined =>
  CATALOGUE.find((voice) => voice.id === id);
