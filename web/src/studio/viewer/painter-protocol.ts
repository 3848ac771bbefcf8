/** What the viewer and its painter tell each other. */
import type { DecodedImage } from '../../../../avatar/scene/portrait.ts';

/** A set by its name or a plain colour, for a picture of this size. */
export interface Order {
  readonly id: number;
  readonly set: string | null;
  readonly color: string | null;
  readonly width: number;
  readonly height: number;
}

export type Painted =
  | { readonly id: number; readonly picture: DecodedImage }
  | { readonly id: number; readonly message: string };
