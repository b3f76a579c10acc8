import fc from 'fast-check';
import { tokens } from './tokens.ts';

describe('tokens', () => {
  it('are words and single other characters, with the blanks before them', () => {
    expect(tokens('Good news, Zoë!\n\n50 % off')).toEqual([
      'Good',
      ' news',
      ',',
      ' Zoë',
      '!',
      '\n\n50',
      ' %',
      ' off',
    ]);
    expect(tokens('')).toEqual([]);
  });

  it('joined are the text again', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => tokens(text).join('') === text),
    );
  });
});
