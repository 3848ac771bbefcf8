/** Rows of auth.users and auth.identities, and the user as clients see it. */
import { randomUUID } from 'node:crypto';
import type { ClientBase } from 'pg';
import { AuthError, invalid } from './errors.ts';

export type Metadata = Readonly<Record<string, unknown>>;

export interface UserRow {
  readonly id: string;
  readonly aud: string;
  readonly role: string;
  readonly email: string | null;
  readonly phone: string | null;
  readonly encrypted_password: string | null;
  readonly email_confirmed_at: Date | null;
  readonly phone_confirmed_at: Date | null;
  readonly confirmed_at: Date | null;
  readonly confirmation_sent_at: Date | null;
  readonly recovery_sent_at: Date | null;
  readonly last_sign_in_at: Date | null;
  readonly raw_app_meta_data: Metadata;
  readonly raw_user_meta_data: Metadata;
  readonly banned_until: Date | null;
  readonly is_anonymous: boolean;
  readonly created_at: Date;
  readonly updated_at: Date;
  readonly identities: readonly IdentityRow[];
}

interface IdentityRow {
  readonly id: string;
  readonly provider_id: string;
  readonly user_id: string;
  readonly identity_data: Metadata;
  readonly provider: string;
  readonly last_sign_in_at: string | null;
  readonly created_at: string | null;
  readonly updated_at: string | null;
  readonly email: string | null;
}

const NO_INSTANCE = '00000000-0000-0000-0000-000000000000';

const COLUMNS = `
  u.id, u.aud, u.role, u.email, u.phone, u.encrypted_password, u.email_confirmed_at, u.phone_confirmed_at,
  u.confirmed_at, u.confirmation_sent_at, u.recovery_sent_at, u.last_sign_in_at,
  coalesce(u.raw_app_meta_data, '{}') as raw_app_meta_data,
  coalesce(u.raw_user_meta_data, '{}') as raw_user_meta_data,
  u.banned_until, u.is_anonymous, u.created_at, u.updated_at,
  (select coalesce(jsonb_agg(to_jsonb(i) order by i.created_at), '[]')
   from auth.identities i where i.user_id = u.id) as identities`;

