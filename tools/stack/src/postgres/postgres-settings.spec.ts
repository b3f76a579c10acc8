import {
  defaultSettings,
  plainIdentifier,
  quoteSetting,
  renderSettings,
} from './postgres-settings.ts';

describe('settings of postgresql.conf', () => {
  it('are one line each, in quotes', () => {
    expect(renderSettings({ a: '1', b: "it's" })).toBe("a = '1'\nb = 'it''s'\n");
    expect(quoteSetting('')).toBe("''");
  });

  it('listen on loopback only and on no socket file', () => {
    expect(defaultSettings).toMatchObject({
      listen_addresses: '127.0.0.1',
      unix_socket_directories: '',
    });
  });
});

describe('a plain identifier', () => {
  it('is returned as it is', () => {
    expect(plainIdentifier('database', 'unite_2')).toBe('unite_2');
  });

  it.each(['', '2unite', 'Unite', 'a-b', 'a"b', 'x'.repeat(64)])('refuses %j', (name) => {
    expect(() => plainIdentifier('database', name)).toThrow(
      expect.objectContaining({ code: 'STACK_BAD_OPTION' }),
    );
  });
});
