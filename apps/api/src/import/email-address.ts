/**
 * The address that an e-mail cell holds, or null when it holds none that could be reached.
 *
 * Exports put more than an address there: Google joins several with ` ::: `, people with `;` or
 * `,`; mail programs write `Name <address>` and `mailto:`; Outlook writes the internal name of an
 * Exchange account (`/o=…`), which is nobody's address outside. The first address counts.
 */
export function firstEmail(cell: string): string | null {
  for (const part of cell.split(/ ::: |[;,]/)) {
    const address = (/<([^<>]*)>\s*$/.exec(part)?.[1] ?? part).replace(/^\s*mailto:/i, '').trim();
    if (address !== '' && !/^\/o=/i.test(address)) return address;
  }
  return null;
}
