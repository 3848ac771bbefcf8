/**
 * The agent's own session: an Auth user whose role is `gpu_agent`. supabase-js refreshes the token by the host's
 * clock; where that clock is wrong the server says 401 first, and the session is renewed on that word instead.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import { createClient, isAuthRetryableFetchError, type SupabaseClient } from '@supabase/supabase-js';
import type { AgentConfig } from './config.ts';

export const AGENT_ROLE = 'gpu_agent';

/** Requests that do not carry a file. Longer than any function of the protocol takes, shorter than a lease. */
const REQUEST_TIMEOUT_MS = 10_000;
/** A file of several GB on a slow line. */
const TRANSFER_TIMEOUT_MS = 30 * 60_000;

/** The account is wrong, not the network: trying again changes nothing. */
export class SignInRefused extends Error {
  override readonly name = 'SignInRefused';
}

/** What ends the transfers that are begun inside: storage-js takes a signal for downloads alone. */
export const transferSignal = new AsyncLocalStorage<AbortSignal>();

/** `fetch` that gives up: a request without an answer must not hold a task for ever. */
export function timedFetch(requestTimeoutMs = REQUEST_TIMEOUT_MS): typeof fetch {
  return (input, init) => {
    const address = input instanceof Request ? input.url : String(input);
    const transfer = address.includes('/storage/v1/object/') && !address.includes('/object/list/');
    const timeout = AbortSignal.timeout(transfer ? TRANSFER_TIMEOUT_MS : requestTimeoutMs);
    const ends = [init?.signal, transfer ? transferSignal.getStore() : undefined];
    return fetch(input, {
      ...init,
      signal: AbortSignal.any([timeout, ...ends.filter((signal) => signal != null)]),
    });
  };
}

export class AgentSession {
  readonly client: SupabaseClient;
  readonly #email: string;
  readonly #password: string;
  #renewal: Promise<void> | undefined;
  #agentId = '';

  constructor(config: Pick<AgentConfig, 'url' | 'publishableKey' | 'email' | 'password' | 'leaseSeconds'>) {
    this.#email = config.email;
    this.#password = config.password;
    this.client = createClient(config.url, config.publishableKey, {
      auth: { persistSession: false, autoRefreshToken: true, detectSessionInUrl: false },
      global: { fetch: timedFetch(Math.min(REQUEST_TIMEOUT_MS, config.leaseSeconds * 500)) },
    });
  }

  /** User id of the agent's account, the `id` of its row in gpu_agents. */
  get agentId(): string {
    return this.#agentId;
  }

  /**
   * @throws SignInRefused when the account or its role is wrong; any other error means that nobody answered and
   *   trying again makes sense.
   */
  async signIn(): Promise<void> {
    const { data, error } = await this.client.auth.signInWithPassword({
      email: this.#email,
      password: this.#password,
    });
    if (error) {
      const temporary =
        isAuthRetryableFetchError(error) ||
        error.status === undefined ||
        error.status >= 500 ||
        error.status === 429;
      if (temporary) throw error;
      throw new SignInRefused(
        `Sign-in of ${this.#email} was refused (${error.code ?? error.status}). An administrator can make or repair the account with \`npm run agent:enroll\`.`,
      );
    }
    if (data.user.role !== AGENT_ROLE) {
      throw new SignInRefused(
        `${this.#email} signs in with the role ${data.user.role}, not ${AGENT_ROLE}: use an account made by \`npm run agent:enroll\`.`,
      );
    }
    this.#agentId = data.user.id;
  }

  /** A new token, after the server refused the present one. Callers that meet the same refusal share one renewal. */
  async renew(): Promise<void> {
    this.#renewal ??= this.#renewNow().finally(() => {
      this.#renewal = undefined;
    });
    await this.#renewal;
  }

  async #renewNow(): Promise<void> {
    const { error } = await this.client.auth.refreshSession();
    if (error) await this.signIn();
    await this.client.realtime.setAuth();
  }

  async close(): Promise<void> {
    await this.client.removeAllChannels();
    await this.client.auth.signOut({ scope: 'local' });
    await this.client.auth.stopAutoRefresh();
  }
}
