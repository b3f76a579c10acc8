import { deflateSync } from 'node:zlib';
import { startRumReceiver, type RumReceiver } from '../../src/telemetry/rum/rum-receiver.ts';

const event = (type: string, fields: object = {}) =>
  JSON.stringify({
    type,
    date: 1_795_393_749_123,
    application: { id: 'app' },
    session: { id: 'session' },
    view: { id: 'view', name: '/users/[id]' },
    ...fields,
  });

describe('the RUM receiver', () => {
  let rum: RumReceiver;
  beforeEach(async () => {
    rum = await startRumReceiver();
  });
  afterEach(() => rum.close());

  /** The address as the SDK builds it. */
  const intake = (parameters: Record<string, string> = {}) =>
    `/api/v2/rum?${new URLSearchParams({
      ddsource: 'browser',
      'dd-api-key': rum.clientToken,
      'dd-evp-origin-version': '7.16.2',
      'dd-evp-origin': 'browser',
      'dd-request-id': '1',
      batch_time: '1795393749123',
      '_dd.api': 'fetch',
      ...parameters,
    })}`;
  const post = (address: string, body: string | Uint8Array<ArrayBuffer>) =>
    fetch(`${rum.url}${address}`, {
      method: 'POST',
      body,
      headers: { 'content-type': 'text/plain;charset=UTF-8' },
    });

  it('records each event of a batch by its type', async () => {
    const batch = [event('view'), event('error', { error: { message: 'x' } }), event('view')];
    const response = await post(intake(), batch.join('\n'));
    expect(response.status).toBe(202);
    expect(await response.json()).toHaveProperty('request_id');
    expect(rum.ofType('view')).toHaveLength(2);
    expect(rum.ofType('error')).toMatchObject([
      {
        type: 'error',
        event: { error: { message: 'x' }, view: { name: '/users/[id]' } },
        sessionId: 'session',
        viewId: 'view',
        isForwarded: false,
        parameters: { '_dd.api': 'fetch' },
      },
    ]);
  });

  it('takes what a proxy forwards, compressed as the address tells', async () => {
    const forward = encodeURIComponent(
      intake({ 'dd-evp-encoding': 'deflate', '_dd.api': 'beacon' }),
    );
    const response = await post(
      `/rum?ddforward=${forward}`,
      new Uint8Array(deflateSync(event('view'))),
    );
    expect(response.status).toBe(202);
    expect(rum.received).toMatchObject([
      { isForwarded: true, parameters: { '_dd.api': 'beacon' } },
    ]);
  });

  it('lets pages of other origins read its answer', async () => {
    const response = await post(intake(), event('view'));
    expect(response.headers.get('access-control-allow-origin')).toBe('*');
  });

  it.each([
    ['a wrong token', () => intake({ 'dd-api-key': 'wrong' }), event('view'), 403],
    ['no token', () => '/api/v2/rum?ddsource=browser', event('view'), 403],
    ['another source', () => intake({ ddsource: 'ios' }), event('view'), 400],
    ['another track', () => intake().replace('/rum', '/logs'), event('view'), 404],
    ['a forward to another host', () => '/rum?ddforward=https://evil.example/api/v2/rum', '', 404],
    ['an event without a session', () => intake(), event('view', { session: {} }), 400],
    ['bytes that are not deflated', () => intake({ 'dd-evp-encoding': 'deflate' }), 'x', 400],
  ])('refuses %s', async (_, address, body, status) => {
    expect((await post(address(), body)).status).toBe(status);
    expect(rum.received).toEqual([]);
    expect(rum.refused).toMatchObject([{ status }]);
  });

  it('takes the token that it is given', async () => {
    await using own = await startRumReceiver({ clientToken: 'pub1' });
    const response = await fetch(`${own.url}/api/v2/rum?ddsource=browser&dd-api-key=pub1`, {
      method: 'POST',
      body: event('action'),
    });
    expect(response.status).toBe(202);
  });
});
