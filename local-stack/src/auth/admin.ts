/** /admin/users: for the secret key and tokens of service_role alone. */
import { z } from 'zod';
import { AuthError, invalid } from './errors.ts';
import { checkStrength, hashPassword } from './passwords.ts';
import { type AuthParts, inTransaction, json, Metadata, type Route, readBody } from './service-parts.ts';
import { noPhone } from './sign-in.ts';
import {
  deleteUser,
  findUserById,
  insertUser,
  listUsers,
  normaliseEmail,
  publicUser,
  type UserRow,
  updateUser,
} from './users.ts';

const AdminUser = z.object({
  id: z.uuid().optional(),
  email: z.string().optional(),
  phone: z.string().optional(),
  password: z.string().optional(),
  password_hash: z.string().optional(),
  email_confirm: z.boolean().optional(),
  role: z.string().max(255).optional(),
  ban_duration: z.string().optional(),
  app_metadata: Metadata.nullish(),
  user_metadata: Metadata.nullish(),
});
type AdminUser = z.infer<typeof AdminUser>;

const UNIT_MS: Readonly<Record<string, number>> = {
  ns: 1e-6,
  us: 1e-3,
  µs: 1e-3,
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
};

/** Go's duration (`24h`, `1h30m`), or `none`, which lifts the ban. undefined: nothing was said. */
export function banEnd(duration: string | undefined, now: number): Date | null | undefined {
  if (duration === undefined || duration === '') return undefined;
  if (duration === 'none') return null;
  if (!/^(?:\d+(?:\.\d+)?(?:ns|us|µs|ms|s|m|h))+$/.test(duration)) {
    throw invalid(`invalid format for ban duration: ${duration}`);
  }
  let milliseconds = 0;
  for (const [, amount, unit] of duration.matchAll(/(\d+(?:\.\d+)?)(ns|us|µs|ms|s|m|h)/g)) {
    milliseconds += Number(amount) * (UNIT_MS[unit ?? ''] ?? 0);
  }
  const end = new Date(now + milliseconds);
  // Beyond the year 9999 neither ISO dates nor clients can say when.
  return Number.isNaN(end.getTime()) || end.getUTCFullYear() > 9999 ? new Date('9999-12-31T00:00:00Z') : end;
}

async function passwordHashOf({ settings }: AuthParts, body: AdminUser): Promise<string | null> {
  if (body.password_hash !== undefined) throw invalid('The local stack takes no password_hash');
  if (body.password === undefined || body.password === '') return null;
  checkStrength(body.password, settings.minimum_password_length);
  return hashPassword(body.password);
}

const emailExists = () =>
  new AuthError(422, 'email_exists', 'A user with this email address has already been registered');

const createUser: Route = async (parts, request) => {
  const body = await readBody(request, AdminUser);
  if (body.phone) throw noPhone();
  if (!body.email) throw invalid('Cannot create a user without either an email or phone');
  const email = normaliseEmail(body.email);
  const passwordHash = await passwordHashOf(parts, body);
  const bannedUntil = banEnd(body.ban_duration, Date.now()) ?? null;
  const user = await inTransaction(parts, async (client) => {
    const made = await insertUser(client, {
      id: body.id,
      email,
      role: body.role || 'authenticated',
      passwordHash,
      confirmed: body.email_confirm === true,
      appMetadata: body.app_metadata ?? {},
      userMetadata: body.user_metadata ?? {},
      bannedUntil,
    });
    if (!made) throw emailExists();
    return made;
  });
  return json(publicUser(user));
};

const changeUser = async (parts: AuthParts, request: Request, user: UserRow): Promise<Response> => {
  const body = await readBody(request, AdminUser);
  if (body.phone) throw noPhone();
  const passwordHash = await passwordHashOf(parts, body);
  const bannedUntil = banEnd(body.ban_duration, Date.now());
  const email = body.email ? normaliseEmail(body.email) : undefined;
  const changed = await inTransaction(parts, (client) =>
    updateUser(client, user, {
      ...(email === undefined ? {} : { email }),
      ...(body.role ? { role: body.role } : {}),
      ...(passwordHash === null ? {} : { passwordHash }),
      ...(bannedUntil === undefined ? {} : { bannedUntil }),
      ...(body.app_metadata ? { appMetadata: body.app_metadata } : {}),
      ...(body.user_metadata ? { userMetadata: body.user_metadata } : {}),
      confirmed: body.email_confirm === true,
    }),
  );
  return json(publicUser(changed));
};

const Removal = z.object({ should_soft_delete: z.boolean().optional() });

const removeUser = async (parts: AuthParts, request: Request, user: UserRow): Promise<Response> => {
  const { should_soft_delete: soft } = await readBody(request, Removal);
  if (soft) throw invalid('The local stack deletes users for good only');
  await inTransaction(parts, (client) => deleteUser(client, user.id));
  return json({});
};

const MAX_PER_PAGE = 1000;

function pageOf(url: URL, name: string, fallback: number): number {
  const text = url.searchParams.get(name) ?? '';
  if (text === '') return fallback;
  const value = Number(text);
  if (!/^\d{1,9}$/.test(text) || value < 1) throw invalid(`${name} must be a whole number above zero`);
  return value;
}

const list: Route = async (parts, _request, url) => {
  const page = pageOf(url, 'page', 1);
  const perPage = Math.min(pageOf(url, 'per_page', 50), MAX_PER_PAGE);
  const { users, total } = await inTransaction(parts, (client) => listUsers(client, page, perPage));
  const last = Math.max(1, Math.ceil(total / perPage));
  const link = (to: number, rel: string) => `</admin/users?page=${to}&per_page=${perPage}>; rel="${rel}"`;
  const links = [...(page < last ? [link(page + 1, 'next')] : []), link(last, 'last')];
  return json({ users: users.map(publicUser), aud: 'authenticated' }, 200, {
    'x-total-count': String(total),
    link: links.join(', '),
  });
};

/** `path` is what follows /auth/v1; null when it is no route of this file. The caller has been checked. */
export async function adminRoute(
  parts: AuthParts,
  request: Request,
  url: URL,
  path: string,
): Promise<Response | null> {
  const { method } = request;
  if (path === '/admin/users') {
    if (method === 'GET') return list(parts, request, url);
    return method === 'POST' ? createUser(parts, request, url) : null;
  }
  const id = /^\/admin\/users\/([^/]+)$/.exec(path)?.[1];
  if (id === undefined || !['GET', 'PUT', 'DELETE'].includes(method)) return null;
  const user = await inTransaction(parts, (client) => findUserById(client, id));
  if (!user) throw new AuthError(404, 'user_not_found', 'User not found');
  if (method === 'PUT') return changeUser(parts, request, user);
  return method === 'DELETE' ? removeUser(parts, request, user) : json(publicUser(user));
}
