/** Backgrounds and the formats that can hold them. */
import type { Draft, DraftChange, Scene } from './draft.ts';

type Background = Scene['background'];

/**
 * Only `webm-alpha` keeps what is transparent, and it is of no use to anything else: choosing the background chooses
 * the format where the other one would be a mistake.
 */
export function changeBackground(draft: Draft, background: Background): DraftChange[] {
  const { format } = draft.output;
  const changes: DraftChange[] = [{ type: 'scene', scene: { background } }];
  if (background?.type === 'transparent' && format !== 'webm-alpha') {
    changes.push({ type: 'output', output: { format: 'webm-alpha' } });
  } else if (background?.type !== 'transparent' && format === 'webm-alpha') {
    changes.push({ type: 'output', output: { format: 'mp4' } });
  }
  return changes;
}

/** A transparent background whose format would show it black. */
export const losesTransparency = (
  scene: Pick<Scene, 'background'>,
  output: Pick<Draft['output'], 'format'>,
): boolean => scene.background?.type === 'transparent' && output.format !== 'webm-alpha';
