/** @jest-environment node */
import { splitDraft } from './split-draft.ts';

describe('a draft', () => {
  it('is a subject and a body', () => {
    expect(splitDraft('Subject: Hello there\n\nDear Ada,\n\nbye')).toEqual({
      subject: 'Hello there',
      body: 'Dear Ada,\n\nbye',
    });
  });

  it.each([
    ['', '', ''],
    ['Sub', '', ''],
    ['Subject: Hel', 'Hel', ''],
    ['Subject: Hello\n', 'Hello', ''],
    ['\nSubject: Hello\r\n\r\nDear', 'Hello', 'Dear'],
  ])('is shown as far as it has come: %j', (text, subject, body) => {
    expect(splitDraft(text)).toEqual({ subject, body });
  });

  it('is all body when it names no subject', () => {
    expect(splitDraft('Dear Ada')).toEqual({ subject: '', body: 'Dear Ada' });
  });
});
