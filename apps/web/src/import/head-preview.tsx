import { quantity } from '../ui/quantity.ts';
import type { FileHead } from './file-head.ts';

/** The first rows of the chosen file, so that a person sees whether it is the right one. */
export function HeadPreview({ head }: { head: FileHead }) {
  if (head.kind === 'table') return <Table header={head.header} rows={head.rows} />;
  if (head.kind === 'cards') return <Cards names={head.names} />;
  return null;
}

function Table({
  header,
  rows,
}: {
  header: readonly string[];
  rows: readonly (readonly string[])[];
}) {
  return (
    <>
      {/* Focusable, so that the keyboard can scroll it. */}
      <div
        role="region"
        aria-label="First rows of the file"
        tabIndex={0}
        className="overflow-x-auto"
      >
        <table className="w-full text-left text-sm">
          <thead className="bg-sunken text-xs text-ink-3">
            <tr>
              {header.map((name, at) => (
                <th key={at} scope="col" className="max-w-56 truncate px-4 py-2 font-medium">
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody className="divide-y divide-line">
            {rows.map((row, at) => (
              <tr key={at}>
                {header.map((_, column) => (
                  <td key={column} className="max-w-56 truncate px-4 py-2 text-ink-2">
                    {row[column]}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <p className="border-t border-line bg-sunken px-4 py-2 text-xs text-ink-3">
        {rows.length === 0
          ? 'The file has a header and no rows.'
          : `${quantity(header.length, 'column')}; the first ${quantity(rows.length, 'row')} of the file`}
      </p>
    </>
  );
}

function Cards({ names }: { names: readonly string[] }) {
  return (
    <div className="px-4 py-3 text-sm">
      <p className="text-xs text-ink-3">vCards, the first {names.length}:</p>
      <ul className="mt-1.5 grid gap-1">
        {names.map((name, at) => (
          <li key={at} className="truncate text-ink-2">
            {name}
          </li>
        ))}
      </ul>
    </div>
  );
}
