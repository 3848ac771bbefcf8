/** Signing up and signing in: POST /signup, POST /token. */
import { z } from 'zod';
import { AuthError, invalid } from './errors.ts';
import { checkStrength, hashPassword, verifyPassword } from './passwords.ts';
import { inTransaction, json, limited, Metadata, originOf, type Route, readBody } from './service-parts.ts';
import { refreshSession, startSession } from './sessions.ts';
import { findUserByEmail, insertUser, isBanned, normaliseEmail } from './users.ts';

const SignUp = z.object({
  email: z.string().optional(),
  phone: z.string().optional(),
  password: z.string().optional(),
  data: Metadata.nullish(),
});

export const noPhone = () => new AuthError(400, 'phone_provider_disabled', 'Phone logins are disabled');

/** Mails are confirmed at once, so that the answer is a session. */
export const signUp: Route = async (parts, request) => {
  const body = await readBody(request, SignUp);
  if (!parts.settings.enable_signup) {
    throw new AuthError(422, 'validation_failed', 'Signups not allowed for this instance');
  }
  if (body.phone) throw noPhone();
  if (!body.email) {
    throw new AuthError(422, 'anonymous_provider_disabled', 'Anonymous sign-ins are disabled');
  }
  if (!body.password) throw invalid('Signup requires a valid password');
  const email = normaliseEmail(body.email);
  checkStrength(body.password, parts.settings.minimum_password_length);
  const passwordHash = await hashPassword(body.password);
  const session = await inTransaction(parts, async (client) => {
    const user = await insertUser(client, {
      email,
      role: 'authenticated',
      passwordHash,
      confirmed: true,
      appMetadata: {},
      userMetadata: { ...body.data },
      bannedUntil: null,
    });
    if (!user) throw new AuthError(422, 'user_already_exists', 'User already registered');
    return startSession(client, parts.sign, user, 'password', originOf(request));
  });
  return json(session);
};

const PasswordGrant = z.object({
  email: z.string().optional(),
  phone: z.string().optional(),
  password: z.string().optional(),
});

const withPassword: Route = async (parts, request) => {
  const body = await readBody(request, PasswordGrant);
  if (body.phone) throw noPhone();
  const { password } = body;
  const email = body.email?.trim().toLowerCase();
  if (!email || password === undefined) throw invalid('missing email or password');
  const session = await limited(parts, request, email, async () => {
    const user = await inTransaction(parts, (client) => findUserByEmail(client, email));
    // Compared outside of a transaction: it takes long and holds nothing.
    if (!(await verifyPassword(password, user?.encrypted_password ?? null)) || !user) {
      throw new AuthError(400, 'invalid_credentials', 'Invalid login credentials');
    }
    if (isBanned(user)) throw new AuthError(400, 'user_banned', 'User is banned');
    if (!user.confirmed_at) throw new AuthError(400, 'email_not_confirmed', 'Email not confirmed');
    return inTransaction(parts, (client) =>
      startSession(client, parts.sign, user, 'password', originOf(request)),
    );
  });
  return json(session);
};

const RefreshGrant = z.object({ refresh_token: z.string().min(1) });

const withRefreshToken: Route = async (parts, request) => {
  const { refresh_token: token } = await readBody(request, RefreshGrant);
  const outcome = await inTransaction(parts, (client) =>
    refreshSession(client, parts.sign, token, parts.settings.refresh_token_reuse_interval),
  );
  if (outcome.kind === 'refused') throw outcome.error;
  return json(outcome.session);
};

export const grantToken: Route = (parts, request, url) => {
  const grant = url.searchParams.get('grant_type');
  if (grant === 'password') return withPassword(parts, request, url);
  if (grant === 'refresh_token') return withRefreshToken(parts, request, url);
  throw invalid(`unsupported_grant_type: the local stack grants password and refresh_token, not ${grant}`);
};
