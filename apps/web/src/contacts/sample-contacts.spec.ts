/** @jest-environment node */
import { problemResponseStandIn } from '../api/problem-response-stand-in.ts';
import { importSampleContacts, sampleContactsCsv } from './sample-contacts.ts';

const realFetch = globalThis.fetch;
afterEach(() => {
  globalThis.fetch = realFetch;
});

describe('the sample contacts', () => {
  it('are fifty, each with an address of its own', () => {
    const [head, ...lines] = sampleContactsCsv().split('\n');
    expect(head).toBe('name,email,company,job title');
    expect(new Set(lines.map((line) => line.split(',')[1])).size).toBe(50);
    expect(
      lines.every((line) => line.split(',').length === 4 && line.includes('@example.com')),
    ).toBe(true);
  });

  it('are imported as any file is', async () => {
    const asked: string[] = [];
    globalThis.fetch = (url) => {
      asked.push(String(url));
      return Promise.resolve(Response.json({}));
    };
    expect(await importSampleContacts('w1')).toEqual({ ok: true, value: undefined });
    expect(asked).toEqual(['/api/w/w1/contacts/import']);
  });

  it('tell the problem when they cannot be', async () => {
    globalThis.fetch = () => Promise.resolve(problemResponseStandIn({ code: 'NO' }, 503));
    expect(await importSampleContacts('w1')).toMatchObject({ ok: false, problem: { code: 'NO' } });
    globalThis.fetch = () => Promise.reject(new TypeError('fetch failed'));
    expect(await importSampleContacts('w1')).toMatchObject({ problem: { code: 'UNREACHABLE' } });
  });
});
