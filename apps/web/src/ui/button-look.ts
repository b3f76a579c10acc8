import { classNames } from './class-names.ts';

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
