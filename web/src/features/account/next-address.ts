/** Where to go after signing in: only an address inside the studio, never another site. */
export function nextAddress(next: string | null): string {
  if (!next?.startsWith('/') || next.startsWith('//') || next.includes('\\')) return '/avatars/gallery';
  return next;
}
