import type { ComponentProps, ReactNode } from 'react';

import { buttonLook, type ButtonLook } from './button-look.ts';
import { Icon, type IconName } from './icon.tsx';
import { Kbd } from './kbd.tsx';

/** The options of {@link Button}, beside those of the platform's `<button>`. */
export interface ButtonProps extends Omit<ComponentProps<'button'>, 'className'>, ButtonLook {
  /** An icon before the text. */
  readonly icon?: IconName | undefined;
  /** The key that does the same, shown after the text. */
  readonly shortcut?: string | undefined;
  /** While true a spinner replaces the icon and presses do nothing; the button keeps the focus. */
  readonly pending?: boolean | undefined;
  readonly children?: ReactNode;
}

/** A button of `type="button"` unless told otherwise. */
export function Button(props: ButtonProps) {
  const { variant, size, iconOnly, className, icon, shortcut, pending, children, ...rest } = props;
  return (
    <button
      type="button"
      {...rest}
      {...buttonLook({ variant, size, iconOnly, className })}
      {...(pending ? { 'aria-disabled': true, onClick: (event) => event.preventDefault() } : {})}
    >
      {pending ? (
        <span className="spinner" aria-hidden="true" />
      ) : icon ? (
        <Icon name={icon} />
      ) : null}
      {children}
      {shortcut ? <Kbd quiet={variant === 'primary'}>{shortcut}</Kbd> : null}
    </button>
  );
}
