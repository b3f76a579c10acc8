import type { components } from '../api/schema.d.ts';
import type { Tone } from '../ui/badge.tsx';

/** A contact as the API shows it. */
export type Contact = components['schemas']['Contact'];

/** How far along a contact is. */
export type Stage = Contact['stage'];

/** The stages, first to last, with their names and what colour they speak. */
export const stages: readonly {
  readonly value: Stage;
  readonly label: string;
  readonly tone: Tone;
}[] = [
  { value: 'lead', label: 'Lead', tone: 'info' },
  { value: 'qualified', label: 'Qualified', tone: 'warn' },
  { value: 'customer', label: 'Customer', tone: 'ok' },
  { value: 'churned', label: 'Churned', tone: 'neutral' },
];

/** What to call a contact: the first of name, e-mail, company and phone that it has. */
export function contactTitle(
  contact: Pick<Contact, 'name' | 'email' | 'company' | 'phone'>,
): string {
  return contact.name ?? contact.email ?? contact.company ?? contact.phone ?? 'Unnamed contact';
}
