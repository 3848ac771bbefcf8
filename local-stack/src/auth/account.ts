/** What users do with their own account: /user, /logout, /recover, /resend, /verify. */
import { z } from 'zod';
import { AuthError, authErrorResponse, invalid } from './errors.ts';
import { issueCode, type MailType, spendCode, writeMail } from './mail.ts';
import { checkStrength, hashPassword, verifyPassword } from './passwords.ts';
import {
  type AuthParts,
  inTransaction,
  json,
  limited,
  Metadata,
  originOf,
  type Route,
  readBody,
  requireUser,
} from './service-parts.ts';
import { endSessions, type SessionAnswer, startSession } from './sessions.ts';
import { oneTimeHash } from './tokens.ts';
import { findUserByEmail, findUserById, isBanned, normaliseEmail, publicUser, updateUser } from './users.ts';

export const readUser: Route = async (parts, request) => {
  const { user } = await requireUser(parts, request);
  return json(publicUser(user));
};

const UserChange = z.object({
  email: z.string().optional(),
  phone: z.string().optional(),
  password: z.string().optional(),
  data: Metadata.nullish(),
});

/** A new password ends the user's other sessions; a new address counts as confirmed, as at sign-up. */
export const changeUser: Route = async (parts, request) => {
  const { user, sessionId } = await requireUser(parts, request);
  const body = await readBody(request, UserChange);
  if (body.phone) throw new AuthError(400, 'phone_provider_disabled', 'Phone logins are disabled');
  const email = body.email ? normaliseEmail(body.email) : undefined;
  let passwordHash: string | undefined;
  if (body.password !== undefined) {
    checkStrength(body.password, parts.settings.minimum_password_length);
    if (await verifyPassword(body.password, user.encrypted_password)) {
      throw new AuthError(422, 'same_password', 'New password should be different from the old password.');
    }
    passwordHash = await hashPassword(body.password);
  }
  const changed = await inTransaction(parts, async (client) => {
    if (passwordHash !== undefined) await endSessions(client, user.id, sessionId, 'others');
    return updateUser(client, user, {
      ...(email === undefined ? {} : { email }),
      ...(passwordHash === undefined ? {} : { passwordHash }),
      ...(body.data ? { userMetadata: body.data } : {}),
    });
  });
  return json(publicUser(changed));
};

const Scope = z.enum(['global', 'local', 'others']);

export const signOut: Route = async (parts, request, url) => {
  const scope = Scope.safeParse(url.searchParams.get('scope') ?? 'global');
  if (!scope.success) throw invalid(`Unsupported logout scope "${url.searchParams.get('scope')}"`);
  const { user, sessionId } = await requireUser(parts, request);
  await inTransaction(parts, (client) => endSessions(client, user.id, sessionId, scope.data));
  return new Response(null, { status: 204 });
};

/** Only addresses of this project are redirected to, anything else becomes the site's. */
function redirectTarget({ settings }: AuthParts, asked: string | null): string {
  const allowed = [settings.site_url, ...settings.additional_redirect_urls];
  const origin = asked === null ? null : (URL.parse(asked)?.origin ?? null);
  const known = origin !== null && allowed.some((address) => URL.parse(address)?.origin === origin);
  return known && asked !== null ? asked : settings.site_url;
}

const MailRequest = z.object({
  email: z.string().min(1),
  type: z.string().optional(),
  code_challenge: z.string().nullish(),
});

/** Seconds between two mails of a kind to one user. */
const MAIL_INTERVAL_SECONDS = 1;

