import { problemStandIn } from '../api/problem-stand-in.ts';
import { refusalToast } from './refusal-toast.ts';

describe('the toast for something that was refused', () => {
  it('says what and why', () => {
    expect(refusalToast('Not deleted: Ada', problemStandIn({ title: 'It was changed' }))).toEqual({
      text: 'Not deleted: Ada. It was changed',
      tone: 'bad',
    });
  });

  it('copies the reference', () => {
    const writeText = jest.fn(() => Promise.resolve());
    Object.assign(navigator, { clipboard: { writeText } });
    const { action } = refusalToast('Not deleted', problemStandIn({ occurrenceId: '42' }));
    expect(action?.label).toBe('Copy reference');
    action?.run();
    expect(writeText).toHaveBeenCalledWith('42');
  });
});
