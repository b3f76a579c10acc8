import type { IconName } from './icon-sprite.tsx';

export type { IconName } from './icon-sprite.tsx';

/** A 16 px line icon in the colour of its text; decorative, so hidden from assistive technology. */
export function Icon({ name, className = 'size-4' }: { name: IconName; className?: string }) {
  return (
    <svg className={`icon ${className}`} aria-hidden="true">
      <use href={`#icon-${name}`} />
    </svg>
  );
}
