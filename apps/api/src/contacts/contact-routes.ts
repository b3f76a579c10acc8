import type { Api } from '../api-instance.ts';
import { recordRoutes } from '../records/record-routes.ts';
import type { Records } from '../records/records.ts';
import { z } from 'zod';

import {
  type Contact,
  type ContactChanges,
  type NewContact,
  contactChangesSchema,
  contactSchema,
  contactStages,
  newContactSchema,
} from './contact-schemas.ts';

/** The orders in which contacts can be listed. */
export const contactSorts = ['name', 'email', 'company', 'createdAt', 'updatedAt'] as const;

/** Registers `/contacts`. */
export function contactRoutes(
  api: Api,
  records: Records<Contact, NewContact, ContactChanges>,
): void {
  recordRoutes(api, {
    plural: 'contacts',
    singular: 'contact',
    resource: contactSchema,
    draft: newContactSchema,
    changes: contactChangesSchema,
    sorts: contactSorts,
    filters: { stage: z.enum(contactStages).optional() },
    conflicts: ['duplicate-contact'],
    records,
  });
}
