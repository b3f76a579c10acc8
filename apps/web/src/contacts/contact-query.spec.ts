import { contactQueryString, nextSort, readContactQuery } from './contact-query.ts';

const read = (text: string) => readContactQuery(new URLSearchParams(text));

describe('the query of the contacts page', () => {
  it('is read from the address', () => {
    expect(read('search= ada &stage=customer&sort=-name')).toEqual({
      search: 'ada',
      stage: 'customer',
      sort: '-name',
    });
  });

  it('takes what it does not know as absent', () => {
    expect(read('stage=boss&sort=constructor')).toEqual({
      search: '',
      stage: undefined,
      sort: '-createdAt',
    });
  });

  it.each(['', 'search=ada', 'search=a%26b&stage=lead&sort=email'])(
    'goes there and back as %p',
    (text) => {
      expect(contactQueryString(read(text))).toBe(text);
    },
  );

  it('sorts a column up, then down, then as at first', () => {
    expect(nextSort('-createdAt', 'name')).toBe('name');
    expect(nextSort('name', 'name')).toBe('-name');
    expect(nextSort('-name', 'name')).toBe('-createdAt');
  });
});
