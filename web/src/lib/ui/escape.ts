/**
 * Escape while a toast lies over a dialog. Radix gives the key to the layer that came last, which would be the toast: it
 * leaves the key to the dialog under the focus, as whoever pressed it means.
 */
const left = new WeakSet<Event>();

/** For toasts: whether the key was meant for a dialog, which then gets it. */
export function leaveToDialog(event: KeyboardEvent): void {
  const target = event.target instanceof Element ? event.target : null;
  if (!target?.closest('[role=dialog], [role=alertdialog]')) return;
  event.preventDefault();
  left.add(event);
}

/** For dialogs: whether a toast left them this key. */
export const wasLeftToDialog = (event: Event): boolean => left.has(event);
