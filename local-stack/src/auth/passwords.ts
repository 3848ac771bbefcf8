/** Passwords: their least strength, and bcrypt. */
import { compare, hash, truncates } from 'bcryptjs';
import { AuthError, invalid } from './errors.ts';

/** GoTrue's cost; about 60 ms of work on a desktop core in JavaScript, given to the event loop in slices. */
const COST = 10;

/** @throws AuthError weak_password, or validation_failed for more than the 72 bytes that bcrypt reads */
export function checkStrength(password: string, minCharacters: number): void {
  if (truncates(password)) throw invalid('Password cannot be longer than 72 characters');
  if ([...password].length < minCharacters) {
    throw new AuthError(422, 'weak_password', `Password should be at least ${minCharacters} characters.`, {
      fields: { weak_password: { reasons: ['length'] } },
    });
  }
}

export const hashPassword = (password: string): Promise<string> => hash(password, COST);

/** Stands in for the hash of a user who does not exist, so that the answer takes as long. */
let nobody: Promise<string> | null = null;

/** False also for no hash (an unknown user, or one without a password), at the cost of a comparison. */
export async function verifyPassword(password: string, hashed: string | null): Promise<boolean> {
  nobody ??= hash('', COST);
  const matches = await compare(password, hashed ?? (await nobody));
  return matches && hashed !== null && !truncates(password);
}
