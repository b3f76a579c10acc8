import type { Metadata } from 'next';

import { PageHeader } from '../../../../ui/page-header.tsx';

export const metadata: Metadata = { title: 'Contacts' };

/** The contacts of a workspace. */
export default function ContactsPage() {
  return <PageHeader title="Contacts" />;
}
