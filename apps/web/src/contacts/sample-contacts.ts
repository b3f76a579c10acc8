import { inAppLanguage } from '../api/app-language.ts';
import { unreachable } from '../api/browser-problem.ts';
import type { Outcome } from '../api/outcome.ts';
import { problemOf } from '../api/read-problem.ts';
import { apiPath } from '../api/request-json.ts';

const people = (
  'Ada Lovelace, Grace Hopper, Alan Turing, Katherine Johnson, Edsger Dijkstra, Barbara Liskov, ' +
  'Donald Knuth, Radia Perlman, Ken Thompson, Margaret Hamilton, Hedy Lamarr, Claude Shannon, ' +
  'Dorothy Vaughan, John Backus, Frances Allen, Tony Hoare, Adele Goldberg, Niklaus Wirth, ' +
  'Shafi Goldwasser, Vint Cerf, Jean Sammet, Robin Milner, Annie Easley, Dennis Ritchie, Karen Jones'
).split(', ');
const companies = ['Northwind', 'Contoso', 'Fabrikam', 'Globex', 'Initech'];
const titles = ['Head of Growth', 'Founder', 'Procurement Lead', 'Account Executive', 'Engineer'];

/** Fifty made-up contacts as CSV; their addresses are of a domain that receives no mail. */
export function sampleContactsCsv(): string {
  const lines = Array.from({ length: 50 }, (_, index) => {
    const name = people[index % people.length] ?? '';
    const company = companies[(index * 3) % companies.length];
    const title = titles[(index * 2) % titles.length];
    const address = name.toLowerCase().replace(' ', '.');
    const round = index < people.length ? '' : '.2';
    return `${name},${address}${round}@example.com,${company},${title}`;
  });
  return ['name,email,company,job title', ...lines].join('\n');
}

/** Imports {@link sampleContactsCsv} as any file is imported. */
export async function importSampleContacts(workspaceId: string): Promise<Outcome<undefined>> {
  try {
    const response = await fetch(apiPath(workspaceId, '/contacts/import'), {
      method: 'POST',
      headers: { ...inAppLanguage, 'content-type': 'text/csv', accept: 'application/json' },
      body: sampleContactsCsv(),
    });
    if (response.ok) return { ok: true, value: undefined };
    return { ok: false, problem: await problemOf(response) };
  } catch {
    return { ok: false, problem: unreachable };
  }
}
