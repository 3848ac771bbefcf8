/** Repeats requests that do nothing twice: GETs, and whatever carries an Idempotency-Key. */

type Send = (request: Request) => Promise<Response>;

/** Longer waits (a month's limit is one) are the caller's to decide about. */
const LONGEST_WAIT_S = 60;

/** Seconds to wait before the next try; undefined when the answer stands. */
async function waitAfter(response: Response, attempt: number): Promise<number | undefined> {
  const told = Number(response.headers.get('retry-after') ?? Number.NaN);
  switch (response.status) {
    case 429:
      return told <= LONGEST_WAIT_S ? told : undefined;
    case 409: {
      // Another request under the same key is still being answered.
      const body = (await response
        .clone()
        .json()
        .catch(() => undefined)) as { error?: { code?: string } } | undefined;
      return body?.error?.code === 'idempotency_in_progress' ? told || 1 : undefined;
    }
    case 502:
    case 503:
    case 504:
      return Number.isNaN(told) ? backOff(attempt) : Math.min(told, LONGEST_WAIT_S);
    default:
      return undefined;
  }
}

/** 0.5 s, 1 s, 2 s, …, each shortened by up to half at random, so that clients do not come back together. */
const backOff = (attempt: number): number => 0.5 * 2 ** attempt * (0.5 + Math.random() / 2);

/** @param send Called with a copy of the request each time; what it throws is thrown after the last try. */
export function retrying(send: Send, retries: number): Send {
  return async (request) => {
    const repeatable =
      request.method === 'GET' || request.method === 'HEAD' || request.headers.has('idempotency-key');
    for (let attempt = 0; ; attempt += 1) {
      const last = !repeatable || attempt >= retries;
      let wait: number | undefined;
      try {
        const response = await send(last ? request : request.clone());
        wait = last ? undefined : await waitAfter(response, attempt);
        if (wait === undefined) return response;
        await response.body?.cancel();
      } catch (error) {
        // fetch throws TypeError for a network that failed; an abort is the caller's will.
        if (last || !(error instanceof TypeError)) throw error;
        wait = backOff(attempt);
      }
      await new Promise((resolve) => setTimeout(resolve, wait * 1000));
    }
  };
}
