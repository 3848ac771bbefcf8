import type { AuthError } from '@supabase/supabase-js';
import { useMutation } from '@tanstack/react-query';
import { ApiError } from '../../lib/api-error.ts';
import { implicitClient, supabase } from '../../lib/supabase.ts';

/** What the forms can say about a refused sign-in or sign-up. */
export type AuthProblem =
  | 'credentials'
  | 'taken'
  | 'weakPassword'
  | 'unconfirmed'
  | 'rateLimited'
  | 'samePassword'
  | 'invalidEmail'
  | 'expired';

const PROBLEMS: Readonly<Record<string, AuthProblem>> = {
  invalid_credentials: 'credentials',
  user_already_exists: 'taken',
  email_exists: 'taken',
  weak_password: 'weakPassword',
  email_not_confirmed: 'unconfirmed',
  over_request_rate_limit: 'rateLimited',
  over_email_send_rate_limit: 'rateLimited',
  same_password: 'samePassword',
  email_address_invalid: 'invalidEmail',
  validation_failed: 'invalidEmail',
  session_not_found: 'expired',
};

export class AuthProblemError extends Error {
  override readonly name = 'AuthProblemError';
  readonly problem: AuthProblem;
  constructor(problem: AuthProblem) {
    super(problem);
    this.problem = problem;
  }
}

/** Auth's own code decides, never its message. An unknown one is a fault of the service. */
export function authFailure(error: Pick<AuthError, 'code' | 'status' | 'message'>): Error {
  const problem = error.code ? PROBLEMS[error.code] : undefined;
  if (problem) return new AuthProblemError(problem);
  const status = error.status ?? 0;
  return new ApiError(status === 0 ? 'network' : 'unavailable', status, error.message);
}

export interface Credentials {
  readonly email: string;
  readonly password: string;
}

export function useSignIn() {
  return useMutation({
    mutationFn: async (credentials: Credentials) => {
      const { error } = await (await supabase()).auth.signInWithPassword(credentials);
      if (error) throw authFailure(error);
    },
  });
}

/** Resolves to whether the account can be used at once, or its address must be confirmed first. */
export function useSignUp() {
  return useMutation({
    mutationFn: async ({ name, ...credentials }: Credentials & { readonly name: string }) => {
      const { data, error } = await (await supabase()).auth.signUp({
        ...credentials,
        options: { data: { name }, emailRedirectTo: `${location.origin}/avatars/gallery` },
      });
      if (error) throw authFailure(error);
      return { signedIn: data.session !== null };
    },
  });
}

export function useRecover() {
  return useMutation({
    mutationFn: async (email: string) => {
      const { error } = await (await implicitClient()).auth.resetPasswordForEmail(email, {
        redirectTo: `${location.origin}/reset-password`,
      });
      if (error) throw authFailure(error);
    },
  });
}

export function useResetPassword() {
  return useMutation({
    mutationFn: async (password: string) => {
      const { error } = await (await supabase()).auth.updateUser({ password });
      if (error) throw authFailure(error);
    },
  });
}
