import { createErrorGroups } from '../requests/error-groups.ts';
import { requestErrorsOf } from './on-request-error.ts';

const request = { method: 'GET', path: '/w/7/contacts?search=x', headers: {} };
const context = {
  routerKind: 'App Router',
  routePath: '/w/[workspace]/contacts',
  routeType: 'render',
  renderSource: 'react-server-components',
  revalidateReason: undefined,
} as const;

describe('an error that Next tells', () => {
  it('is reported and grouped by the pattern of its route, under the digest that people see', () => {
    const errorGroups = createErrorGroups();
    const captured: unknown[][] = [];
    const errors = { capture: (...told: unknown[]) => void captured.push(told) };
    const error = Object.assign(new Error('x'), { digest: '123' });
    // Of the reports only this is used.
    void requestErrorsOf({ errorGroups, errors } as never)(error, request, context);
    expect(errorGroups.view()).toMatchObject([
      { route: 'GET /w/[workspace]/contacts', occurrenceIds: ['123'] },
    ]);
    expect(captured).toEqual([
      [
        error,
        {
          occurrenceId: '123',
          request: { method: 'GET', url: request.path, route: context.routePath },
          tags: { route_type: 'render', router_kind: 'App Router' },
          handled: false,
        },
      ],
    ]);
  });

  it('is grouped also without reports, whatever was thrown', () => {
    const errorGroups = createErrorGroups();
    const tell = requestErrorsOf({ errorGroups, errors: undefined });
    for (const thrown of [undefined, 'text', { digest: 5 }]) void tell(thrown, request, context);
    expect(errorGroups.view().map(({ occurrenceIds }) => occurrenceIds)).toEqual([[], [], []]);
  });
});
