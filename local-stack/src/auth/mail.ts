/**
 * Mails are files: one JSON object each in `<state>/outbox`, readable by this user alone. Nothing is ever sent.
 * `GET /auth/v1/outbox` lists them for development: on a loopback address only, never to a page of another site.
 */
import { mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ClientBase } from 'pg';
import type { StackContext } from '../context.ts';
import { oneTimeCode, oneTimeHash, randomFileName } from './tokens.ts';
import type { UserRow } from './users.ts';

export type MailType = 'recovery' | 'signup';

export interface Mail {
  readonly sent_at: string;
  readonly to: string;
  readonly type: MailType;
  readonly subject: string;
  /** Six digits for `verifyOtp({ email, token, type })`. */
  readonly token: string;
  /** For `verifyOtp({ token_hash, type })`; the link carries it. */
  readonly token_hash: string;
  readonly action_link: string;
}

/** How long a code is good, in seconds. */
export const CODE_SECONDS = 3600;
const SUBJECTS: Readonly<Record<MailType, string>> = {
  recovery: 'Reset Your Password',
  signup: 'Confirm Your Signup',
};
const KINDS = {
  recovery: { column: 'recovery', tokenType: 'recovery_token' },
  signup: { column: 'confirmation', tokenType: 'confirmation_token' },
} as const;
const MAX_LISTED = 100;

const folderOf = (context: StackContext): string => join(context.stateDir, 'outbox');

/** Replaces the user's code of this type by a new one. */
export async function issueCode(
  client: ClientBase,
  user: UserRow,
  type: MailType,
): Promise<{ code: string; hash: string }> {
  const email = user.email ?? '';
  const code = oneTimeCode();
  const hash = oneTimeHash(email, code);
  const { column, tokenType } = KINDS[type];
  await client.query(
    `update auth.users set ${column}_token = $2, ${column}_sent_at = now(), updated_at = now() where id = $1`,
    [user.id, hash],
  );
  await client.query(
    `insert into auth.one_time_tokens (id, user_id, token_type, token_hash, relates_to)
     values (gen_random_uuid(), $1, $2, $3, $4)
     on conflict (user_id, token_type) do update
     set token_hash = excluded.token_hash, relates_to = excluded.relates_to, created_at = now(), updated_at = now()`,
    [user.id, tokenType, hash, email],
  );
  return { code, hash };
}

/** Takes the code back: it works once. Null when it is unknown, spent or too old. */
export async function spendCode(client: ClientBase, hash: string, type: MailType): Promise<string | null> {
  const { column, tokenType } = KINDS[type];
  const { rows } = await client.query<{ user_id: string }>(
    `delete from auth.one_time_tokens
     where token_hash = $1 and token_type = $2 and created_at > localtimestamp - make_interval(secs => $3)
     returning user_id`,
    [hash, tokenType, CODE_SECONDS],
  );
  const userId = rows[0]?.user_id;
  if (userId === undefined) return null;
  await client.query(`update auth.users set ${column}_token = '' where id = $1`, [userId]);
  return userId;
}

export async function writeMail(
  context: StackContext,
  to: string,
  type: MailType,
  issued: { code: string; hash: string },
  redirectTo: string,
): Promise<void> {
  const link = new URL(`${context.url}/auth/v1/verify`);
  link.search = new URLSearchParams({ token: issued.hash, type, redirect_to: redirectTo }).toString();
  const mail: Mail = {
    sent_at: new Date().toISOString(),
    to,
    type,
    subject: SUBJECTS[type],
    token: issued.code,
    token_hash: issued.hash,
    action_link: link.href,
  };
  const folder = folderOf(context);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const name = `${mail.sent_at.replaceAll(':', '-')}-${randomFileName()}`;
  // Complete or not there: somebody may be watching the folder.
  await writeFile(join(folder, `.${name}`), `${JSON.stringify(mail, null, 2)}\n`, { mode: 0o600 });
  await rename(join(folder, `.${name}`), join(folder, `${name}.json`));
  context.log.info('mail written to the outbox', { type, folder });
}

/** Newest first. */
export async function readOutbox(context: StackContext): Promise<Mail[]> {
  const folder = folderOf(context);
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  const mails = names.filter((name) => !name.startsWith('.') && name.endsWith('.json')).sort();
  const newest = mails.reverse().slice(0, MAX_LISTED);
  return Promise.all(
    newest.map(async (name) => JSON.parse(await readFile(join(folder, name), 'utf8')) as Mail),
  );
}

const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/;

/**
 * Whether a request may see the outbox: the stack's address and the one the client used are loopback (which a rebound
 * host name is not), and no page of another origin made it.
 */
export function mayReadOutbox(context: StackContext, request: Request): boolean {
  const site = request.headers.get('sec-fetch-site');
  const host = request.headers.get('host');
  const asked = URL.parse(host === null ? request.url : `http://${host}`)?.hostname ?? '';
  return (
    LOOPBACK.test(new URL(context.url).hostname) &&
    LOOPBACK.test(asked) &&
    !request.headers.has('origin') &&
    (site === null || site === 'none' || site === 'same-origin')
  );
}
