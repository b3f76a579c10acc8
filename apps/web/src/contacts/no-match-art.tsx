/** A drawing for a search without a result. */
export function NoMatchArt() {
  return (
    <svg width="112" height="84" viewBox="0 0 112 84" fill="none" aria-hidden="true">
      <rect x="14" y="10" width="64" height="14" rx="7" className="fill-press" />
      <rect x="14" y="34" width="48" height="14" rx="7" className="fill-press" />
      <rect x="14" y="58" width="56" height="14" rx="7" className="fill-press" />
      <circle cx="74" cy="42" r="22" className="fill-surface stroke-line-strong" strokeWidth="2" />
      <path d="m90 58 14 14" className="stroke-line-strong" strokeWidth="6" strokeLinecap="round" />
      <path
        d="M67 35l14 14M81 35 67 49"
        className="stroke-ink-3"
        strokeWidth="2.5"
        strokeLinecap="round"
      />
    </svg>
  );
}
