import type { ReactNode } from 'react';

import { classNames } from '../ui/class-names.ts';

/** One column of a {@link DataTable}. */
export interface DataColumn<Row> {
  readonly name: string;
  /** Figures stand at the right. */
  readonly isFigure?: boolean;
  readonly cell: (row: Row) => ReactNode;
}

/** The options of {@link DataTable}. */
export interface DataTableProps<Row> {
  /** What the table is called. */
  readonly label: string;
  readonly rows: readonly Row[];
  readonly rowKey: (row: Row) => string;
  /** The first names its row. */
  readonly columns: readonly [DataColumn<Row>, ...DataColumn<Row>[]];
}

/** Figures in rows. It scrolls by itself where it is too wide or too long. */
export function DataTable<Row>({ label, rows, rowKey, columns }: DataTableProps<Row>) {
  const [first, ...others] = columns;
  return (
    // Focusable, so that the keyboard can scroll it.
    <div
      role="region"
      aria-label={label}
      tabIndex={0}
      className="max-h-80 overflow-auto border-t border-line"
    >
      <table className="w-full text-left text-sm">
        <thead className="sticky top-0 bg-sunken text-xs text-ink-3">
          <tr>
            {columns.map(({ name, isFigure }) => (
              <th
                key={name}
                scope="col"
                className={classNames(
                  'px-4 py-2 font-medium whitespace-nowrap',
                  isFigure && 'text-right',
                )}
              >
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody className="divide-y divide-line">
          {rows.map((row) => (
            <tr key={rowKey(row)}>
              <th scope="row" className="px-4 py-2 font-medium whitespace-nowrap">
                {first.cell(row)}
              </th>
              {others.map(({ name, isFigure, cell }) => (
                <td
                  key={name}
                  className={classNames(
                    'px-4 py-2 whitespace-nowrap text-ink-2 tabular-nums',
                    isFigure && 'text-right',
                  )}
                >
                  {cell(row)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
