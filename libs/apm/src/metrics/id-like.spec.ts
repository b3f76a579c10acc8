import { withoutIds } from './id-like.ts';

describe('a value that names one person or thing', () => {
  it.each([
    ['ada@example.com', '{email}'],
    ['/users/ada.l+x@mail.example.co.uk/edit', '/users/{email}/edit'],
    ['550E8400-e29b-41d4-a716-446655440000', '{uuid}'],
    ['/contacts/550e8400-e29b-41d4-a716-446655440000', '/contacts/{uuid}'],
    ['01ARZ3NDEKTSV4RRFFQ69G5FAV', '{ulid}'],
    ['507f1f77bcf86cd799439011', '{hex}'],
    ['order-1234567', 'order-{number}'],
    ['4111111111111111', '{number}'],
  ])('%s is written as %s', (value, expected) => {
    expect(withoutIds(value)).toBe(expected);
  });
});

describe('a value of a kind', () => {
  it.each(['200', 'GET', '/v2/contacts/:id', 'v24.21.0', '65535', '2026', 'deadbeefdeadbeef', '@'])(
    '%s stays',
    (value) => {
      expect(withoutIds(value)).toBe(value);
    },
  );
});