/** Answers the same whether the address is known or not. */
async function sendMail(parts: AuthParts, request: Request, url: URL, type: MailType): Promise<Response> {
  const body = await readBody(request, MailRequest);
  if (body.code_challenge) throw invalid('The local stack mails links of the implicit flow only, not PKCE');
  const email = normaliseEmail(body.email);
  const issued = await inTransaction(parts, async (client) => {
    const user = await findUserByEmail(client, email);
    if (!user || (type === 'signup' && user.email_confirmed_at)) return null;
    const last = type === 'recovery' ? user.recovery_sent_at : user.confirmation_sent_at;
    if (last && Date.now() - last.getTime() < MAIL_INTERVAL_SECONDS * 1000) {
      throw new AuthError(
        429,
        'over_email_send_rate_limit',
        `For security purposes, you can only request this after ${MAIL_INTERVAL_SECONDS} seconds.`,
      );
    }
    return issueCode(client, user, type);
  });
  if (issued) {
    await writeMail(
      parts.context,
      email,
      type,
      issued,
      redirectTarget(parts, url.searchParams.get('redirect_to')),
    );
  }
  return json({});
}

export const recover: Route = (parts, request, url) => sendMail(parts, request, url, 'recovery');
export const resend: Route = (parts, request, url) => sendMail(parts, request, url, 'signup');

const Verification = z.object({
  type: z.enum(['recovery', 'signup', 'email']),
  email: z.string().optional(),
  token: z.string().optional(),
  token_hash: z.string().optional(),
});

/** A spent code signs in: that is how a forgotten password is replaced. */
async function redeem(
  parts: AuthParts,
  request: Request,
  hash: string,
  types: readonly MailType[],
): Promise<SessionAnswer> {
  return inTransaction(parts, async (client) => {
    let userId: string | null = null;
    for (const type of types) userId ??= await spendCode(client, hash, type);
    const user = userId === null ? null : await findUserById(client, userId);
    if (!user) throw new AuthError(403, 'otp_expired', 'Token has expired or is invalid');
    if (isBanned(user)) throw new AuthError(403, 'user_banned', 'User is banned');
    const confirmed = await updateUser(client, user, { confirmed: true });
    return startSession(client, parts.sign, confirmed, 'otp', originOf(request));
  });
}

const mailTypes = (type: 'recovery' | 'signup' | 'email'): MailType[] =>
  type === 'email' ? ['signup'] : [type];

export const verify: Route = async (parts, request) => {
  const body = await readBody(request, Verification);
  const types = mailTypes(body.type);
  if (body.token_hash) {
    const { token_hash: hash } = body;
    return json(await limited(parts, request, hash, () => redeem(parts, request, hash, types)));
  }
  if (!body.email || !body.token) throw invalid('Verify requires either a token or a token hash');
  const { token } = body;
  const email = normaliseEmail(body.email);
  const hash = oneTimeHash(email, token);
  return json(await limited(parts, request, email, () => redeem(parts, request, hash, types)));
};

/** The link of a mail: ends on the site, with the session or the error in the fragment. */
export const followLink: Route = async (parts, request, url) => {
  const target = new URL(redirectTarget(parts, url.searchParams.get('redirect_to')));
  const type = url.searchParams.get('type');
  const token = url.searchParams.get('token') ?? '';
  if (type !== 'recovery' && type !== 'signup') throw invalid('Verify requires a verification type');
  const fragment = new URLSearchParams();
  try {
    const session = await limited(parts, request, token, () => redeem(parts, request, token, [type]));
    fragment.set('access_token', session.access_token);
    fragment.set('expires_at', String(session.expires_at));
    fragment.set('expires_in', String(session.expires_in));
    fragment.set('refresh_token', session.refresh_token);
    fragment.set('token_type', 'bearer');
    fragment.set('type', type);
  } catch (error) {
    if (!(error instanceof AuthError)) throw error;
    if (error.status === 429) return authErrorResponse(request, error);
    fragment.set('error', 'access_denied');
    fragment.set('error_code', error.code);
    fragment.set('error_description', 'Email link is invalid or has expired');
  }
  target.hash = fragment.toString();
  return new Response(null, { status: 303, headers: { location: target.href, 'cache-control': 'no-store' } });
};
