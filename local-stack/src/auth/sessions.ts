/** Sessions and their refresh tokens: rotation, the reuse of a spent token, sign-out. */
import { randomUUID } from 'node:crypto';
import { isIP } from 'node:net';
import type { ClientBase } from 'pg';
import { AuthError } from './errors.ts';
import { type AuthenticationMethod, randomToken, type SignAccessToken } from './tokens.ts';
import { findUserById, isBanned, publicUser, type UserRow } from './users.ts';

export interface SessionOrigin {
  readonly userAgent: string | null;
  readonly ip: string | null;
}

/** The body that a sign-in answers with. */
export type SessionAnswer = Readonly<Record<string, unknown>> & {
  readonly access_token: string;
  readonly refresh_token: string;
  readonly expires_at: number;
};

export interface SessionRow {
  readonly id: string;
  readonly user_id: string;
  readonly not_after: Date | null;
}

async function readMethods(client: ClientBase, sessionId: string): Promise<AuthenticationMethod[]> {
  const { rows } = await client.query<AuthenticationMethod>(
    `select authentication_method as method, extract(epoch from created_at)::int as timestamp
     from auth.mfa_amr_claims where session_id = $1 order by created_at desc`,
    [sessionId],
  );
  return rows;
}

async function answer(
  client: ClientBase,
  sign: SignAccessToken,
  user: UserRow,
  sessionId: string,
  refreshToken: string,
): Promise<SessionAnswer> {
  const amr = await readMethods(client, sessionId);
  const { token, expiresAt } = await sign(user, { id: sessionId, amr });
  return {
    access_token: token,
    token_type: 'bearer',
    expires_in: expiresAt - Math.floor(Date.now() / 1000),
    expires_at: expiresAt,
    refresh_token: refreshToken,
    user: publicUser(user),
  };
}

async function insertRefreshToken(
  client: ClientBase,
  userId: string,
  sessionId: string,
  parent: string | null,
): Promise<string> {
  const token = randomToken();
  await client.query(
    `insert into auth.refresh_tokens (instance_id, token, user_id, session_id, parent, revoked, created_at, updated_at)
     values ('00000000-0000-0000-0000-000000000000', $1, $2, $3, $4, false, now(), now())`,
    [token, userId, sessionId, parent],
  );
  return token;
}

export async function startSession(
  client: ClientBase,
  sign: SignAccessToken,
  user: UserRow,
  method: AuthenticationMethod['method'],
  origin: SessionOrigin,
): Promise<SessionAnswer> {
  const id = randomUUID();
  const ip = origin.ip !== null && isIP(origin.ip) > 0 ? origin.ip : null;
  await client.query(
    `insert into auth.sessions (id, user_id, created_at, updated_at, aal, user_agent, ip)
     values ($1, $2, now(), now(), 'aal1', $3, $4)`,
    [id, user.id, origin.userAgent, ip],
  );
  await client.query(
    `insert into auth.mfa_amr_claims (id, session_id, created_at, updated_at, authentication_method)
     values ($1, $2, now(), now(), $3)`,
    [randomUUID(), id, method],
  );
  await client.query(`update auth.users set last_sign_in_at = now(), updated_at = now() where id = $1`, [
    user.id,
  ]);
  await client.query(
    `update auth.identities set last_sign_in_at = now(), updated_at = now() where user_id = $1`,
    [user.id],
  );
  const current = (await findUserById(client, user.id)) ?? user;
  return answer(client, sign, current, id, await insertRefreshToken(client, user.id, id, null));
}

export async function findSession(client: ClientBase, id: string): Promise<SessionRow | null> {
  const { rows } = await client.query<SessionRow>(
    'select id, user_id, not_after from auth.sessions where id::text = $1',
    [id],
  );
  return rows[0] ?? null;
}

interface RefreshRow {
  readonly token: string;
  readonly user_id: string;
  readonly session_id: string;
  readonly revoked: boolean;
  readonly expired: boolean;
  readonly reusable: boolean;
}

const refused = (code: AuthError['code'], why: string) =>
  new AuthError(400, code, `Invalid Refresh Token: ${why}`);

/** What a refresh came to; a refusal is returned, since revoking the family must be committed. */
export type RefreshOutcome =
  | { readonly kind: 'session'; readonly session: SessionAnswer }
  | { readonly kind: 'refused'; readonly error: AuthError };

/**
 * Exchanges a refresh token for a new session. A spent token is answered with its successor while that one is unused
 * (the answer may have been lost on its way), and anew within `reuseSeconds`; beyond that it was stolen: every token
 * of the session is revoked.
 */
export async function refreshSession(
  client: ClientBase,
  sign: SignAccessToken,
  token: string,
  reuseSeconds: number,
): Promise<RefreshOutcome> {
  // The session's row is the lock: two refreshes of one session go one after the other, and the second reads what
  // the first has done.
  await client.query(
    `select from auth.sessions s join auth.refresh_tokens t on t.session_id = s.id
     where t.token = $1 for update of s`,
    [token],
  );
  const { rows } = await client.query<RefreshRow>(
    `select t.token, t.user_id, t.session_id, t.revoked,
       coalesce(s.not_after < now(), false) as expired,
       t.updated_at > clock_timestamp() - make_interval(secs => $2) as reusable
     from auth.refresh_tokens t join auth.sessions s on s.id = t.session_id
     where t.token = $1`,
    [token, reuseSeconds],
  );
  const [spent] = rows;
  const user = spent ? await findUserById(client, spent.user_id) : null;
  if (!spent || !user) {
    return { kind: 'refused', error: refused('refresh_token_not_found', 'Refresh Token Not Found') };
  }
  if (isBanned(user)) return { kind: 'refused', error: refused('user_banned', 'User Banned') };
  if (spent.expired) return { kind: 'refused', error: refused('session_expired', 'Session Expired') };

  let issued: string | null = null;
  if (spent.revoked) {
    const active = await client.query<{ token: string; parent: string | null }>(
      `select token, parent from auth.refresh_tokens where session_id = $1 and not revoked order by id desc limit 1`,
      [spent.session_id],
    );
    const [current] = active.rows;
    if (current?.parent === spent.token) issued = current.token;
    // Without an active token the session ended by theft: stricter than GoTrue, which would still look at the clock.
    else if (!current || !spent.reusable) {
      await client.query(
        'update auth.refresh_tokens set revoked = true, updated_at = now() where session_id = $1 and not revoked',
        [spent.session_id],
      );
      return { kind: 'refused', error: refused('refresh_token_already_used', 'Already Used') };
    }
  }
  if (issued === null) {
    await client.query(
      `update auth.refresh_tokens set revoked = true, updated_at = now() where token = $1 and not revoked`,
      [spent.token],
    );
    issued = await insertRefreshToken(client, user.id, spent.session_id, spent.token);
    await client.query('update auth.sessions set refreshed_at = now(), updated_at = now() where id = $1', [
      spent.session_id,
    ]);
  }
  return { kind: 'session', session: await answer(client, sign, user, spent.session_id, issued) };
}

/** `local` ends this session, `others` all but this one, `global` all of the user's. */
export type SignOutScope = 'global' | 'local' | 'others';

export async function endSessions(
  client: ClientBase,
  userId: string,
  sessionId: string | null,
  scope: SignOutScope,
): Promise<void> {
  const others = scope === 'others';
  const onlyThis = scope === 'local';
  await client.query(
    `delete from auth.sessions
     where user_id = $1 and (not $3 or id = $2::uuid) and (not $4 or id is distinct from $2::uuid)`,
    [userId, sessionId, onlyThis, others],
  );
}
