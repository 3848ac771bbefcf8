/**
 * What a publisher lists of a voice: files with sizes and digests, at one commit, so that what is downloaded is what
 * was listed. Hugging Face's Hub API: /api/models/{repo}/revision/{name} and /api/models/{repo}/tree/{commit}/{path}.
 */
import { z } from 'zod';
import type { CatalogueVoice } from './catalogue.ts';
import { check, type Digest, type Line, type RemoteFile, request } from './download.ts';
import { VoiceError } from './voice-error.ts';

export interface Listing {
  readonly revision: string;
  /** Page of the listing, for people. */
  readonly page: string;
  readonly files: readonly RemoteFile[];
}

const Revision = z.object({ sha: z.string().regex(/^[0-9a-f]{40}$/) });
const Tree = z.array(
  z.object({
    type: z.string(),
    path: z.string(),
    size: z.number().int().min(0),
    oid: z.string(),
    lfs: z.object({ oid: z.string().regex(/^[0-9a-f]{64}$/), size: z.number().int().min(1) }).optional(),
  }),
);
const PAGES = 50;

/** `HF_ENDPOINT` as Hugging Face's own tools read it, for mirrors. */
export function hubAddress(env: NodeJS.ProcessEnv = process.env): string {
  return (env.HF_ENDPOINT ?? 'https://huggingface.co').replace(/\/+$/, '');
}

/** @throws {VoiceError} */
export async function listFiles(voice: CatalogueVoice, line: Line, hub = hubAddress()): Promise<Listing> {
  const api = `${hub}/api/models/${voice.repository}`;
  const { sha } = await json(`${api}/revision/main`, Revision, line);
  const entries: z.infer<typeof Tree> = [];
  let next: string | null = `${api}/tree/${sha}/${voice.path}?recursive=true`;
  for (let page = 0; next !== null && page < PAGES; page++) {
    const answer: { value: z.infer<typeof Tree>; next: string | null } = await jsonPage(next, Tree, line);
    entries.push(...answer.value);
    next = answer.next;
  }
  const files = entries
    .filter((entry) => entry.type === 'file' && voice.files.test(entry.path))
    .map((entry): RemoteFile => {
      const digest: Digest = entry.lfs
        ? { algorithm: 'sha256', hex: entry.lfs.oid }
        : { algorithm: 'git-sha1', hex: entry.oid };
      const name = voice.path === '' ? entry.path : entry.path.slice(voice.path.length + 1);
      if (name === '' || name.split('/').includes('..') || name.startsWith('/')) {
        throw new VoiceError('listing', `The publisher lists a file with an impossible name: ${entry.path}.`);
      }
      const path = entry.path.split('/').map(encodeURIComponent).join('/');
      return {
        name,
        url: `${hub}/${voice.repository}/resolve/${sha}/${path}`,
        size: entry.lfs?.size ?? entry.size,
        digest,
      };
    });
  if (!files.some((file) => file.name.endsWith('.onnx'))) {
    throw new VoiceError('listing', `${voice.repository} lists no model under ${voice.path || '/'}.`);
  }
  const page = `${hub}/${voice.repository}/tree/${sha}/${voice.path}`;
  return { revision: sha, page, files };
}

async function json<T>(url: string, schema: z.ZodType<T>, line: Line): Promise<T> {
  return (await jsonPage(url, schema, line)).value;
}

const TRIES = 4;

async function jsonPage<T>(
  url: string,
  schema: z.ZodType<T>,
  line: Line,
): Promise<{ readonly value: T; readonly next: string | null }> {
  for (let attempt = 1; ; attempt++) {
    const response = await request(url, line.signal);
    try {
      await check(response, new URL(url).pathname);
    } catch (error) {
      if (error instanceof VoiceError) throw error;
      if (attempt >= TRIES) {
        throw new VoiceError('refused', `${new URL(url).host} is busy; try again later.`, { cause: error });
      }
      await line.wait(2 ** attempt, line.signal);
      continue;
    }
    const parsed = schema.safeParse(await response.json().catch(() => undefined));
    if (!parsed.success) {
      const message = `${new URL(url).host} answered something that is no listing; a proxy or a login page may stand between.`;
      throw new VoiceError('listing', message, { cause: parsed.error });
    }
    const link = /<([^>]+)>;\s*rel="next"/.exec(response.headers.get('link') ?? '')?.[1];
    return { value: parsed.data, next: link === undefined ? null : new URL(link, url).href };
  }
}
