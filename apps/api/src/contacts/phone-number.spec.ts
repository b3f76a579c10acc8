import { getCountries, getExampleNumber, parsePhoneNumberFromString } from 'libphonenumber-js';
import examples from 'libphonenumber-js/mobile/examples';

import { readPhoneNumber } from './phone-number.ts';

const numbers = getCountries().flatMap((region) => {
  const example = getExampleNumber(region, examples);
  return example === undefined ? [] : [{ region, example }];
});

describe('a phone number', () => {
  it.each(numbers)('of $region reads as with the plans of all regions', ({ region, example }) => {
    for (const text of [example.number, example.formatNational(), `${example.number}999999999`]) {
      const full = parsePhoneNumberFromString(text, region);
      const expected = full?.isPossible()
        ? { e164: full.number, international: full.formatInternational() }
        : null;
      expect(readPhoneNumber(text, region)).toEqual(expected);
    }
  });

  it('without + belongs to no region when the region is unknown', () => {
    for (const region of ['XX', '', 'constructor', '__proto__']) {
      expect(readPhoneNumber('030 901820', region)).toBeNull();
      expect(readPhoneNumber('+49 30 901820', region)?.e164).toBe('+4930901820');
    }
  });

  it('is none when its international form would be another number', () => {
    expect(readPhoneNumber('000000', 'DE')).toBeNull();
  });

  it('is none in a text without enough digits', () => {
    expect(readPhoneNumber('ask me', 'DE')).toBeNull();
    expect(readPhoneNumber('12', 'DE')).toBeNull();
  });
});
