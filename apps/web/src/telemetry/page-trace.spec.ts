import { continueTrace, readPageTrace, type FetchingPage } from './page-trace.ts';

const traceId = '0af7651916cd43dd8448eb211c80319c';
const traceparent = `00-${traceId}-b7ad6b7169203331-01`;

describe('the trace of a document', () => {
  const read = (content: string) => {
    document.head.innerHTML = `<meta name="traceparent" content="${content}">`;
    return readPageTrace(document);
  };

  it('is in its meta element', () => {
    expect(read(traceparent)).toEqual({ traceparent, traceId });
  });

  it.each(['', 'x', `01-${traceId}`, `${traceparent}0`])(
    'is none when that says "%s"',
    (content) => {
      expect(read(content)).toBeUndefined();
    },
  );

  it('is none without one', () => {
    document.head.innerHTML = '';
    expect(readPageTrace(document)).toBeUndefined();
  });
});

describe('what a page asks', () => {
  const page = () => {
    const asked: (string | null)[] = [];
    const target = {
      location: { href: 'https://app.test/w/1/contacts', origin: 'https://app.test' },
      fetch: (_input: unknown, init?: RequestInit) => {
        asked.push(new Headers(init?.headers).get('traceparent'));
        return Promise.resolve({} as Response); // nobody reads it
      },
    } as FetchingPage;
    continueTrace({ traceparent, traceId }, target);
    return { target, asked };
  };

  it.each([
    ['/api/w/1/contacts?limit=5', traceparent],
    ['/api/w/1/ai/draft', traceparent],
    ['/w/1/campaigns?_rsc=abc', traceparent],
    ['/api/w/1/operations', null],
    ['/api/w/1/operations/telemetry', null],
    ['/api/telemetry?report', null],
    ['https://other.test/api/w/1/contacts', null],
  ])('at %s has %s', async (url, expected) => {
    const { target, asked } = page();
    await target.fetch(url);
    expect(asked).toEqual([expected]);
  });

  it('keeps its own headers, and a trace that it has', async () => {
    const { target, asked } = page();
    const calls: RequestInit[] = [];
    const inner = {
      ...target,
      fetch: (_: unknown, init?: RequestInit) => (
        calls.push(init ?? {}),
        Promise.resolve({} as Response)
      ),
    } as FetchingPage;
    continueTrace({ traceparent, traceId }, inner);
    await inner.fetch('/api/w/1/contacts', { method: 'POST', headers: { 'if-match': '"1"' } });
    await target.fetch('/api/w/1/contacts', { headers: { traceparent: 'own' } });
    expect(calls[0]?.method).toBe('POST');
    expect(new Headers(calls[0]?.headers).get('if-match')).toBe('"1"');
    expect(asked).toEqual(['own']);
  });
});
