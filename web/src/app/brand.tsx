/** The mark: a brow above a voice. */
export function Brand() {
  return (
    <span className="flex items-center gap-2.5">
      <svg viewBox="0 0 32 32" className="size-8" aria-hidden="true">
        <rect width="32" height="32" rx="9" fill="#0c5c58" />
        <path
          d="M9.5 12.5a6.5 6.5 0 0 1 13 0"
          fill="none"
          stroke="#fff"
          strokeWidth="2.4"
          strokeLinecap="round"
        />
        <path
          d="M9 19.2v1.6M12.5 17.6v4.8M16 16.4v7.2M19.5 17.6v4.8M23 19.2v1.6"
          stroke="#f0a27f"
          strokeWidth="2.4"
          strokeLinecap="round"
        />
      </svg>
      <span className="text-lg font-semibold tracking-[-0.03em] text-ink">Semblante</span>
    </span>
  );
}
