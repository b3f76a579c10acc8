import { classNames } from './class-names.ts';

/** A key cap. `quiet` draws it for a coloured background. Hidden where there is no keyboard. */
export function Kbd({ children, quiet = false }: { children: string; quiet?: boolean }) {
  return (
    <kbd
      aria-hidden="true"
      // Drawn by the style sheet: as text it would be part of a button's visible label.
      data-text={children}
      className={classNames(
        'ml-0.5 inline-flex h-4 min-w-4 items-center justify-center rounded-[4px] px-1 font-sans text-2xs leading-none font-medium pointer-coarse:hidden',
        quiet ? 'bg-white/15 text-white' : 'border border-line bg-sunken text-ink-3',
      )}
    />
  );
}
