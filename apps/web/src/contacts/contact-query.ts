import type { operations } from '../api/schema.d.ts';
import { stages, type Stage } from './contact.ts';

type ListParameters = NonNullable<operations['listContacts']['parameters']['query']>;

/** An order of the list; a leading `-` reverses it. */
export type ContactSort = NonNullable<ListParameters['sort']>;

/** What the contacts page shows, as it stands in the address. */
export interface ContactQuery {
  readonly search: string;
  /** Undefined shows all stages. */
  readonly stage: Stage | undefined;
  readonly sort: ContactSort;
}

/** Newest first, as the API does by itself. */
export const defaultSort: ContactSort = '-createdAt';

const sorts: readonly ContactSort[] = [
  ...(['name', 'email', 'company', 'createdAt', 'updatedAt'] as const),
  ...(['-name', '-email', '-company', '-createdAt', '-updatedAt'] as const),
];

/** Reads the query out of an address; what it does not know counts as absent. */
export function readContactQuery(parameters: {
  get(name: string): string | null | undefined;
}): ContactQuery {
  const sort = parameters.get('sort');
  const stage = parameters.get('stage');
  return {
    search: (parameters.get('search') ?? '').trim(),
    stage: stages.find(({ value }) => value === stage)?.value,
    sort: sorts.find((value) => value === sort) ?? defaultSort,
  };
}

/** Writes the query as search parameters, defaults left out; equal queries give equal text. */
export function contactQueryString(query: ContactQuery): string {
  const parameters = new URLSearchParams();
  if (query.search !== '') parameters.set('search', query.search);
  if (query.stage !== undefined) parameters.set('stage', query.stage);
  if (query.sort !== defaultSort) parameters.set('sort', query.sort);
  return parameters.toString();
}

/** The order after a press on a column's header: up, down, then the default again. */
export function nextSort(current: ContactSort, column: ContactSort): ContactSort {
  const reversed = sorts.find((value) => value === `-${column}`) ?? defaultSort;
  if (current === column) return reversed;
  return current === reversed ? defaultSort : column;
}
