import { classNames } from './class-names.ts';

/** A grey bar in place of what is loading. It shows itself only after 200 ms. */
export function Skeleton({ className }: { className?: string }) {
  return (
    <span aria-hidden="true" className={classNames('skeleton after-200ms block', className)} />
  );
}
