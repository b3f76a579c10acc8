import { z } from 'zod';

import { recordMembers } from '../records/record-schemas.ts';
import { optionalText } from '../text-fields.ts';

/** Longest values of a contact, in UTF-16 units. */
export const contactLimits = {
  name: 200,
  email: 320,
  phone: 40,
  company: 200,
  jobTitle: 200,
  notes: 10_000,
} as const;

/** The stages of a contact, first to last. */
export const contactStages = ['lead', 'qualified', 'customer', 'churned'] as const;

/** True when `text` has the form of an e-mail address; international addresses included. */
export function isEmail(text: string): boolean {
  return text.length <= contactLimits.email && z.regexes.unicodeEmail.test(text);
}

const fields = {
  name: optionalText(contactLimits.name),
  email: optionalText(contactLimits.email).refine((value) => value === null || isEmail(value), {
    error: 'Must be an e-mail address',
    params: { code: 'invalid_email' },
  }),
  phone: optionalText(contactLimits.phone),
  company: optionalText(contactLimits.company),
  jobTitle: optionalText(contactLimits.jobTitle),
  notes: optionalText(contactLimits.notes),
};

/** A contact as the API shows it. */
export const contactSchema = z
  .object({
    id: recordMembers.id,
    name: z.string().nullable(),
    email: z.string().nullable(),
    phone: z.string().nullable(),
    company: z.string().nullable(),
    jobTitle: z.string().nullable(),
    notes: z.string().nullable(),
    stage: z.enum(contactStages),
    version: recordMembers.version,
    createdAt: recordMembers.createdAt,
    updatedAt: recordMembers.updatedAt,
  })
  .meta({ id: 'Contact' });

/** What a new contact is made of. */
export const newContactSchema = z
  .strictObject({
    name: fields.name.default(null),
    email: fields.email.default(null),
    phone: fields.phone.default(null),
    company: fields.company.default(null),
    jobTitle: fields.jobTitle.default(null),
    notes: fields.notes.default(null),
    stage: z.enum(contactStages).default('lead'),
  })
  .refine(isSomebody, {
    error: 'At least one of name, email, phone and company is needed',
    params: { code: 'identity_required' },
  });

/** What may be changed of a contact; absent members stay as they are, null clears. */
export const contactChangesSchema = z.strictObject({
  name: fields.name.optional(),
  email: fields.email.optional(),
  phone: fields.phone.optional(),
  company: fields.company.optional(),
  jobTitle: fields.jobTitle.optional(),
  notes: fields.notes.optional(),
  stage: z.enum(contactStages).optional(),
});

/** A contact as the API shows it. */
export type Contact = z.infer<typeof contactSchema>;
/** What a new contact is made of. */
export type NewContact = z.infer<typeof newContactSchema>;
/** What may be changed of a contact. */
export type ContactChanges = z.infer<typeof contactChangesSchema>;

/** True when there is anything by which the contact can be recognised. */
export function isSomebody(contact: {
  readonly name: string | null;
  readonly email: string | null;
  readonly phone: string | null;
  readonly company: string | null;
}): boolean {
  return [contact.name, contact.email, contact.phone, contact.company].some((it) => it !== null);
}
