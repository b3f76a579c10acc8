import type { Contact } from './contact.ts';

/** A contact for tests: number `place` of a list, with the members that are given. */
export function contactStandIn(place: number, members: Partial<Contact> = {}): Contact {
  return {
    id: `id-${place}`,
    name: `Person ${place}`,
    email: `person.${place}@example.com`,
    phone: null,
    company: 'Acme',
    jobTitle: null,
    notes: null,
    stage: 'lead',
    version: 1,
    createdAt: '2026-03-01T12:00:00Z',
    updatedAt: '2026-03-01T12:00:00Z',
    ...members,
  };
}
