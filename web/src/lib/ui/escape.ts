/**
 * Escape while a toast lies over a dialog or a menu. Radix gives the key to the layer that came last, which would be the
 * toast: it leaves the key to the layer under the focus, as whoever pressed it means.
 */
const left = new WeakSet<Event>();

/** For toasts: whether the key was meant for a dialog or a menu, which then gets it. */
export function leaveToFocused(event: KeyboardEvent): void {
  const target = event.target instanceof Element ? event.target : null;
  if (!target?.closest('[role=dialog], [role=alertdialog], [role=menu]')) return;
  event.preventDefault();
  left.add(event);
}

/** For dialogs and menus: whether a toast left them this key. */
export const wasLeftToFocused = (event: Event): boolean => left.has(event);
