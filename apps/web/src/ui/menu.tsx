'use client';

import {
  useId,
  useRef,
  type ComponentProps,
  type KeyboardEvent,
  type ReactNode,
  type ToggleEvent,
} from 'react';

import { classNames } from './class-names.ts';
import { Icon, type IconName } from './icon.tsx';

/** The options of {@link Menu}. */
export interface MenuProps {
  /** What is drawn inside the button that opens the menu. */
  readonly trigger: ReactNode;
  /** The name of the menu; said after the text of the button. */
  readonly label: string;
  /** The look of the button. */
  readonly triggerProps?: Omit<ComponentProps<'button'>, 'type' | 'children'>;
  /** {@link MenuItem}s, {@link MenuLabel}s and {@link MenuLine}s. */
  readonly children: ReactNode;
}

const gapPx = 6;
const edgePx = 8;

/** Places an open popover beside its button: below, or above when there is no room. */
function place(menu: HTMLElement, button: HTMLElement) {
  const at = button.getBoundingClientRect();
  const { offsetWidth: width, offsetHeight: height } = menu;
  const below = at.bottom + gapPx;
  const top = below + height > innerHeight - edgePx ? at.top - gapPx - height : below;
  const left = Math.min(at.left, innerWidth - edgePx - width);
  menu.style.top = `${Math.max(edgePx, top)}px`;
  menu.style.left = `${Math.max(edgePx, left)}px`;
}

/** A menu on the platform's popover: closes on Esc and on a press outside; arrows move, Enter runs. */
export function Menu({ trigger, label, triggerProps, children }: MenuProps) {
  const id = useId();
  const button = useRef<HTMLButtonElement>(null);
  const menu = useRef<HTMLDivElement>(null);

  const items = () =>
    Array.from(menu.current?.querySelectorAll<HTMLElement>('[role^="menuitem"]') ?? []);

  function onToggle(event: ToggleEvent<HTMLDivElement>) {
    if (event.newState !== 'open' || button.current === null) return;
    place(event.currentTarget, button.current);
    items()[0]?.focus();
  }

  function onKeyDown(event: KeyboardEvent) {
    const all = items();
    const at = all.findIndex((item) => item === document.activeElement);
    const next = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: all.length - 1 }[event.key];
    if (next !== undefined) {
      event.preventDefault();
      all[(next + all.length) % all.length]?.focus();
    }
    if (event.key === 'Tab') menu.current?.hidePopover();
  }

  return (
    <>
      <button {...triggerProps} ref={button} type="button" popoverTarget={id} aria-haspopup="menu">
        {trigger}
        <span className="sr-only">{label}</span>
      </button>
      <div
        ref={menu}
        id={id}
        popover="auto"
        role="menu"
        tabIndex={-1}
        aria-label={label}
        className="popover"
        onToggle={onToggle}
        onKeyDown={onKeyDown}
        onClick={() => menu.current?.hidePopover()}
      >
        {children}
      </div>
    </>
  );
}

const itemClass =
  'flex min-h-8 w-full items-center gap-2 rounded-md px-2 text-left text-sm text-ink outline-none hover:bg-hover focus-visible:bg-hover';

/** One action of a menu. With `checked` it is one choice of a group. */
export function MenuItem(props: {
  icon?: IconName;
  checked?: boolean;
  danger?: boolean;
  onSelect?: () => void;
  children: ReactNode;
}) {
  const { icon, checked, danger = false, onSelect, children } = props;
  return (
    <button
      type={onSelect ? 'button' : 'submit'}
      role={checked === undefined ? 'menuitem' : 'menuitemradio'}
      aria-checked={checked}
      tabIndex={-1}
      className={classNames(itemClass, danger && 'text-bad')}
      onClick={onSelect}
    >
      {icon ? <Icon name={icon} className="size-4 text-ink-3" /> : null}
      <span className="flex-1">{children}</span>
      {checked ? <Icon name="check" className="size-4 text-accent-ink" /> : null}
    </button>
  );
}

/** A quiet heading inside a menu. */
export function MenuLabel({ children }: { children: string }) {
  return (
    <div role="presentation" className="px-2 pt-2 pb-1 text-xs font-medium text-ink-3">
      {children}
    </div>
  );
}

/** A line between groups of a menu. */
export function MenuLine() {
  return <div role="separator" className="my-1 border-t border-line" />;
}
