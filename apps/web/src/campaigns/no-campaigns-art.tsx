/** A letter on its way. */
export function NoCampaignsArt() {
  return (
    <svg viewBox="0 0 160 96" className="h-24 w-40" fill="none" aria-hidden="true">
      <path
        d="M8 30h28M16 46h20M4 62h32"
        className="stroke-line-strong"
        strokeWidth="2"
        strokeLinecap="round"
      />
      <rect
        x="48"
        y="18"
        width="96"
        height="62"
        rx="8"
        className="fill-raised stroke-line-strong"
        strokeWidth="2"
      />
      <path
        d="m50 24 41 31a8 8 0 0 0 10 0l41-31"
        className="stroke-line-strong"
        strokeWidth="2"
        strokeLinejoin="round"
      />
      <circle cx="140" cy="20" r="13" className="fill-accent-soft" />
      <path
        d="m140 12 2 5.500 5.500 2-5.500 2-2 5.500-2-5.500-5.500-2 5.500-2 2-5.500Z"
        className="fill-accent-ink"
      />
    </svg>
  );
}
