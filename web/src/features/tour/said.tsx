/** What the strip says in sight; the polite region says it to whoever listens. */
export function Said({ title, text }: { readonly title: string; readonly text: string }) {
  return (
    <div className="min-w-0">
      <p className="text-sm font-semibold text-ink">{title}</p>
      <p className="text-sm text-ink-2">{text}</p>
    </div>
  );
}
