/** Nobody has published the model yet. */
export class ModelMissing extends Error {
  override readonly name = 'ModelMissing';
}

/**
 * Downloads a model, telling how much of it has come (0 to 1; where no length is announced it stays at 0).
 * @throws ModelMissing; Error with the HTTP status when the answer is no other success.
 */
export async function fetchModel(
  url: string,
  onProgress: (share: number) => void,
  signal: AbortSignal,
): Promise<Uint8Array> {
  const response = await fetch(url, { signal });
  if (await isMissing(response)) throw new ModelMissing(`model: ${url} is not there`);
  if (!response.ok || !response.body) throw new Error(`model: HTTP ${response.status}`);
  const total = Number(response.headers.get('content-length') ?? 0);
  const chunks: Uint8Array[] = [];
  let received = 0;
  const reader = response.body.getReader();
  for (let read = await reader.read(); !read.done; read = await reader.read()) {
    chunks.push(read.value);
    received += read.value.length;
    if (total > 0) onProgress(Math.min(1, received / total));
  }
  const bytes = new Uint8Array(received);
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return bytes;
}

/** Storage answers 400 and says in the body which status it means. */
async function isMissing(response: Response): Promise<boolean> {
  if (response.ok) return false;
  if (response.status === 404) return true;
  const body: unknown = await response.json().catch(() => null);
  return typeof body === 'object' && body !== null && 'statusCode' in body && body.statusCode === '404';
}
