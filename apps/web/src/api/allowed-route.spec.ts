/** @jest-environment node */
import { isAllowedRoute } from './allowed-route.ts';

const id = '0198c000-0000-7000-8000-000000000001';

describe('the routes that are passed on', () => {
  it.each([
    ['GET', 'contacts'],
    ['POST', 'contacts'],
    ['PATCH', `contacts/${id}`],
    ['DELETE', `campaigns/${id}`],
    ['POST', `contacts/${id}/restore`],
    ['POST', 'contacts/import'],
    ['GET', 'contacts/export.csv'],
    ['POST', 'ai/draft'],
    ['GET', 'operations'],
    ['GET', 'operations/telemetry'],
  ])('include %s %s', (method, path) => {
    expect(isAllowedRoute(method, path)).toBe(true);
  });

  it.each([
    ['GET', 'keys'],
    ['POST', 'keys'],
    ['DELETE', `keys/${id}`],
    ['GET', 'contacts/../keys'],
    ['GET', `contacts/${id}/../../keys`],
    ['PUT', 'contacts'],
    ['DELETE', 'contacts'],
    ['GET', 'contacts/export.csv/x'],
    ['GET', 'operations/telemetry/x'],
    ['POST', 'operations/telemetry'],
    ['GET', 'contacts/exportXcsv'],
    ['GET', ''],
  ])('do not include %s %s', (method, path) => {
    expect(isAllowedRoute(method, path)).toBe(false);
  });
});
