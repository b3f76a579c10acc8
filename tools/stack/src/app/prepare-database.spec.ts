import { parseProvisioned } from './prepare-database.ts';

describe('what provision.js prints', () => {
  const line = '{"workspace":{"id":"1","name":"Demo"},"apiKey":"uk_a"}';

  it('gives the workspace and its key from the last line', () => {
    expect(parseProvisioned(`a log line\n${line}\n`)).toEqual({
      id: '1',
      name: 'Demo',
      apiKey: 'uk_a',
    });
  });

  it.each([
    '',
    'null',
    '{}',
    '{"workspace":{"id":"1"},"apiKey":"k"}',
    '{"workspace":{"id":"1","name":"n"}}',
    `${line}\nbye`,
  ])('gives nothing for %j', (printed) => expect(parseProvisioned(printed)).toBeNull());
});
