import { type Amounts, noAmounts } from './amounts.ts';
import type { Row } from './rows.ts';

/** What one request has used and no row shows yet. */
export interface Charge {
  row: Row;
  /** Undefined for nothing. */
  used: Amounts | undefined;
}

/**
 * Requests whose work is not on their rows yet. It is kept by request for a second or so, because the tier
 * of a request is known only once it has been authenticated, and a row never shrinks.
 */
export interface Charges {
  begin(row: Row): Charge;
  /** What `charge` has used, to be added to. */
  of(charge: Charge): Amounts;
  /** Puts everything on the rows. */
  flush(book: (row: Row, used: Amounts) => void): void;
  /** How many requests are not on their rows. */
  readonly size: number;
}

/** No charges yet. */
export function createCharges(): Charges {
  let open: Charge[] = [];
  return {
    begin: (row) => ({ row, used: undefined }),
    of(charge) {
      if (charge.used === undefined) {
        charge.used = noAmounts();
        open.push(charge);
      }
      return charge.used;
    },
    flush(book) {
      for (const charge of open) {
        if (charge.used !== undefined) book(charge.row, charge.used);
        charge.used = undefined;
      }
      open = [];
    },
    get size() {
      return open.length;
    },
  };
}
