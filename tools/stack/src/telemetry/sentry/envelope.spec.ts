import fc from 'fast-check';
import { parseEnvelope } from './envelope.ts';

const parse = (text: string | Buffer) => parseEnvelope(Buffer.from(text));

/** What was parsed, with payloads as text. */
function contentOf(text: string): unknown {
  const envelope = parse(text);
  if ('reason' in envelope) throw new Error(envelope.reason);
  return {
    header: envelope.header,
    items: envelope.items.map(({ header, payload }) => [header, payload.toString('utf8')]),
  };
}

describe('an envelope', () => {
  it('may have no items', () => {
    expect(contentOf('{"event_id":"1"}')).toEqual({ header: { event_id: '1' }, items: [] });
    expect(contentOf('{}\n')).toEqual({ header: {}, items: [] });
  });

  it('has items whose length tells where they end, newlines in them included', () => {
    expect(
      contentOf('{}\n{"type":"attachment","length":5}\na\nb\nc\n{"type":"event"}\n{}'),
    ).toEqual({
      header: {},
      items: [
        [{ type: 'attachment', length: 5 }, 'a\nb\nc'],
        [{ type: 'event' }, '{}'],
      ],
    });
  });

  it('counts bytes, not characters', () => {
    expect(contentOf('{}\n{"type":"a","length":4}\nüö\n')).toMatchObject({
      items: [[{ type: 'a', length: 4 }, 'üö']],
    });
  });

  it.each(['{}\n{"type":"a"}\nx', '{}\n{"type":"a"}\nx\n', '{}\n{"type":"a","length":1}\nx'])(
    'may end with or without a newline: %j',
    (text) => expect(contentOf(text)).toMatchObject({ items: [[{ type: 'a' }, 'x']] }),
  );

  it('may have empty payloads', () => {
    const empty = '{"type":"attachment","length":0}\n\n';
    expect(contentOf(`{}\n${empty}${empty}`)).toMatchObject({
      items: [
        [{ length: 0 }, ''],
        [{ length: 0 }, ''],
      ],
    });
  });

  it.each([
    ['nothing at all', '', /envelope header/],
    ['a header that is no JSON', 'event', /envelope header/],
    ['a header that is a list', '[]', /envelope header/],
    ['an item header that is no JSON', '{}\nevent\n{}', /header of item 0/],
    ['an empty line between items', '{}\n{"type":"a"}\nx\n\n{"type":"a"}\nx', /header of item 1/],
    ['an item without a type', '{}\n{"length":1}\nx', /no type/],
    ['a payload that is longer', '{}\n{"type":"a","length":1}\nxy\n', /does not end where/],
    ['a payload that is shorter', '{}\n{"type":"a","length":9}\nxy\n', /does not end where/],
    ['a carriage return after it', '{}\n{"type":"a","length":1}\nx\r\n', /does not end where/],
    ['a negative length', '{}\n{"type":"a","length":-1}\nx', /count of bytes/],
    ['a length in quotes', '{}\n{"type":"a","length":"1"}\nx', /count of bytes/],
  ])('is refused with %s', (_, text, reason) => {
    expect(parse(text)).toEqual({ reason: expect.stringMatching(reason) as string });
  });

  it('is refused when its header is no UTF-8', () => {
    expect(parse(Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x7d]))).toHaveProperty('reason');
  });

  it('gives back any bytes that were put into it', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 50 })), (payloads) => {
        const parts = payloads.flatMap((payload) => [
          Buffer.from(`\n${JSON.stringify({ type: 'a', length: payload.length })}\n`),
          payload,
        ]);
        const envelope = parseEnvelope(Buffer.concat([Buffer.from('{}'), ...parts]));
        if ('reason' in envelope) throw new Error(envelope.reason);
        expect(envelope.items.map(({ payload }) => new Uint8Array(payload))).toEqual(payloads);
      }),
    );
  });
});
