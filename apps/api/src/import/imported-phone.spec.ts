import fc from 'fast-check';

import { phoneKey } from '../contacts/contact-keys.ts';
import { firstPhone, readPhone } from './imported-phone.ts';

describe('a phone number of a file', () => {
  it.each([
    ['030 23125 101', 'DE', '+49 30 23125101', '+493023125101'],
    ['(202) 555-0101', 'US', '+1 202 555 0101', '+12025550101'],
    ['+1 (202) 555-0101', 'DE', '+1 (202) 555-0101', '+12025550101'],
    ['030 23125 101 ext 5', 'DE', '+49 30 23125101 ext. 5', '+493023125101'],
    ['ask Ann', 'US', 'ask Ann', null],
    ['12', 'US', '12', null],
    ['+1 202-555-0101', 'nowhere', '+1 202-555-0101', '+12025550101'],
  ])('%j in %s is stored as %j under %j', (written, region, text, key) => {
    expect(readPhone(written, region)).toEqual({ text, key });
  });

  it('has the same key once stored, whatever region reads it then', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[+0(]?\d{3,12}$/), (written) => {
        const { text, key } = readPhone(written, 'DE');
        if (key !== null) expect([phoneKey(text, 'DE'), phoneKey(text, 'US')]).toEqual([key, key]);
        expect(phoneKey(written, 'DE')).toBe(key);
      }),
      { examples: [['000000']] },
    );
  });
});

describe('a phone cell of another program', () => {
  it.each([
    ["'+1 202-555-0101", '+1 202-555-0101'],
    ['+1 202-555-0101 ::: +1 202-555-0102', '+1 202-555-0101'],
    [' 12 ', '12'],
  ])('%j holds %j', (cell, number) => {
    expect(firstPhone(cell)).toBe(number);
  });
});
