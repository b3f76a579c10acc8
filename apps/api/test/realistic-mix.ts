import type { LoadedService } from './loaded-service.ts';
import type { LoadRequest } from './open-loop.ts';

/** Ids of contacts, for a load that reads and changes what is there. */
export async function seenContacts(service: LoadedService): Promise<readonly string[]> {
  const response = await fetch(`${service.url}/api/contacts?limit=200&sort=company`, {
    headers: service.headers,
  });
  // The route serialises it so.
  const page = (await response.json()) as { items: { id: string }[] };
  return page.items.map(({ id }) => id);
}

const sorts = ['name', '-createdAt', 'company', '-updatedAt', 'email'];

/** What people do in a CRM: of 20 requests 8 list, 4 search, 5 read, 2 create and 1 updates. */
export function realisticMix(ids: readonly string[]): (serial: number) => LoadRequest {
  return (serial) => {
    const id = ids[(serial * 31) % ids.length] ?? '';
    const sort = sorts[serial % sorts.length] ?? 'name';
    const step = (serial * 7) % 20;
    if (step < 8) {
      const offset = step < 2 ? `&offset=${(serial * 97) % 9_000}` : '';
      return { method: 'GET', path: `/api/contacts?limit=50&sort=${sort}${offset}`, expect: 200 };
    }
    if (step < 12) {
      const word = (serial % 4096).toString(16);
      return { method: 'GET', path: `/api/contacts?search=${word}&sort=${sort}`, expect: 200 };
    }
    if (step < 17) return { method: 'GET', path: `/api/contacts/${id}`, expect: 200 };
    if (step < 19) {
      const body = {
        name: `New ${serial}`,
        email: `new${serial}@example.com`,
        phone: '+4930901820',
      };
      return { method: 'POST', path: '/api/contacts', body, expect: 201 };
    }
    const headers = { 'if-match': '*' };
    return {
      method: 'PATCH',
      path: `/api/contacts/${id}`,
      body: { jobTitle: `${serial}` },
      headers,
      expect: 200,
    };
  };
}
