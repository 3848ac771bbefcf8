/** Who and what there is in the world that isolation is tried in. */
import type { SupabaseClient } from '@supabase/supabase-js';
import type { TestStack } from '../../local-stack/src/testing.ts';

export const ACTORS = ['visitor', 'ana', 'bia', 'one', 'two'] as const;
export type ActorName = (typeof ACTORS)[number];
export const isAgent = (name: ActorName): boolean => name === 'one' || name === 'two';

/** In what ana wrote and nobody else did: an answer that holds it has leaked. */
export const SECRET = 'Segredo da Ana';

/** The objects everybody tries to reach: bucket and media type. */
export const FILES = {
  portrait: ['avatars', 'image/webp'],
  accepted: ['artifacts', 'audio/wav'],
  frame: ['artifacts', 'image/png'],
  abandoned: ['artifacts', 'audio/wav'],
  ended: ['artifacts', 'audio/wav'],
  biasSpeech: ['artifacts', 'audio/wav'],
  doomed: ['artifacts', 'audio/wav'],
  film: ['renders', 'video/mp4'],
  stale: ['renders', 'video/mp4'],
  unaccepted: ['renders', 'video/mp4'],
  recording: ['voice-samples', 'audio/wav'],
  consent: ['voice-samples', 'audio/wav'],
  logo: ['uploads', 'image/png'],
  notes: ['uploads', 'image/png'],
  heard: ['previews', 'audio/wav'],
  unheard: ['previews', 'audio/wav'],
  face: ['own-avatars', 'model/gltf-binary'],
  sculpted: ['own-avatars', 'model/gltf-binary'],
  snapshot: ['own-avatars', 'image/webp'],
} as const;
export type FileName = keyof typeof FILES;

export interface StoredObject {
  readonly bucket: string;
  readonly name: string;
  readonly type: string;
}

export interface Actor {
  readonly name: ActorName;
  /** Empty for the visitor, who has no account. */
  readonly id: string;
  readonly token: string | null;
  readonly client: SupabaseClient;
}

export interface Reply {
  readonly status: number;
  readonly text: string;
  readonly body: unknown;
}

export interface World {
  readonly stack: TestStack;
  readonly actors: Readonly<Record<ActorName, Actor>>;
  readonly ids: Readonly<
    Record<
      | 'ana'
      | 'bia'
      | 'one'
      | 'two'
      | 'project'
      | 'voice'
      | 'unconsented'
      | 'newVoice'
      | 'newProject'
      | 'film'
      | 'live'
      | 'spare'
      | 'waste'
      | 'cancelled'
      | 'share'
      | 'sharedToken'
      | 'draft'
      | 'bias'
      | 'preview'
      | 'avatar'
      | 'spareAvatar'
      | 'newAvatar'
      | 'webhook'
      | 'spareWebhook'
      | 'delivery'
      | 'token',
      string
    >
  > & { readonly deletion: number; readonly removal: number };
  /** Held by `one` on ana's film in the making, her voice and her spare job; by `two` on bia's. `lost` `one` held once. */
  readonly leases: Readonly<Record<'live' | 'voice' | 'spare' | 'lost' | 'bias', string>>;
  readonly folders: Readonly<Record<'leased' | 'spare', string>>;
  readonly objects: Readonly<Record<FileName, StoredObject>>;
  /** The secret of ana's API token `ids.token`. */
  readonly apiToken: string;
  /** An address to upload with, given to `one` while it held the lease it lost. */
  readonly lateUpload: { readonly path: string; readonly token: string };
  /** A plain request, with the actor's token unless another is given. */
  request(actor: Actor, method: string, path: string, options?: RequestOptions): Promise<Reply>;
}

export interface RequestOptions {
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly token?: string;
}
