import { etag } from '../api/etag.ts';
import type { Outcome } from '../api/outcome.ts';
import { apiPath, requestJson } from '../api/request-json.ts';
import type { Contact } from './contact.ts';
import { contactQueryString, type ContactQuery } from './contact-query.ts';

/** A stretch of the list. */
export interface ContactPage {
  readonly items: readonly Contact[];
  /** How many contacts match in all; only when it was asked for. */
  readonly total?: number | undefined;
}

/** The members of a contact that a person can change. */
export type ContactField = Exclude<keyof Contact, 'id' | 'version' | 'createdAt' | 'updatedAt'>;

/** What a contact is changed to; absent members stay, null clears. */
export type ContactChanges = Partial<Pick<Contact, ContactField>>;

/** The contacts of one workspace, asked for by the browser. */
export interface ContactsApi {
  /** @throws {DOMException} `AbortError` when `signal` was aborted. */
  list(
    query: ContactQuery,
    range: { offset: number; limit: number; count: boolean; signal: AbortSignal },
  ): Promise<Outcome<ContactPage>>;
  get(id: string): Promise<Outcome<Contact>>;
  create(contact: ContactChanges): Promise<Outcome<Contact>>;
  /** Refused with 412 when the contact is no longer the version given. */
  change(contact: Contact, changes: ContactChanges): Promise<Outcome<Contact>>;
  /** Refused with 412 when the contact is no longer the version given. */
  remove(contact: Contact): Promise<Outcome<unknown>>;
  /** Takes a removal back. */
  restore(contact: Contact): Promise<Outcome<Contact>>;
}

/** Makes the contacts of a workspace reachable through this web server. */
export function createContactsApi(workspaceId: string): ContactsApi {
  const path = (rest = '') => apiPath(workspaceId, `/contacts${rest}`);
  return {
    list(query, { offset, limit, count, signal }) {
      const parameters = new URLSearchParams(contactQueryString(query));
      parameters.set('offset', String(offset));
      parameters.set('limit', String(limit));
      if (count) parameters.set('count', 'true');
      return requestJson(path(`?${parameters}`), { signal });
    },
    get: (id) => requestJson(path(`/${id}`)),
    create: (body) => requestJson(path(), { method: 'POST', body }),
    change: (contact, body) =>
      requestJson(path(`/${contact.id}`), { method: 'PATCH', body, ifMatch: etag(contact) }),
    remove: (contact) =>
      requestJson(path(`/${contact.id}`), { method: 'DELETE', ifMatch: etag(contact) }),
    restore: (contact) => requestJson(path(`/${contact.id}/restore`), { method: 'POST' }),
  };
}
