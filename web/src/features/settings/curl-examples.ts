/** Commands that work as they are once TOKEN is set: the quoting is for a POSIX shell. */
import type { Language } from '../../../../supabase/functions/_shared/contract/job.ts';

export interface CurlExample {
  readonly name: 'gallery' | 'render' | 'status' | 'voice';
  readonly command: string;
}

/** What the examples say, for readers of each language. */
const SAID: Readonly<
  Record<Language, { readonly script: string; readonly voice: string; readonly file: string }>
> = {
  'pt-BR': { script: 'Bom dia, equipe.', voice: 'Minha voz', file: 'voz.wav' },
  'en-US': { script: 'Good morning, team.', voice: 'My voice', file: 'voice.wav' },
  'es-ES': { script: 'Buenos días, equipo.', voice: 'Mi voz', file: 'voz.wav' },
};

export function curlExamples(supabaseUrl: string, language: Language): readonly CurlExample[] {
  const { script, voice, file } = SAID[language];
  const api = `${supabaseUrl}/functions/v1/api/v2`;
  return [
    { name: 'gallery', command: `curl '${api}/avatars/gallery?category=safety'` },
    {
      name: 'render',
      command: [
        `curl '${api}/avatars/render' \\`,
        `  -H "Authorization: Bearer $TOKEN" \\`,
        `  -H 'Content-Type: application/json' \\`,
        `  -H "Idempotency-Key: $(date +%s)" \\`,
        `  -d '{"avatar_id": "br_corporate_ana", "script": "${script}",`,
        `       "voice_config": {"language": "${language}"}, "render_settings": {"quality": "draft"}}'`,
      ].join('\n'),
    },
    {
      name: 'status',
      command: `curl '${api}/avatars/render/status/'"$JOB_ID" \\\n  -H "Authorization: Bearer $TOKEN"`,
    },
    {
      name: 'voice',
      command: [
        `curl '${api}/voice-cloning/create' \\`,
        `  -H "Authorization: Bearer $TOKEN" \\`,
        `  -F name='${voice}' -F language=${language} -F audio_file=@${file}`,
      ].join('\n'),
    },
  ];
}

/** Enough of a token to recognise it, never enough to use it. */
export const maskToken = (token: string): string => `${token.slice(0, 6)}…${token.slice(-4)}`;
