/**
 * The link of a recovery e-mail. The browser client's own flow (PKCE) binds such a link to the browser that asked
 * for it, but people ask at their desk and open the mail on their phone. So recovery uses the link whose tokens
 * stand in the fragment, which no server or log ever sees; they are taken out of the address at once.
 */
export interface RecoveryTokens {
  readonly access_token: string;
  readonly refresh_token: string;
}

/** The tokens of a fragment like `#access_token=…&refresh_token=…&type=recovery`, or null for any other. */
export function takeRecoveryTokens(hash: string): RecoveryTokens | null {
  const fields = new URLSearchParams(hash.replace(/^#/, ''));
  const access_token = fields.get('access_token');
  const refresh_token = fields.get('refresh_token');
  if (fields.get('type') !== 'recovery' || !access_token || !refresh_token) return null;
  return { access_token, refresh_token };
}
