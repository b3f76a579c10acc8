'use client';

import {
  useEffect,
  useImperativeHandle,
  useLayoutEffect,
  useRef,
  useState,
  type KeyboardEvent,
  type MouseEvent,
  type Ref,
} from 'react';

import { classNames } from '../ui/class-names.ts';
import { Icon } from '../ui/icon.tsx';
import type { Contact } from './contact.ts';
import type { ContactListState } from './contact-list.ts';
import { nextSort, type ContactSort } from './contact-query.ts';
import { ContactRow, rowId } from './contact-row.tsx';
import type { DayStyle } from './day-text.ts';
import { readGridKey, type GridKey } from './grid-keys.ts';
import {
  contentHeightPx,
  rowTopPx,
  rowWindow,
  scrollTopToShow,
  type RowWindow,
} from './row-window.ts';

/** What the page may do to the grid from outside. */
export interface ContactGridControl {
  /** Gives the grid the focus. */
  focus(): void;
  /** Scrolls to the first row. */
  toTop(): void;
}

/** The options of {@link ContactGrid}. */
export interface ContactGridProps {
  readonly state: ContactListState;
  readonly days: DayStyle;
  /** The row the keys act on; -1 for none. */
  readonly active: number;
  readonly selected: ReadonlyMap<string, Contact>;
  readonly control: Ref<ContactGridControl>;
  /** Called when other rows came in sight. */
  readonly onLook: (start: number, end: number) => void;
  readonly onActivate: (row: number) => void;
  readonly onToggle: (row: number) => void;
  readonly onSort: (sort: ContactSort) => void;
  /** A key other than those that move; a press on a row comes as `open`. */
  readonly onKey: (key: Exclude<GridKey, { kind: 'move' }>, row: number) => void;
  readonly onPress: (row: number) => void;
}

const columns: readonly {
  readonly label: string;
  readonly className: string;
  readonly sort?: ContactSort;
}[] = [
  { label: 'Name', className: 'grid-name', sort: 'name' },
  { label: 'Email', className: 'grid-email', sort: 'email' },
  { label: 'Company', className: 'grid-company', sort: 'company' },
  { label: 'Phone', className: 'grid-phone' },
  { label: 'Stage', className: 'grid-stage' },
  { label: 'Updated', className: 'grid-updated', sort: 'updatedAt' },
];

/** The height of a row while there is none to measure. */
const fallbackRowPx = 44;

/** Rows in the server's HTML: more than a tall screen shows, so nothing jumps when the script takes over. */
const serverRows = 26;

function Header({ sort, onSort }: { sort: ContactSort; onSort: (sort: ContactSort) => void }) {
  'use memo';
  return (
    <div role="row" aria-rowindex={1} className="grid-head">
      <span role="columnheader" className="grid-select">
        <span className="sr-only">Selected</span>
      </span>
      {columns.map((column) => {
        const isUp = column.sort === sort;
        const isDown = `-${column.sort}` === sort;
        return (
          <span
            key={column.label}
            role="columnheader"
            className={column.className}
            aria-sort={isUp ? 'ascending' : isDown ? 'descending' : undefined}
          >
            {column.sort ? (
              <button
                type="button"
                className="grid-sort"
                onClick={() => onSort(nextSort(sort, column.sort ?? sort))}
              >
                {column.label}
                <Icon
                  name={isUp ? 'up' : isDown ? 'down' : 'selector'}
                  className={classNames('size-3', !isUp && !isDown && 'grid-sort-idle')}
                />
              </button>
            ) : (
              column.label
            )}
          </span>
        );
      })}
    </div>
  );
}

/**
 * The contacts as a grid that holds only the rows in sight, however long the list is. It is one stop
 * for the Tab key; arrows and letters act while it has the focus. Positions are set through the CSSOM
 * because the content security policy refuses style attributes.
 */
