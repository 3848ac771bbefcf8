/** What the viewer and its fitting worker tell each other. */
import type { AvatarModel } from '../../../../avatar/scene/model.ts';
import type { DecodedImage } from '../../../../avatar/scene/portrait.ts';
import type { RestShape } from '../../../../avatar/scene/pose.ts';
import type { AvatarLook } from '../../../../supabase/functions/_shared/contract/look.ts';
import type { Unseen, Wearer } from './fitting-room.ts';

/** Somebody and the address of the model that was baked of them. */
export interface Lender extends Wearer {
  readonly url: string;
}

export interface FittingOptions {
  /** Address of `creator/manifest.json`. */
  readonly manifestUrl: string;
  readonly own: Lender;
  readonly others: readonly Lender[];
  /** Longest side of the textures drawn. */
  readonly textureSize: number;
}

export type ToFitting =
  | { readonly type: 'open'; readonly options: FittingOptions }
  | { readonly type: 'fit'; readonly id: number; readonly look: AvatarLook };

export interface FittedMessage {
  readonly type: 'fitted';
  readonly id: number;
  readonly model: AvatarModel | null;
  readonly shape: RestShape;
  readonly pictures: readonly { readonly part: number; readonly picture: DecodedImage }[];
  readonly unseen: readonly Unseen[];
}
export type FromFitting =
  | FittedMessage
  | { readonly type: 'failed'; readonly id: number; readonly message: string };
