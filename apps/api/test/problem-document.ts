import { type ProblemDocument, isProblem, problemDocument } from '@unite/problem-details';

/** What a client would be told of `thrown`. @throws {Error} when it is no problem */
export function documentOf(thrown: unknown): ProblemDocument {
  if (!isProblem(thrown)) throw new Error('not a problem', { cause: thrown });
  return problemDocument(thrown, { id: 'id 1', path: '/api/contacts' });
}
