import type { Metadata } from 'next';
import { notFound } from 'next/navigation';

import { outcomeOf } from '../../../../../api/server-api.ts';
import { ContactDetails } from '../../../../../contacts/contact-details.tsx';
import { readDayStyle } from '../../../../../contacts/read-day-style.ts';
import { requireWorkspace } from '../../../../../session/require-workspace.ts';
import { ProblemCard } from '../../../../../ui/problem-card.tsx';

export const metadata: Metadata = { title: 'Contact' };

/** One contact of a workspace. */
export default async function ContactPage(props: {
  params: Promise<{ workspace: string; id: string }>;
}) {
  const { workspace: workspaceId, id } = await props.params;
  const { workspace, api } = await requireWorkspace(workspaceId);
  const [contact, days] = await Promise.all([
    outcomeOf(api.GET('/api/contacts/{id}', { params: { path: { id } } })),
    readDayStyle(api),
  ]);
  if (contact.ok) {
    return <ContactDetails workspaceId={workspace.id} contact={contact.value} days={days} />;
  }
  // An id that the API calls malformed names no contact either.
  if (contact.problem.status === 404 || contact.problem.status === 400) notFound();
  return (
    <div className="p-(--page-x)">
      <h1 className="sr-only">Contact</h1>
      <ProblemCard problem={contact.problem} />
    </div>
  );
}
