import { classNames } from './class-names.ts';
import { initials } from './initials.ts';

const hues = [
  'bg-accent-soft text-accent-ink',
  'bg-info-soft text-info',
  'bg-ok-soft text-ok',
  'bg-warn-soft text-warn',
  'bg-teal-soft text-teal',
  'bg-plum-soft text-plum',
];

const sizes = {
  sm: 'size-6 text-2xs',
  md: 'size-9 text-sm',
  lg: 'size-12 text-lg',
};

/** The initials of a person (round) or of a workspace (square); the same name always gets the same hue. */
export function Avatar(props: { name: string; size?: keyof typeof sizes; square?: boolean }) {
  const { name, size = 'sm', square = false } = props;
  let sum = 0;
  for (const letter of name) sum = (sum * 31 + (letter.codePointAt(0) ?? 0)) % 9973;
  return (
    <span
      aria-hidden="true"
      // Drawn by the style sheet: as text it would be part of a button's visible label.
      data-text={initials(name)}
      className={classNames(
        'avatar inline-flex shrink-0 items-center justify-center font-semibold tracking-tight select-none',
        square ? 'rounded-sm' : 'rounded-full',
        sizes[size],
        hues[sum % hues.length],
      )}
    />
  );
}
