/** The mark of Unite-Hub. */
export function Logo({ className = 'size-8' }: { className?: string }) {
  return (
    <svg viewBox="0 0 32 32" className={className} aria-hidden="true" focusable="false">
      <rect width="32" height="32" rx="9" className="fill-accent" />
      <path
        d="M9.5 9v7.5a6.5 6.5 0 0 0 13 0V9"
        fill="none"
        stroke="#fff"
        strokeWidth="3.6"
        strokeLinecap="round"
      />
      <circle cx="16" cy="9.6" r="2.3" fill="#fff" />
    </svg>
  );
}
