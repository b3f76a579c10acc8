import { openLoadedService } from '../loaded-service.ts';
import { traceFaults } from '../trace-faults.ts';

jest.setTimeout(60_000);

const request = () => ({ method: 'GET', path: '/api/contacts?limit=1', expect: 200 });

describe('the trace of every request', () => {
  it('is there', async () => {
    await using service = await openLoadedService({ contacts: 10, env: {} });
    expect(await traceFaults(service, 40, request)).toEqual([]);
  });

  it('is missed where nothing is traced', async () => {
    await using service = await openLoadedService({ contacts: 10, env: { TRACING: 'off' } });
    expect(await traceFaults(service, 40, request)).toHaveLength(40);
  });
});
