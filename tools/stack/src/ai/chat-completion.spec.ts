import { complete, completionChunks, parseChatRequest, parseObject } from './chat-completion.ts';

const request = (body: object) =>
  parseChatRequest(JSON.stringify({ model: 'm', messages: [], ...body }));

describe('a chat request', () => {
  it('is understood with its options', () => {
    const messages = [{ role: 'user', content: 'hi' }];
    expect(
      request({ messages, stream: true, stream_options: { include_usage: true }, max_tokens: 5 }),
    ).toEqual({
      model: 'm',
      messages,
      stream: true,
      includeUsage: true,
      maxTokens: 5,
    });
  });

  it('is whole, without usage chunks and without limit by default', () => {
    expect(request({})).toMatchObject({ stream: false, includeUsage: false, maxTokens: Infinity });
  });

  it('may hold its text in parts, of which those without text count nothing', () => {
    const content = [
      { type: 'text', text: 'a' },
      { type: 'image_url' },
      { type: 'text', text: 'b' },
      7,
    ];
    expect(request({ messages: [{ role: 'user', content }, 'noise'] })?.messages).toEqual([
      { role: 'user', content: 'ab' },
      { role: '', content: '' },
    ]);
  });

  it.each(['', '[]', 'null', '{"model":"m"}', '{"messages":[]}', '{"model":1,"messages":[]}'])(
    'is not %j',
    (body) => expect(parseChatRequest(body)).toBeNull(),
  );
});

describe('a completion', () => {
  it('answers the last message of the user and counts all of them', () => {
    const parsed = request({
      messages: [
        { role: 'user', content: 'about tea' },
        { role: 'assistant', content: 'Subject: tea' },
        { role: 'user', content: 'about coffee' },
      ],
    });
    if (!parsed) throw new Error('the request was not understood');
    const completion = complete(parsed, 'id', 1500);
    expect(completion.pieces.join('')).toContain('coffee');
    expect(completion).toMatchObject({ id: 'id', created: 1, usage: { prompt_tokens: 7 } });
  });

  it('is streamed as role, pieces, reason and usage', () => {
    const usage = { prompt_tokens: 1, completion_tokens: 2, total_tokens: 3 };
    const completion = {
      id: 'i',
      created: 0,
      model: 'm',
      pieces: ['a', 'b'],
      finishReason: 'stop' as const,
      usage,
    };
    expect(completionChunks(completion, true).map((chunk) => JSON.stringify(chunk))).toEqual([
      expect.stringContaining('"role":"assistant"'),
      expect.stringContaining('"content":"a"'),
      expect.stringContaining('"content":"b"'),
      expect.stringContaining('"finish_reason":"stop"'),
      expect.stringContaining('"total_tokens":3'),
    ]);
    expect(completionChunks(completion, false)).toHaveLength(4);
  });
});

describe('a JSON object', () => {
  it('is read, and nothing else is', () => {
    expect(parseObject('{"a":1}')).toEqual({ a: 1 });
    expect([parseObject('[]'), parseObject('1'), parseObject('{')]).toEqual([null, null, null]);
  });
});
