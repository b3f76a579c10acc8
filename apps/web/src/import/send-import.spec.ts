import { sendImport, type ImportUpload } from './send-import.ts';

/** A request that answers what the test says; it does no more of XMLHttpRequest than sendImport uses. */
class FakeRequest {
  static last: FakeRequest;
  readonly headers: Record<string, string> = {};
  readonly upload: { onprogress?: (event: { loaded: number }) => void } = {};
  status = 0;
  responseText = '';
  retryAfter: string | null = null;
  sent: unknown;
  onprogress?: () => void;
  onload?: () => void;
  onabort?: () => void;
  onloadend?: () => void;

  constructor() {
    FakeRequest.last = this;
  }
  open() {
    /* nothing to open */
  }
  setRequestHeader(name: string, value: string) {
    this.headers[name] = value;
  }
  getResponseHeader() {
    return this.retryAfter;
  }
  send(body: unknown) {
    this.sent = body;
  }
  abort() {
    this.onabort?.();
    this.onloadend?.();
  }
  receive(text: string, status = 200) {
    this.status = status;
    this.responseText += text;
    this.onprogress?.();
  }
  finish() {
    this.onload?.();
    this.onloadend?.();
  }
}

const counts = { bytes: 10, rows: 2, created: 1, updated: 0, unchanged: 0, refused: 1 };
const report = { ...counts, format: 'csv', refusals: [], columns: [] };

function start(overrides: Partial<ImportUpload> = {}) {
  const stop = new AbortController();
  const onSent = jest.fn();
  const onProgress = jest.fn();
  const outcome = sendImport({
    url: '/api/w/1/contacts/import',
    file: new Blob(['a,b']),
    mediaType: 'text/csv',
    signal: stop.signal,
    onSent,
    onProgress,
    ...overrides,
  });
  return { outcome, request: FakeRequest.last, stop, onSent, onProgress };
}

/** Gives the document a trace until the end of the test. */
function traced(traceparent: string): void {
  document.head.innerHTML = `<meta name="traceparent" content="${traceparent}">`;
}

describe('an import on its way', () => {
  afterEach(() => document.head.replaceChildren());

  it('is of the trace of its page', () => {
    const traceparent = `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`;
    traced(traceparent);
    expect(start().request.headers['traceparent']).toBe(traceparent);
    traced('none');
    expect(start().request.headers).not.toHaveProperty('traceparent');
  });

  const original = globalThis.XMLHttpRequest;
  beforeAll(() => {
    // The fake has what sendImport uses.
    globalThis.XMLHttpRequest = FakeRequest as unknown as typeof XMLHttpRequest;
  });
  afterAll(() => {
    globalThis.XMLHttpRequest = original;
  });

  it('asks for an answer in lines and says what the file is', () => {
    const { request } = start({ mediaType: 'text/vcard' });
    expect(request.headers).toEqual({
      accept: 'application/x-ndjson',
      'accept-language': 'en',
      'content-type': 'text/vcard',
    });
  });

  it('tells how much left the computer and how much was imported', async () => {
    const { request, outcome, onSent, onProgress } = start();
    request.upload.onprogress?.({ loaded: 3 });
    const line = JSON.stringify({ type: 'progress', ...counts });
    request.receive(line.slice(0, 9));
    request.receive(`${line.slice(9)}\n`);
    expect(onSent).toHaveBeenCalledWith(3);
    expect(onProgress).toHaveBeenCalledWith(expect.objectContaining(counts));
    request.finish();
    await outcome;
    expect(onProgress).toHaveBeenCalledTimes(1);
  });

  it('ends with the report', async () => {
    const { request, outcome } = start();
    request.receive(`${JSON.stringify({ type: 'report', ...report })}\n`);
    request.finish();
    await expect(outcome).resolves.toMatchObject({ kind: 'done', report });
  });

  it('ends with the problem that a line told', async () => {
    const { request, outcome } = start();
    const problemType = 'https://api.unite-hub.com/errors/import-record-too-long';
    const problem = { title: 'Too long', status: 400, line: 12, imported_rows: 10 };
    request.receive(JSON.stringify({ type: 'problem', problemType, ...problem }));
    request.finish();
    await expect(outcome).resolves.toMatchObject({
      kind: 'failed',
      problem: { ...problem, slug: 'import-record-too-long' },
    });
  });

  it('ends with the problem document of a refused request', async () => {
    const { request, outcome } = start();
    request.retryAfter = '5';
    const type = 'https://api.unite-hub.com/errors/unavailable';
    request.receive(JSON.stringify({ type, title: 'Down' }, null, 2), 503);
    request.finish();
    await expect(outcome).resolves.toMatchObject({
      kind: 'failed',
      problem: { slug: 'unavailable', title: 'Down', status: 503, retryAfterMs: 5_000 },
    });
  });

  it('ends with a plain problem when the answer is no problem document', async () => {
    const { request, outcome } = start();
    request.receive('<html>', 502);
    request.finish();
    await expect(outcome).resolves.toMatchObject({ problem: { slug: null, status: 502 } });
  });

  it('says that the answer was cut when it stops before the report', async () => {
    const { request, outcome } = start();
    request.receive(`${JSON.stringify({ type: 'progress', ...counts })}\n`);
    request.onloadend?.();
    await expect(outcome).resolves.toMatchObject({ problem: { code: 'IMPORT_CUT' } });
  });

  it('says that the server cannot be reached when there is no answer at all', async () => {
    const { request, outcome } = start();
    request.onloadend?.();
    await expect(outcome).resolves.toMatchObject({ problem: { code: 'UNREACHABLE' } });
  });

  it('can be stopped', async () => {
    const { outcome, stop } = start();
    stop.abort();
    await expect(outcome).resolves.toEqual({ kind: 'cancelled' });
  });

  it('sends nothing when it was stopped before it began', async () => {
    const { outcome, request } = start({ signal: AbortSignal.abort() });
    await expect(outcome).resolves.toEqual({ kind: 'cancelled' });
    expect(request.sent).toBeUndefined();
  });

  it('ignores lines of a kind that it does not know', async () => {
    const { request, outcome } = start();
    request.receive(`{"type":"hint"}\n7\n${JSON.stringify({ type: 'report', ...report })}\n`);
    request.finish();
    await expect(outcome).resolves.toMatchObject({ kind: 'done' });
  });
});
