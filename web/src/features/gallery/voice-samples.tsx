import { Square, Volume2 } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useLocation } from 'react-router';
import type { Language } from '../../../../supabase/functions/_shared/contract/job.ts';
import { LANGUAGE_NAMES } from '../../lib/languages.ts';
import { fillIn, lazyWords } from '../../lib/lazy-words.ts';
import { useSession } from '../../lib/session.tsx';
import { fetchSpoken, type Waiting } from '../../lib/speech-preview.ts';
import { Button } from '../../lib/ui/button.tsx';
import { ErrorNotice } from '../../lib/ui/states.tsx';
import type { ptBR } from './messages/pt-br.ts';

const useWords = lazyWords<typeof ptBR>({
  'pt-BR': async () => (await import('./messages/pt-br.ts')).ptBR,
  'en-US': async () => (await import('./messages/en-us.ts')).enUS,
  'es-ES': async () => (await import('./messages/es-es.ts')).esES,
});

/** What somebody says to be heard: in the voice's language, whatever the interface speaks. */
const GREETING: Readonly<Record<Language, (name: string) => string>> = {
  'pt-BR': (name) => `Olá! Eu sou ${name}. Vamos fazer um vídeo?`,
  'en-US': (name) => `Hello! I am ${name}. Shall we make a video?`,
  'es-ES': (name) => `¡Hola! Soy ${name}. ¿Hacemos un vídeo?`,
};

type Sample =
  | { readonly status: 'silent' | 'blocked' }
  | { readonly status: 'waiting'; readonly language: Language; readonly why: Waiting }
  | { readonly status: 'playing'; readonly language: Language }
  | { readonly status: 'failed'; readonly error: unknown };

interface VoiceSamplesProps {
  readonly avatarId: string;
  /** Without the role. */
  readonly name: string;
  readonly languages: readonly Language[];
}

/** The voices of a person, one a language, each heard greeting. */
export function VoiceSamples({ avatarId, name, languages }: VoiceSamplesProps) {
  const { t } = useTranslation();
  const words = useWords();
  const { status } = useSession();
  const { pathname, search } = useLocation();
  const [sample, setSample] = useState<Sample>({ status: 'silent' });
  const running = useRef<AbortController | null>(null);
  useEffect(() => () => running.current?.abort(), []);

  const stop = () => {
    running.current?.abort();
    setSample({ status: 'silent' });
  };
  const listen = async (language: Language) => {
    running.current?.abort();
    const control = new AbortController();
    running.current = control;
    const { signal } = control;
    const say = (next: Sample) => {
      if (!signal.aborted) setSample(next);
    };
    say({ status: 'waiting', language, why: 'waiting' });
    try {
      const request = { text: GREETING[language](name), voice_config: { language }, avatar_id: avatarId };
      const { audio } = await fetchSpoken(
        request,
        (why) => say({ status: 'waiting', language, why }),
        signal,
      );
      signal.throwIfAborted();
      await playOut(audio, signal, () => say({ status: 'playing', language }));
      say({ status: 'silent' });
    } catch (error) {
      const refused = error instanceof DOMException && error.name === 'NotAllowedError';
      say(refused ? { status: 'blocked' } : { status: 'failed', error });
    }
  };
  const said =
    sample.status === 'waiting' ? words[sample.why] : sample.status === 'blocked' ? words.blocked : null;
  const now = 'language' in sample ? sample.language : null;
  return (
    <section className="mt-6">
      <h3 className="text-sm font-semibold">{words.title}</h3>
      {status === 'signed-out' ? (
        <p className="mt-1 text-sm text-ink-2">
          {words.signIn}{' '}
          <Link
            to={`/sign-in?next=${encodeURIComponent(pathname + search)}`}
            className="font-medium text-brand-text underline underline-offset-2"
          >
            {t('account.signIn')}
          </Link>
        </p>
      ) : (
        <div className="mt-2 flex flex-wrap gap-2">
          {languages.map((language) => (
            <Button
              key={language}
              size="sm"
              variant="secondary"
              onClick={() => (now === language ? stop() : void listen(language))}
            >
              {now === language ? <Square aria-hidden /> : <Volume2 aria-hidden />}
              {now === language ? words.stop : fillIn(words.listen, { language: LANGUAGE_NAMES[language] })}
            </Button>
          ))}
        </div>
      )}
      <p role="status" className="mt-2 min-h-5 text-sm text-ink-2">
        {said}
      </p>
      {sample.status === 'failed' && (
        <div className="mt-2">
          <ErrorNotice error={sample.error} />
        </div>
      )}
    </section>
  );
}

/** Resolves when the sound has ended or was stopped. */
async function playOut(sound: Blob, signal: AbortSignal, onPlaying: () => void): Promise<void> {
  const url = URL.createObjectURL(sound);
  const audio = new Audio(url);
  try {
    await audio.play();
    onPlaying();
    await new Promise<void>((resolve, reject) => {
      audio.addEventListener('ended', () => resolve());
      audio.addEventListener('error', () => reject(audio.error));
      signal.addEventListener('abort', () => resolve());
    });
  } finally {
    audio.pause();
    URL.revokeObjectURL(url);
  }
}
