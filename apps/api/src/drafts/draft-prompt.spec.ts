import { draftPrompt, splitDraft } from './draft-prompt.ts';

describe('a draft', () => {
  it.each([
    ['Subject: Hello\n\nDear all', 'Hello', 'Dear all'],
    ['\nsubject:  Hello  \r\n\r\nDear all\n', 'Hello', 'Dear all'],
    ['Subject: Hello', 'Hello', ''],
    ['Dear all', '', 'Dear all'],
    ['', '', ''],
  ])('%j has the subject %j and the body %j', (text, subject, body) => {
    expect(splitDraft(text)).toEqual({ subject, body });
  });

  it('is asked for with tone and audience when they are given', () => {
    expect(draftPrompt({ prompt: 'Sell' })).toBe('Sell');
    expect(draftPrompt({ prompt: 'Sell', tone: 'formal', audience: 'Bakers' })).toBe(
      'Sell\n\nTone: formal.\n\nAudience: Bakers.',
    );
  });
});
