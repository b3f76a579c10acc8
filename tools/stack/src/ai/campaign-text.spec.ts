import { campaignText } from './campaign-text.ts';

describe('a campaign text', () => {
  it('begins with its subject, then a blank line, then the body', () => {
    const [subject, blank, ...body] = campaignText('Write about our spring sale.').split('\n');
    expect(subject).toMatch(/^Subject: \S/);
    expect(blank).toBe('');
    expect(body.join('\n')).toMatch(/our spring sale/);
  });

  it('is the same for the same prompt and another one for another', () => {
    const prompts = ['about tea', 'about coffee', 'for the fair', 'x', ''];
    expect(prompts.map(campaignText)).toEqual(prompts.map(campaignText));
    expect(new Set(prompts.map(campaignText)).size).toBe(prompts.length);
  });

  it.each([
    [
      'Draft an e-mail for our customers about the new opening hours! Be brief.',
      'the new opening hours',
    ],
    ['Write something for the summer fair.', 'the summer fair'],
    ['Garden tools', 'Garden tools'],
    ['  ', 'what is new'],
  ])('takes its topic from the prompt %j', (prompt, topic) => {
    expect(campaignText(prompt)).toContain(topic);
  });
});
