import type { Metadata } from 'next';

import { outcomeOf } from '../../../../api/server-api.ts';
import { readContactQuery } from '../../../../contacts/contact-query.ts';
import { ContactsView } from '../../../../contacts/contacts-view.tsx';
import { readDayStyle } from '../../../../contacts/read-day-style.ts';
import { requireWorkspace } from '../../../../session/require-workspace.ts';

export const metadata: Metadata = { title: 'Contacts' };

/** More rows than the grid shows on a tall screen; it asks for more where one is taller. */
const firstRows = 40;

/** The contacts of a workspace, the first rows in the HTML. */
export default async function ContactsPage(props: {
  params: Promise<{ workspace: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}) {
  const { workspace, api } = await requireWorkspace((await props.params).workspace);
  const given = await props.searchParams;
  const one = (name: string) => [given[name]].flat()[0];
  const query = readContactQuery({ get: one });
  const { search, stage, sort } = query;
  const [first, days] = await Promise.all([
    outcomeOf(
      api.GET('/api/contacts', {
        params: {
          query: {
            limit: firstRows,
            offset: 0,
            count: 'true',
            sort,
            ...(search === '' ? {} : { search }),
            ...(stage === undefined ? {} : { stage }),
          },
        },
      }),
    ),
    readDayStyle(api),
  ]);
  return <ContactsView workspaceId={workspace.id} query={query} first={first} days={days} />;
}