export function ContactGrid(props: ContactGridProps) {
  'use memo';
  const { state, days, active, selected, control, onLook } = props;
  const { rows, total } = state;
  const box = useRef<HTMLDivElement>(null);
  const head = useRef<HTMLDivElement>(null);
  const body = useRef<HTMLDivElement>(null);
  const shift = useRef<HTMLDivElement>(null);
  const isAfterPrefix = useRef(false);
  const [shown, setShown] = useState<RowWindow>({ start: 0, end: serverRows });
  const end = Math.min(shown.end, total);
  const start = Math.min(shown.start, end);

  function measure() {
    const scroller = box.current;
    const headPx = head.current?.offsetHeight ?? 0;
    const rowPx = shift.current?.firstElementChild?.clientHeight || fallbackRowPx;
    return {
      rowCount: total,
      rowPx,
      viewportPx: Math.max(0, (scroller?.clientHeight ?? 0) - headPx),
      scrollTopPx: scroller?.scrollTop ?? 0,
    };
  }

  /** Puts the rendered rows where they belong; also for the rows that are about to be replaced. */
  function place() {
    const input = measure();
    if (body.current) body.current.style.height = `${contentHeightPx(input)}px`;
    if (shift.current) shift.current.style.transform = `translateY(${rowTopPx(start, input)}px)`;
  }

  function update() {
    place();
    const next = rowWindow(measure());
    setShown((old) => (old.start === next.start && old.end === next.end ? old : next));
  }

  // The browser paints the server's rows where the flow puts them; from then on they are placed.
  useLayoutEffect(place);
  useEffect(() => {
    const scroller = box.current;
    if (scroller === null) return;
    // Reports once at the start too, so a list that became longer or shorter is looked at anew.
    const observer = new ResizeObserver(() => {
      const { start, end } = rowWindow({
        rowCount: total,
        rowPx: shift.current?.firstElementChild?.clientHeight || fallbackRowPx,
        viewportPx: scroller.clientHeight,
        scrollTopPx: scroller.scrollTop,
      });
      // Some rows too many are cheaper than to render again.
      setShown((old) => (old.start <= start && old.end >= end ? old : { start, end }));
    });
    observer.observe(scroller);
    return () => observer.disconnect();
  }, [total]);
  useEffect(() => onLook(start, end), [onLook, start, end, rows, total]);
  useImperativeHandle(control, () => ({
    focus: () => box.current?.focus({ preventScroll: true }),
    toTop: () => box.current?.scrollTo({ top: 0 }),
  }));

  function moveTo(row: number) {
    if (total === 0) return;
    const next = Math.max(0, Math.min(total - 1, row));
    props.onActivate(next);
    box.current?.scrollTo({ top: scrollTopToShow(next, measure()) });
  }

  function onKeyDown(event: KeyboardEvent) {
    // Keys pressed in a header button belong to the button.
    if (event.target !== box.current) return;
    const { rowPx, viewportPx } = measure();
    const pageRows = Math.max(1, Math.floor(viewportPx / rowPx) - 1);
    const key = readGridKey(event, { isAfterPrefix: isAfterPrefix.current, pageRows });
    isAfterPrefix.current = key?.kind === 'prefix';
    if (key === undefined) return;
    event.preventDefault();
    if (key.kind === 'move') moveTo(active < 0 && Math.abs(key.by) === 1 ? 0 : active + key.by);
    else props.onKey(key, active);
  }

  function onClick(event: MouseEvent) {
    const target = event.target as Element; // a click in this tree lands on an element
    const row = Number(target.closest<HTMLElement>('[data-row]')?.dataset['row'] ?? Number.NaN);
    if (Number.isNaN(row)) return;
    props.onActivate(row);
    if (target.closest('[data-select]')) props.onToggle(row);
    else props.onPress(row);
  }

  const places = Array.from({ length: end - start }, (_, index) => start + index);
  return (
    <div
      ref={box}
      role="grid"
      aria-label="Contacts"
      aria-rowcount={total + 1}
      aria-multiselectable="true"
      aria-busy={state.status === 'loading'}
      aria-activedescendant={active >= start && active < end ? rowId(active) : undefined}
      tabIndex={0}
      className="grid-box"
      onScroll={update}
      onKeyDown={onKeyDown}
      onClick={onClick}
    >
      <div ref={head} role="rowgroup" className="grid-head-group">
        <Header sort={state.query.sort} onSort={props.onSort} />
      </div>
      <div ref={body} role="rowgroup" className="grid-body">
        <div ref={shift} role="presentation">
          {places.map((row) => {
            const contact = rows.get(row);
            return (
              <ContactRow
                key={row}
                row={row}
                contact={contact}
                days={days}
                isActive={row === active}
                isSelected={contact !== undefined && selected.has(contact.id)}
              />
            );
          })}
        </div>
      </div>
    </div>
  );
}
