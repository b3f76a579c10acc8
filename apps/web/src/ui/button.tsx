import type { ComponentProps, ReactNode } from 'react';

import { classNames } from './class-names.ts';
import { Icon, type IconName } from './icon.tsx';
import { Kbd } from './kbd.tsx';

/** How a button looks; give the result to a `<button>`, an `<a>` or a `<Link>`. */
export interface ButtonLook {
  /** Default `secondary`. At most one `primary` per view. */
  readonly variant?: 'primary' | 'secondary' | 'ghost' | 'danger' | undefined;
  /** Default `md` (32 px); `sm` is 26 px, `lg` is 40 px. */
  readonly size?: 'sm' | 'md' | 'lg' | undefined;
  readonly iconOnly?: boolean | undefined;
  readonly className?: string | undefined;
}

/** The attributes that make an element look like a button. */
export function buttonLook({
  variant = 'secondary',
  size = 'md',
  iconOnly,
  className,
}: ButtonLook) {
  return {
    className: classNames('button', className),
    'data-variant': variant,
    'data-size': size,
    ...(iconOnly ? { 'data-icon-only': '' } : {}),
  };
}

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
