import { Avatar } from '../ui/avatar.tsx';
import { contactTitle, type Contact } from './contact.ts';
import { dayText, type DayStyle } from './day-text.ts';
import { StageBadge } from './stage-badge.tsx';

/** The options of {@link ContactRow}. */
export interface ContactRowProps {
  /** Its place in the list, from 0. */
  readonly row: number;
  /** Undefined while it is being loaded. */
  readonly contact: Contact | undefined;
  /** The row the keys act on. */
  readonly isActive: boolean;
  readonly isSelected: boolean;
  readonly days: DayStyle;
}

/** The id of a row's element, for `aria-activedescendant`. */
export function rowId(row: number): string {
  return `contact-row-${row}`;
}

function Cells({ contact, days }: { contact: Contact; days: DayStyle }) {
  'use memo';
  const title = contactTitle(contact);
  const second = [contact.company, contact.email, contact.phone].find(
    (it) => it !== null && it !== title,
  );
  return (
    <>
      <span role="gridcell" className="grid-name" data-second={second}>
        {title}
      </span>
      <span role="gridcell" className="grid-email">
        {contact.email}
      </span>
      <span role="gridcell" className="grid-company">
        {contact.company}
      </span>
      <span role="gridcell" className="grid-phone tabular-nums">
        {contact.phone}
      </span>
      <span role="gridcell" className="grid-stage">
        <StageBadge stage={contact.stage} />
      </span>
      <span role="gridcell" className="grid-updated tabular-nums">
        {dayText(contact.updatedAt, days)}
      </span>
    </>
  );
}

/**
 * One contact as a row of the grid; a card of two lines where the grid is narrow. What only some rows show at a
 * time (check box, second line) is drawn by the style sheet: a page starts with 26 of these.
 */
export function ContactRow({ row, contact, isActive, isSelected, days }: ContactRowProps) {
  'use memo';
  return (
    <div
      role="row"
      id={rowId(row)}
      className="grid-row"
      data-row={row}
      data-active={isActive || undefined}
      // The header is row 1.
      aria-rowindex={row + 2}
      aria-selected={isSelected}
    >
      <span
        role="gridcell"
        className="grid-select"
        data-select=""
        aria-label={isSelected ? 'Selected' : 'Not selected'}
      >
        {contact ? <Avatar name={contactTitle(contact)} /> : null}
      </span>
      {contact ? (
        <Cells contact={contact} days={days} />
      ) : (
        <span role="gridcell" className="col-span-full col-start-2 flex items-center gap-3">
          <span className="skeleton after-200ms h-3 w-48" />
          <span className="sr-only">Loading</span>
        </span>
      )}
    </div>
  );
}