/** @throws AuthError validation_failed */
export function normaliseEmail(email: string): string {
  const address = email.trim().toLowerCase();
  if (!/^[^\s@"<>()\\,;:]+@[^\s@"<>()\\,;:.]+(?:\.[^\s@"<>()\\,;:.]+)*$/.test(address)) {
    throw invalid('Unable to validate email address: invalid format');
  }
  if (address.length > 255) {
    throw new AuthError(400, 'email_address_invalid', 'Email address is longer than 255 characters');
  }
  return address;
}

export async function findUserById(client: ClientBase, id: string): Promise<UserRow | null> {
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(id)) return null;
  const { rows } = await client.query<UserRow>(
    `select ${COLUMNS} from auth.users u where u.id = $1 and u.deleted_at is null`,
    [id],
  );
  return rows[0] ?? null;
}

export async function findUserByEmail(client: ClientBase, email: string): Promise<UserRow | null> {
  const { rows } = await client.query<UserRow>(
    `select ${COLUMNS} from auth.users u where u.email = $1 and not u.is_sso_user and u.deleted_at is null`,
    [email],
  );
  return rows[0] ?? null;
}

/** Newest first, as Auth's list. */
export async function listUsers(
  client: ClientBase,
  page: number,
  perPage: number,
): Promise<{ users: UserRow[]; total: number }> {
  const { rows } = await client.query<UserRow>(
    `select ${COLUMNS} from auth.users u where u.deleted_at is null
     order by u.created_at desc, u.id limit $1 offset $2`,
    [perPage, (page - 1) * perPage],
  );
  const count = await client.query<{ count: string }>(
    'select count(*) from auth.users where deleted_at is null',
  );
  return { users: rows, total: Number(count.rows[0]?.count ?? 0) };
}

export interface NewUser {
  readonly id?: string | undefined;
  readonly email: string;
  readonly role: string;
  readonly passwordHash: string | null;
  readonly confirmed: boolean;
  readonly appMetadata: Metadata;
  readonly userMetadata: Metadata;
  readonly bannedUntil: Date | null;
}

const isUniqueViolation = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === '23505';

/** Returns null when the address is taken. A failing trigger on auth.users is answered as hosted does. */
export async function insertUser(client: ClientBase, user: NewUser): Promise<UserRow | null> {
  const id = user.id ?? randomUUID();
  try {
    await client.query(
      `insert into auth.users (instance_id, id, aud, role, email, encrypted_password, email_confirmed_at,
         raw_app_meta_data, raw_user_meta_data, banned_until, created_at, updated_at)
       values ($1, $2, 'authenticated', $3, $4, $5, case when $6 then now() end, $7, $8, $9, now(), now())`,
      [
        NO_INSTANCE,
        id,
        user.role,
        user.email,
        user.passwordHash,
        user.confirmed,
        { provider: 'email', providers: ['email'], ...user.appMetadata },
        user.userMetadata,
        user.bannedUntil,
      ],
    );
    const identity = {
      sub: id,
      email: user.email,
      email_verified: user.confirmed,
      phone_verified: false,
      ...user.userMetadata,
    };
    await client.query(
      `insert into auth.identities (provider_id, user_id, identity_data, provider, last_sign_in_at, created_at,
         updated_at)
       values ($1::text, $1::uuid, $2, 'email', now(), now(), now())`,
      [id, identity],
    );
  } catch (error) {
    if (isUniqueViolation(error)) return null;
    throw new AuthError(500, 'unexpected_failure', 'Database error saving new user', { cause: error });
  }
  return findUserById(client, id);
}

export interface UserChange {
  readonly email?: string;
  readonly role?: string;
  readonly passwordHash?: string;
  readonly confirmed?: boolean;
  readonly appMetadata?: Metadata;
  readonly userMetadata?: Metadata;
  /** null lifts a ban. */
  readonly bannedUntil?: Date | null;
}

/** Metadata is merged key by key; a null removes its key, as in GoTrue. */
function merge(current: Metadata, change: Metadata | undefined): Metadata {
  const merged = { ...current, ...change };
  return Object.fromEntries(Object.entries(merged).filter(([, value]) => value !== null));
}

/** @throws AuthError email_exists */
export async function updateUser(client: ClientBase, user: UserRow, change: UserChange): Promise<UserRow> {
  try {
    await client.query(
      `update auth.users set
         email = $2, role = $3, encrypted_password = $4,
         email_confirmed_at = case when $5 then coalesce(email_confirmed_at, now()) else email_confirmed_at end,
         raw_app_meta_data = $6, raw_user_meta_data = $7, banned_until = $8, updated_at = now()
       where id = $1`,
      [
        user.id,
        change.email ?? user.email,
        change.role ?? user.role,
        change.passwordHash ?? user.encrypted_password,
        change.confirmed ?? false,
        merge(user.raw_app_meta_data, change.appMetadata),
        merge(user.raw_user_meta_data, change.userMetadata),
        change.bannedUntil === undefined ? user.banned_until : change.bannedUntil,
      ],
    );
  } catch (error) {
    if (isUniqueViolation(error)) {
      throw new AuthError(422, 'email_exists', 'A user with this email address has already been registered');
    }
    throw error;
  }
  if (change.email !== undefined && change.email !== user.email) {
    await client.query(
      `update auth.identities set identity_data = identity_data || jsonb_build_object('email', $2::text),
         updated_at = now()
       where user_id = $1 and provider = 'email'`,
      [user.id, change.email],
    );
  }
  const changed = await findUserById(client, user.id);
  if (!changed) throw new AuthError(404, 'user_not_found', 'User not found');
  return changed;
}

export async function deleteUser(client: ClientBase, id: string): Promise<void> {
  await client.query('delete from auth.users where id = $1', [id]);
}

export const isBanned = (user: UserRow): boolean =>
  user.banned_until !== null && user.banned_until.getTime() > Date.now();

const iso = (value: Date | null): string | undefined => value?.toISOString();

/** The user of Auth's answers; absent dates are absent keys. */
export function publicUser(user: UserRow): Record<string, unknown> {
  return {
    id: user.id,
    aud: user.aud,
    role: user.role,
    email: user.email ?? '',
    email_confirmed_at: iso(user.email_confirmed_at),
    phone: user.phone ?? '',
    confirmation_sent_at: iso(user.confirmation_sent_at),
    confirmed_at: iso(user.confirmed_at),
    recovery_sent_at: iso(user.recovery_sent_at),
    last_sign_in_at: iso(user.last_sign_in_at),
    app_metadata: user.raw_app_meta_data,
    user_metadata: user.raw_user_meta_data,
    identities: user.identities.map(({ id, provider_id, ...identity }) => ({
      identity_id: id,
      id: provider_id,
      ...identity,
    })),
    created_at: iso(user.created_at),
    updated_at: iso(user.updated_at),
    banned_until: iso(user.banned_until),
    is_anonymous: user.is_anonymous,
  };
}
