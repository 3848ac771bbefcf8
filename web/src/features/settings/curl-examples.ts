/** Commands that work as they are once TOKEN is set: the quoting is for a POSIX shell. */

export interface CurlExample {
  readonly name: 'gallery' | 'render' | 'status' | 'voice';
  readonly command: string;
}

export function curlExamples(supabaseUrl: string): readonly CurlExample[] {
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
        `  -d '{"avatar_id":"br_corporate_ana","script":"Bom dia, equipe.","voice_config":{"language":"pt-BR"},"render_settings":{"quality":"draft"}}'`,
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
        `  -F name='Minha voz' -F language=pt-BR -F audio_file=@voz.wav`,
      ].join('\n'),
    },
  ];
}

/** Enough of a token to recognise it, never enough to use it. */
export const maskToken = (token: string): string => `${token.slice(0, 6)}…${token.slice(-4)}`;
