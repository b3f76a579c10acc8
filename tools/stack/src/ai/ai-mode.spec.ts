import { aiModes, isAiMode } from './ai-mode.ts';

describe('a mode of the fake AI provider', () => {
  it('is one of the list and nothing else', () => {
    expect(aiModes.every(isAiMode)).toBe(true);
    expect(['OK', '', null, undefined, 1].some(isAiMode)).toBe(false);
  });
});
