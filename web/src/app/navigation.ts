import { AudioLines, Clapperboard, Film, LayoutGrid, type LucideIcon, PenLine, Settings } from 'lucide-react';

export interface NavItem {
  readonly to: string;
  readonly label: 'gallery' | 'studio' | 'render' | 'history' | 'voices' | 'settings';
  readonly icon: LucideIcon;
  /** The bottom bar of phones has room for five. */
  readonly phone: boolean;
}

export const NAVIGATION: readonly NavItem[] = [
  { to: '/avatars/gallery', label: 'gallery', icon: LayoutGrid, phone: true },
  { to: '/avatars/studio', label: 'studio', icon: PenLine, phone: true },
  { to: '/avatars/render', label: 'render', icon: Clapperboard, phone: true },
  { to: '/avatars/history', label: 'history', icon: Film, phone: true },
  { to: '/avatars/voice-cloning', label: 'voices', icon: AudioLines, phone: true },
  { to: '/avatars/settings', label: 'settings', icon: Settings, phone: false },
];
