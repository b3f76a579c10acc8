import { serializeEnvelope, shrinkEnvelope, stampEnvelope } from './envelope-bytes.ts';

const linesOf = (bytes: Uint8Array) => Buffer.from(bytes).toString('utf8').split('\n');
const event = (size: number) =>
  serializeEnvelope({
    headers: { event_id: 'e' },
    items: [[{ type: 'event' }, { event_id: 'e', extra: { text: 'ü'.repeat(size) } }]],
  });

describe('an envelope', () => {
  it('has the bytes of each item in its header, and no time of sending yet', () => {
    const [headers, item, payload] = linesOf(
      serializeEnvelope({
        headers: { event_id: 'e', sent_at: 'earlier' },
        items: [[{ type: 'event' }, { message: 'ü\n' }]],
      }),
    );
    expect(headers).toBe('{"event_id":"e"}');
    expect(JSON.parse(item ?? '')).toEqual({
      type: 'event',
      length: Buffer.byteLength(payload ?? ''),
    });
  });

  it.each([{ event_id: 'e' }, {}])('is stamped with the time of sending: %j', (headers) => {
    const bytes = serializeEnvelope({ headers, items: [] });
    expect(JSON.parse(linesOf(stampEnvelope(bytes, 0))[0] ?? '')).toEqual({
      ...headers,
      sent_at: '1970-01-01T00:00:00.000Z',
    });
  });

  it('shrinks by half, again and again, until it cannot', () => {
    let bytes: Buffer | undefined = event(50_000);
    const sizes: number[] = [];
    while (bytes !== undefined) {
      sizes.push(bytes.length);
      bytes = shrinkEnvelope(bytes);
    }
    expect(sizes.length).toBeGreaterThan(1);
    sizes.slice(1).forEach((size, n) => expect(size).toBeLessThan((sizes[n] ?? 0) * 0.6));
  });

  it('of another kind does not shrink', () => {
    const session = [[{ type: 'session' }, { text: 'x'.repeat(50_000) }]] as const;
    expect(shrinkEnvelope(serializeEnvelope({ headers: {}, items: session }))).toBeUndefined();
    expect(shrinkEnvelope(Buffer.from('no envelope'))).toBeUndefined();
    expect(
      shrinkEnvelope(Buffer.from(`{}\n{"type":"event"}\n${'x'.repeat(9000)}`)),
    ).toBeUndefined();
  });
});
