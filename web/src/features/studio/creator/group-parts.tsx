/** What the panels of the groups share. */
import type { ReactNode } from 'react';
import type { AvatarLook } from '../../../../../supabase/functions/_shared/contract/look.ts';
import { LookSlider } from './look-slider.tsx';
import type { Gesture } from './use-gesture.ts';

const FILES = import.meta.glob<string>('./pictures/*.webp', {
  eager: true,
  query: '?url',
  import: 'default',
});
/** A committed picture of a style; `node web/pictures.ts` makes them. */
export const photograph = (name: string): ReactNode => (
  <img src={FILES[`./pictures/${name}.webp`]} alt="" loading="lazy" className="size-full object-cover" />
);

export interface GroupPanelProps {
  readonly look: AvatarLook;
  /** As the person was. */
  readonly base: AvatarLook;
  readonly gesture: Gesture;
  readonly onChange: (look: AvatarLook, gesture?: string) => void;
}

interface AmountProps extends Pick<GroupPanelProps, 'gesture'> {
  readonly field: string;
  readonly label: string;
  readonly value: number;
  readonly origin: number;
  readonly onChange: (value: number, gesture: string) => void;
}

/** A share from nothing to all. */
export const Amount = (props: AmountProps) => <LookSlider min={0} max={1} {...props} />;
