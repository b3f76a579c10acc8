import { contactKeys, emailKey, phoneKey } from './contact-keys.ts';

const nobody = { name: null, email: null, phone: null, company: null };

describe('the keys of a contact', () => {
  it.each([
    ['Ada@Example.COM', 'ada@example.com'],
    ['  ada@example.com ', 'ada@example.com'],
    ['ada@bücher.example', 'ada@xn--bcher-kva.example'],
    ['ada@BÜCHER.example', 'ada@xn--bcher-kva.example'],
    ['ada@not a domain', 'ada@not a domain'],
  ])('know %j as %s', (email, key) => {
    expect(emailKey(email)).toBe(key);
  });

  it.each([
    ['030 901820', 'DE', '+4930901820'],
    ['+49 (30) 90 18 20', 'US', '+4930901820'],
    ['(415) 555-2671', 'US', '+14155552671'],
    ['030 901820', 'ZZ', null],
    ['call me', 'DE', null],
    ['1', 'DE', null],
  ])('read %j in %s as %s', (phone, region, key) => {
    expect(phoneKey(phone, region)).toBe(key);
  });

  it.each([
    [
      { email: 'A@x.example', name: 'A' },
      { email_key: 'a@x.example', phone_key: null, match_key: null },
    ],
    [
      { phone: '+4930901820', name: 'A' },
      { email_key: null, phone_key: '+4930901820', match_key: null },
    ],
    [
      { name: ' Ada ', company: 'X' },
      { email_key: null, phone_key: null, match_key: 'ada|x' },
    ],
    [{ name: 'a|b' }, { email_key: null, phone_key: null, match_key: 'a||b|' }],
    [{ phone: 'Ext 7' }, { email_key: null, phone_key: null, match_key: '||ext 7' }],
    [{ name: ' ' }, { email_key: null, phone_key: null, match_key: null }],
  ])('of %j are %j', (contact, keys) => {
    expect(contactKeys({ ...nobody, ...contact }, 'DE')).toEqual(keys);
  });
});
