import { yaml } from './yaml.ts';

describe('YAML', () => {
  it('is written in blocks, with every text quoted', () => {
    expect(
      yaml({ a: [{ b: 'no', c: 1 }, 'x: y', []], d: {}, e: [[1, 2]], f: 'line\nbreak "q"' }),
    ).toBe(
      [
        'a:',
        '  - b: "no"',
        '    c: 1',
        '  - "x: y"',
        '  - []',
        'd: {}',
        'e:',
        '  - - 1',
        '    - 2',
        'f: "line\\nbreak \\"q\\""',
        '',
      ].join('\n'),
    );
  });
});
